"""`kiosk outbox …` as a technician meets it."""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.bootstrap import open_store
from kiosk.commands import outbox as commands
from kiosk.commands.settings import settings_of
from kiosk.domain.filing import Delivery
from kiosk.errors import InputFailure
from kiosk.storage import filings, outbox
from kiosk.storage.cipher import Connection
from kiosk.storage.connection import Store
from tests.unit.storage.samples import ACKNOWLEDGEMENT, KEY, NOON, FixedClock, filing

WAITING, DELIVERED, REFUSED, REFUSED_TOO = (filing(seed, materials=()) for seed in (1, 2, 3, 4))

Command = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "jiujin-store-key").write_bytes(KEY)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    file = tmp_path / "terminal.toml"
    file.write_text(f'[paths]\ndata = "{tmp_path / "data"}"\n', encoding="utf-8")
    return file


@pytest.fixture
def store(configuration: Path) -> Iterator[Store]:
    """The terminal's own, open while the commands run beside it."""

    def fill(connection: Connection) -> None:
        for one in (WAITING, DELIVERED, REFUSED, REFUSED_TOO):
            filings.save(connection, one, "a" * 64)
        for one in (DELIVERED, REFUSED, REFUSED_TOO):
            outbox.mark_sending(connection, one.filing_id, NOON)
        outbox.mark_delivered(connection, DELIVERED.filing_id, ACKNOWLEDGEMENT)
        for one in (REFUSED, REFUSED_TOO):
            outbox.mark_refused(connection, one.filing_id, "intake.invalid", "the filing breaks a rule")

    opened = open_store(settings_of(argparse.Namespace(config=configuration)), KEY, FixedClock())
    opened.write(fill).result()
    yield opened
    opened.close()


@pytest.fixture
def kiosk_outbox(configuration: Path, store: Store, capsys: pytest.CaptureFixture[str]) -> Command:
    parser = argparse.ArgumentParser()
    commands.add(parser.add_subparsers())

    def run(*words: str) -> list[dict[str, Any]]:
        arguments = parser.parse_args(["outbox", *words, "--config", str(configuration), "--json"])
        assert arguments.run(arguments) == 0
        printed: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return printed

    return run


def test_the_list_is_what_has_not_reached_the_centre(kiosk_outbox: Command) -> None:
    listed = [(row["filing_id"], row["delivery"]) for row in kiosk_outbox("list")]
    assert listed == [
        (WAITING.filing_id, "pending"),
        (REFUSED.filing_id, "refused"),
        (REFUSED_TOO.filing_id, "refused"),
    ]
    everything = [row["filing_id"] for row in kiosk_outbox("list", "--all")]
    assert everything == [one.filing_id for one in (WAITING, DELIVERED, REFUSED, REFUSED_TOO)]


def test_one_refused_filing_is_tried_again(kiosk_outbox: Command, store: Store) -> None:
    assert kiosk_outbox("retry", REFUSED.filing_id) == [{"retried": 1}]
    assert store.read(lambda c: outbox.state(c, REFUSED.filing_id)).delivery is Delivery.PENDING
    assert store.read(lambda c: outbox.state(c, REFUSED_TOO.filing_id)).delivery is Delivery.REFUSED


def test_all_that_were_refused_are_tried_again_only_when_asked_for(kiosk_outbox: Command, store: Store) -> None:
    assert kiosk_outbox("retry") == [{"retried": 1}]
    assert len([row for row in kiosk_outbox("list") if row["delivery"] == "refused"]) == 2
    assert kiosk_outbox("retry", "--refused") == [{"retried": 2}]
    assert [row["delivery"] for row in kiosk_outbox("list")] == ["pending"] * 3
    acts = store.read(lambda c: c.execute("SELECT act FROM audit WHERE act LIKE 'outbox.%'").fetchall())
    assert acts == [("outbox.refusal-taken-back",)] * 2


def test_what_cannot_be_tried_again_is_said(kiosk_outbox: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputFailure, match="is delivered; there is nothing to try again"):
        kiosk_outbox("retry", DELIVERED.filing_id)
    with pytest.raises(InputFailure, match="no filing nobody"):
        kiosk_outbox("retry", "nobody")
    with pytest.raises(SystemExit):
        kiosk_outbox("retry", REFUSED.filing_id, "--refused")
    assert "not allowed with" in capsys.readouterr().err


def test_a_refusal_is_shown_in_words_and_whose_turn_it_is(kiosk_outbox: Command, store: Store) -> None:
    correction = replace(filing(5, materials=()), corrects=REFUSED.filing_id)
    store.write(lambda c: filings.save(c, correction, "a" * 64)).result()
    (shown,) = kiosk_outbox("show", REFUSED.filing_id)
    assert shown["turn"] == "resident"
    assert "中心收不进去" in shown["happened"]
    assert "Correct" in shown["next_step"]
    assert shown["corrected_by"] == correction.filing_id
    (shown,) = kiosk_outbox("show", WAITING.filing_id)
    assert (shown["turn"], shown["withdrawal"]) == (None, None)


def test_what_was_corrected_is_not_sent_once_more(kiosk_outbox: Command, store: Store) -> None:
    correction = replace(filing(5, materials=()), corrects=REFUSED.filing_id)
    store.write(lambda c: filings.save(c, correction, "a" * 64)).result()
    assert kiosk_outbox("retry", "--refused") == [{"retried": 1}]
    with pytest.raises(InputFailure, match="taken back or corrected"):
        kiosk_outbox("retry", REFUSED.filing_id)
