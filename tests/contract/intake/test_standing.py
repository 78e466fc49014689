"""CONTRACT.md, Receipts: what any terminal may know of a filing whose id it has read off a paper."""

import pytest

from kiosk.domain.case import CaseStatus
from sync.manifest import manifest_of
from sync.reference_intake.desk import Desk
from sync.reference_intake.problems import Refused
from sync.reference_intake.process import IntakeProcess
from sync.reference_intake.questions import AT_ONCE, PER_SECOND, Questions
from sync.reference_intake.tables import open_engine
from tests.contract.intake.conftest import Stranger, problem
from tests.unit.storage.samples import NAME, NUMBER, filing


def standing(stranger: Stranger, filing_id: str) -> dict[str, object]:
    answer = stranger.send("GET", f"/v1/filings/{filing_id}/standing")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    for secret in (NAME, NUMBER, "query", "answers", "signature"):
        assert secret not in answer.text
    document: dict[str, object] = answer.json()
    return document


def test_a_case_is_told_with_what_happened_to_it_and_names_nobody(stranger: Stranger, intake: IntakeProcess) -> None:
    number = stranger.deliver(31)
    sent = filing(31)
    desk = Desk(intake.database)
    try:
        desk.decide(number, CaseStatus.ACCEPTED, "材料齐全。")
    finally:
        desk.close()
    told = standing(stranger, sent.filing_id)
    history = told.pop("history")
    assert told == {
        "filing_id": sent.filing_id,
        "matter_code": sent.matter_code,
        "matter_title": sent.matter_title,
        "case_number": number,
    }
    assert isinstance(history, list)
    assert [(step["status"], step["note"]) for step in history] == [("received", ""), ("accepted", "材料齐全。")]
    assert all(set(step) == {"status", "note", "changed_at"} for step in history)


def test_a_filing_that_was_only_begun_has_no_case_number(stranger: Stranger) -> None:
    sent = filing(32)
    assert stranger.begin(manifest_of(sent)).status_code == 200
    told = standing(stranger, sent.filing_id)
    assert (told["case_number"], told["history"]) == (None, [])


@pytest.mark.parametrize("filing_id", ["0193a5b2-7c11-7d3e-9a10-2f4be1c09d55", "nonsense", "%00", "' OR 1=1"])
def test_what_is_not_there_is_unknown(stranger: Stranger, filing_id: str) -> None:
    assert problem(stranger.send("GET", f"/v1/filings/{filing_id}/standing")) == "standing-unknown"


def test_nobody_asks_without_a_token(stranger: Stranger) -> None:
    stranger.session.headers["Authorization"] = "Bearer somebody-else"
    assert problem(stranger.send("GET", f"/v1/filings/{filing(31).filing_id}/standing")) == "unknown-token"


def test_a_terminal_that_asks_too_often_waits_and_no_other(database: str) -> None:
    now = 1_700_000_000.0
    engines = [open_engine(database) for _ in range(2)]
    workers = [Questions(engine, lambda: now) for engine in engines]

    def ask(owner: str, times: int) -> None:
        for turn in range(times):
            workers[turn % 2].ask(owner)

    ask("hall-01", AT_ONCE)
    with pytest.raises(Refused, match="too-many") as told:
        ask("hall-01", 1)
    wait = int(told.value.headers["Retry-After"])
    ask("hall-02", 1)
    now += wait
    ask("hall-01", int(wait * PER_SECOND))
    with pytest.raises(Refused, match="too-many"):
        ask("hall-01", 1)
    for later in (3600.0, -7200.0):  # the clock may be put back, too
        now += later
        ask("hall-01", AT_ONCE)
        with pytest.raises(Refused, match="too-many"):
            ask("hall-01", 1)
    for engine in engines:
        engine.dispose()
