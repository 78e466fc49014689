"""A paper that the centre would refuse for its size is told while it lies on the scanner, not when it is sent."""

from dataclasses import replace
from pathlib import Path

import pytest

from devices.scanners.sane import write_test_backend
from devices.simulators.control import spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE
from kiosk.config import NOT_FITTED, DeviceSettings
from kiosk.workflow.steps import Step
from tests.scenarios.devices.whole_terminal import WholeTerminal


@pytest.mark.parametrize("alone", [True, False], ids=["one page alone", "with the pages before it"])
def test_it_is_told_at_the_scanner_and_what_was_kept_can_be_filed(tmp_path: Path, alone: bool) -> None:
    with spawn_id_reader(tmp_path) as reader:
        devices = DeviceSettings(
            card_port=str(reader.port),
            sane_config_dir=str(write_test_backend(tmp_path / "sane")),
            printer=NOT_FITTED,
        )
        with WholeTerminal(tmp_path, devices) as one:
            one.until_ready("id-card", "scanner")
            reader.control.insert(SHI_MEIE)
            one.until_step(Step.HOME)
            one.to_materials()
            one.scan()
            rule = one.terminal.collect.rules()[0]
            kept = one.terminal.collect.pages(rule.id)
            page = len(kept[0].content)
            limit = page // 100 if alone else sum(len(one.content) for one in kept) + page // 2
            matter = one.session.choice.matter
            assert matter is not None
            one.session.choice.matter = replace(
                matter, materials=(replace(rule, max_bytes=limit, max_pages=len(kept) + 1),)
            )
            assert one.terminal.collect.scan(one.terminal.collect.rules()[0])
            one.until("the end of the scan", lambda: not one.session.collection.job)
            assert one.session.collection.failure == "too-large"
            assert one.terminal.collect.pages(rule.id) == kept
            one.confirm()
            filing = one.session.outcome.filing
            assert filing is not None
            assert [page.content for material in filing.materials for page in material.pages] == [
                page.content for page in kept
            ]
