"""Somebody goes and leaves the card on the reader: it is told until it is taken, and opens nobody's visit."""

from pathlib import Path

from devices.simulators.control import spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.config import NOT_FITTED, DeviceSettings
from kiosk.events import CardRemoved
from kiosk.workflow.steps import Step
from tests.scenarios.devices.whole_terminal import WholeTerminal


def test_it_is_asked_for_until_it_is_taken_and_the_next_person_finds_nothing_of_it(tmp_path: Path) -> None:
    with spawn_id_reader(tmp_path) as reader:
        devices = DeviceSettings(card_port=str(reader.port), scanner=NOT_FITTED, printer=NOT_FITTED)
        with WholeTerminal(tmp_path, devices) as one:
            one.until_ready("id-card")
            reader.control.insert(SHI_MEIE)
            one.until_step(Step.HOME)
            assert not one.terminal.identify.left_card, "its person is still there"
            one.leave()
            assert one.terminal.identify.left_card
            # The cable is pulled and plugged in with the card on the reader: it is still nobody's visit.
            reader.control.unplug()
            one.until("the lost reader", lambda: not one.terminal.health.usable("card"))
            reader.control.replug()
            one.until_ready("id-card")
            one.until("the card that still lies there", lambda: one.terminal.identify.left_card)
            assert one.step is Step.ATTRACT
            assert one.session.identification.resident is None
            removed = sum(isinstance(event, CardRemoved) for event in one.heard)
            reader.control.remove()
            one.until("its removal", lambda: sum(isinstance(event, CardRemoved) for event in one.heard) > removed)
            assert not one.terminal.identify.left_card
            reader.control.insert(WANG_JIANGUO)
            one.until_step(Step.HOME)
            resident = one.session.identification.resident
            assert resident is not None
            assert resident.number == WANG_JIANGUO.document.number
