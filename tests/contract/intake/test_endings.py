"""CONTRACT.md, How a filing ends: refusals with a reason, corrections, supplements, withdrawals; on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

import msgspec
import pytest
import requests

from kiosk.domain.case import CaseStatus
from kiosk.domain.filing import Filing
from sync import wire
from sync.manifest import files_of, manifest_of
from sync.reference_intake import endings
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess
from sync.reference_intake.tables import open_engine
from tests.contract.intake.conftest import Stranger, problem
from tests.unit.storage.samples import NOON, filing

SERIAL = count(5_000)
MATTERS = count(100)
PEOPLE = count(1)


@pytest.fixture
def matter() -> str:
    """A matter that no other test files."""
    return f"3302259{next(MATTERS):05}"


@pytest.fixture
def rules(intake: IntakeProcess, matter: str) -> Callable[..., None]:
    def set_rules(**values: object) -> None:
        engine = open_engine(intake.database)
        with engine.begin() as connection:
            endings.set_rules(connection, matter, **values)
        engine.dispose()

    return set_rules


@pytest.fixture
def decide(intake: IntakeProcess) -> Callable[[str, CaseStatus], None]:
    def move(number: str, status: CaseStatus) -> None:
        desk = Desk(intake.database)
        desk.decide(number, status, "")
        desk.close()

    return move


def person() -> str:
    return f"33022519640317{next(PEOPLE):04}"


def made(matter: str, number: str, **links: str | None) -> tuple[Filing, wire.Manifest]:
    confirmed = replace(filing(next(SERIAL), materials=(), number=number), matter_code=matter)
    return confirmed, msgspec.structs.replace(manifest_of(confirmed), **links)


def deliver(stranger: Stranger, confirmed: Filing, manifest: wire.Manifest) -> requests.Response:
    """The three steps as far as they go; the last answer."""
    begun = stranger.begin(manifest)
    if begun.status_code != 200:
        return begun
    for file in files_of(confirmed).values():
        stranger.upload(confirmed.filing_id, file)
    return stranger.complete(confirmed.filing_id)


def withdrawal(filing_id: str, reason: str = "changed-mind") -> dict[str, object]:
    consent = {"text_version": "w-1", "given_at": "2026-05-06T12:00:00+08:00"}
    return {
        "filing_id": filing_id,
        "reason": reason,
        "evidence": "card-present",
        "consent": consent,
        "given_at": "2026-05-06T12:00:00+08:00",
    }


def take_back(stranger: Stranger, filing_id: str, reason: str = "changed-mind") -> requests.Response:
    return stranger.send("POST", f"/v1/filings/{filing_id}/withdrawal", json=withdrawal(filing_id, reason))


def told(stranger: Stranger, filing_id: str) -> list[str]:
    return [step["status"] for step in stranger.send("GET", f"/v1/filings/{filing_id}/standing").json()["history"]]


def test_an_older_version_is_refused_and_nothing_of_it_is_kept(
    stranger: Stranger, matter: str, rules: Callable[..., None]
) -> None:
    rules(least_version=4)
    old, manifest = made(matter, person())
    assert problem(stranger.begin(manifest)) == "matter-superseded"
    assert problem(stranger.complete(old.filing_id)) == "filing-unknown"
    new = msgspec.structs.replace(manifest, matter=msgspec.structs.replace(manifest.matter, version=4))
    assert deliver(stranger, old, new).status_code == 200


def test_a_matter_that_is_closed_is_refused(stranger: Stranger, matter: str, rules: Callable[..., None]) -> None:
    rules(closed=True)
    assert problem(stranger.begin(made(matter, person())[1])) == "matter-closed"


def test_the_day_of_signing_counts_and_not_the_day_it_arrives(
    stranger: Stranger, matter: str, rules: Callable[..., None]
) -> None:
    in_time, manifest = made(matter, person())
    rules(open_until=in_time.confirmed_at.date().isoformat())
    assert deliver(stranger, in_time, manifest).status_code == 200
    rules(open_until="2026-05-05")
    _late, manifest = made(matter, person())
    assert problem(stranger.begin(manifest)) == "deadline-passed"


def test_what_was_complete_before_the_rule_came_keeps_its_case(
    stranger: Stranger, matter: str, rules: Callable[..., None]
) -> None:
    confirmed, manifest = made(matter, person())
    number = deliver(stranger, confirmed, manifest).json()["case_number"]
    rules(closed=True, least_version=9)
    assert stranger.begin(manifest).status_code == 200
    assert stranger.complete(confirmed.filing_id).json()["case_number"] == number


def test_the_second_of_a_person_is_refused_with_the_number_of_the_first(
    stranger: Stranger,
    matter: str,
    rules: Callable[..., None],
    decide: Callable[[str, CaseStatus], None],
) -> None:
    rules(exclusive=True)
    somebody = person()
    number = deliver(stranger, *made(matter, somebody)).json()["case_number"]
    second, manifest = made(matter, somebody)
    refused = stranger.begin(manifest)
    assert problem(refused) == "duplicate"
    assert refused.json()["case_number"] == number
    assert somebody not in refused.text
    assert deliver(stranger, *made(matter, person())).status_code == 200  # another person
    decide(number, CaseStatus.NOT_ACCEPTED)
    assert deliver(stranger, second, manifest).status_code == 200  # the first has ended


def test_of_two_that_come_together_one_is_a_case_and_one_is_refused(
    stranger: Stranger, matter: str, rules: Callable[..., None]
) -> None:
    rules(exclusive=True)
    for _ in range(5):
        somebody = person()
        both = [made(matter, somebody) for _ in range(2)]
        for confirmed, manifest in both:
            assert stranger.begin(manifest).status_code == 200
            for file in files_of(confirmed).values():
                stranger.upload(confirmed.filing_id, file)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(stranger.complete, [confirmed.filing_id for confirmed, _ in both]))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        refused = next(answer for answer in answers if answer.status_code == 409)
        case = next(answer for answer in answers if answer.status_code == 200)
        assert problem(refused) == "duplicate"
        assert refused.json()["case_number"] == case.json()["case_number"]


def test_a_correction_takes_the_place_of_what_was_not_accepted_once(
    stranger: Stranger, matter: str, rules: Callable[..., None], decide: Callable[[str, CaseStatus], None]
) -> None:
    rules(exclusive=True)
    somebody = person()
    first, manifest = made(matter, somebody)
    number = deliver(stranger, first, manifest).json()["case_number"]
    better, correction = made(matter, somebody, corrects=first.filing_id)
    early = stranger.begin(correction)
    assert problem(early) == "not-correctable"
    assert early.json()["case_number"] == number
    decide(number, CaseStatus.NOT_ACCEPTED)
    corrected = deliver(stranger, better, correction).json()["case_number"]
    assert corrected != number
    assert deliver(stranger, better, correction).json()["case_number"] == corrected
    assert problem(stranger.begin(made(matter, somebody, corrects=first.filing_id)[1])) == "duplicate"
    assert problem(stranger.begin(made(matter, person(), corrects=first.filing_id)[1])) == "invalid"


def test_two_corrections_of_what_never_came_here_are_one_case(stranger: Stranger, matter: str) -> None:
    never, _ = made(matter, person())
    somebody = person()
    both = [made(matter, somebody, corrects=never.filing_id) for _ in range(2)]
    for confirmed, manifest in both:
        assert stranger.begin(manifest).status_code == 200
        for file in files_of(confirmed).values():
            stranger.upload(confirmed.filing_id, file)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(stranger.complete, [confirmed.filing_id for confirmed, _ in both]))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert problem(next(answer for answer in answers if answer.status_code == 409)) == "duplicate"


def test_what_was_corrected_and_comes_after_all_makes_no_second_case(stranger: Stranger, matter: str) -> None:
    somebody = person()
    old, manifest = made(matter, somebody)
    number = deliver(stranger, *made(matter, somebody, corrects=old.filing_id)).json()["case_number"]
    late = stranger.begin(manifest)
    assert problem(late) == "duplicate"
    assert late.json()["case_number"] == number


def test_a_supplement_goes_to_the_case_that_asked_for_it_once(
    stranger: Stranger, matter: str, rules: Callable[..., None], decide: Callable[[str, CaseStatus], None]
) -> None:
    rules(exclusive=True, closed=False)
    somebody = person()
    first, manifest = made(matter, somebody)
    case = deliver(stranger, first, manifest).json()
    papers, supplement = made(matter, somebody, supplements=first.filing_id)
    assert problem(stranger.begin(supplement)) == "supplement-not-wanted"
    decide(case["case_number"], CaseStatus.SUPPLEMENT_REQUIRED)
    rules(closed=True)  # a case that is in hand goes on, whatever is offered anew
    answers = [deliver(stranger, papers, supplement).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["filing_id"] == papers.filing_id
    assert (answers[0]["case_number"], answers[0]["query_code"]) == (case["case_number"], case["query_code"])
    assert told(stranger, first.filing_id) == ["received", "supplement-required", "received"]
    assert told(stranger, papers.filing_id) == told(stranger, first.filing_id)
    assert problem(take_back(stranger, papers.filing_id)) == "withdrawal-too-late"
    word = wire.Evaluation(filing_id=papers.filing_id, level=5, reasons=(), given_at=NOON)
    evaluated = stranger.send("POST", "/v1/evaluations", data=msgspec.json.encode(word))
    assert evaluated.status_code == 200, "whoever brought papers may say how that went, too"


def test_a_supplement_to_a_case_that_has_ended_or_to_none_is_refused(
    stranger: Stranger, matter: str, decide: Callable[[str, CaseStatus], None]
) -> None:
    somebody = person()
    first, manifest = made(matter, somebody)
    number = deliver(stranger, first, manifest).json()["case_number"]
    decide(number, CaseStatus.SUPPLEMENT_REQUIRED)
    papers, supplement = made(matter, somebody, supplements=first.filing_id)
    assert stranger.begin(supplement).status_code == 200
    for file in files_of(papers).values():
        stranger.upload(papers.filing_id, file)
    decide(number, CaseStatus.NOT_ACCEPTED)  # while the papers were on their way
    refused = stranger.complete(papers.filing_id)
    assert problem(refused) == "supplement-not-wanted"
    assert told(stranger, first.filing_id)[-1] == "not-accepted"
    assert problem(stranger.begin(made(matter, person(), supplements=first.filing_id)[1])) == "invalid"
    assert problem(stranger.begin(made(matter, somebody, supplements=papers.filing_id)[1])) == "invalid"


def test_a_case_that_is_taken_back_is_withdrawn_however_often_it_is_said(stranger: Stranger, matter: str) -> None:
    first, manifest = made(matter, person())
    case = deliver(stranger, first, manifest).json()
    answers = [take_back(stranger, first.filing_id).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["completion"] == case
    assert told(stranger, first.filing_id) == ["received", "withdrawn"]
    assert problem(take_back(stranger, first.filing_id, "other")) == "id-reused"


def test_what_was_taken_back_before_it_came_never_becomes_a_case(stranger: Stranger, matter: str) -> None:
    first, manifest = made(matter, person())
    answer = take_back(stranger, first.filing_id)
    assert answer.status_code == 200
    assert answer.json()["completion"] is None
    assert problem(stranger.begin(manifest)) == "withdrawn"
    begun, manifest = made(matter, person())
    assert stranger.begin(manifest).status_code == 200
    for file in files_of(begun).values():
        stranger.upload(begun.filing_id, file)
    assert take_back(stranger, begun.filing_id).status_code == 200
    assert problem(stranger.complete(begun.filing_id)) == "withdrawn"
    assert take_back(stranger, begun.filing_id).status_code == 200


def test_taking_back_and_completing_at_once_ends_in_one_of_two_ways(stranger: Stranger, matter: str) -> None:
    for _ in range(8):
        first, manifest = made(matter, person())
        stranger.begin(manifest)
        for file in files_of(first).values():
            stranger.upload(first.filing_id, file)
        with ThreadPoolExecutor(2) as pool:
            completed = pool.submit(stranger.complete, first.filing_id)
            taken = pool.submit(take_back, stranger, first.filing_id)
        assert taken.result().status_code == 200
        # Whoever was first: there is no case, or it is withdrawn.
        made_case = completed.result().status_code == 200
        assert told(stranger, first.filing_id) == (["received", "withdrawn"] if made_case else [])
        assert (taken.result().json()["completion"] is not None) == made_case


def test_what_has_ended_is_no_longer_taken_back(
    stranger: Stranger, matter: str, decide: Callable[[str, CaseStatus], None]
) -> None:
    first, manifest = made(matter, person())
    number = deliver(stranger, first, manifest).json()["case_number"]
    decide(number, CaseStatus.ACCEPTED)
    decide(number, CaseStatus.CONCLUDED)
    late = take_back(stranger, first.filing_id)
    assert problem(late) == "withdrawal-too-late"
    assert late.json()["case_number"] == number
    assert told(stranger, first.filing_id)[-1] == "concluded"


def test_links_that_make_no_sense_are_refused(stranger: Stranger, matter: str) -> None:
    one, manifest = made(matter, person())
    other, _ = made(matter, person())
    document = msgspec.to_builtins(manifest)
    path = f"/v1/filings/{one.filing_id}"
    both = {"corrects": other.filing_id, "supplements": other.filing_id}
    assert problem(stranger.send("PUT", path, json=document | both)) == "invalid"
    assert problem(stranger.send("PUT", path, json=document | {"corrects": one.filing_id})) == "invalid"
    assert problem(stranger.send("PUT", path, json=document | {"corrects": "nothing"})) == "invalid"


def test_a_filing_without_links_is_written_as_before_there_were_any() -> None:
    manifest = manifest_of(filing(1))
    assert b"corrects" not in wire.canonical(manifest)
    assert b"supplements" not in wire.canonical(manifest)
