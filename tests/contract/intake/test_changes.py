"""CONTRACT.md, Case changes: the feed and its cursors, on the ledger itself, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.case import CaseStatus
from sync.manifest import files_of, manifest_of
from sync.reference_intake import cases
from sync.reference_intake.cases import CASE_MOVES
from sync.reference_intake.desk import Desk
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.problems import Refused
from sync.reference_intake.tables import open_engine
from tests.unit.storage.samples import filing

OFFICE = "11330225MB00000190"


class Centre:
    """One centre's ledger and desk on one database."""

    def __init__(self, folder: Path, database: str, tokens: dict[str, str]) -> None:
        self._engine = open_engine(database)
        self.ledger = Ledger(self._engine, folder / "materials")
        self.ledger.set_up(OFFICE, tokens)
        self.desk = Desk(database)

    def deliver(self, owner: str, seed: int) -> str:
        confirmed = filing(seed, materials=())
        self.ledger.begin(owner, manifest_of(confirmed))
        for file in files_of(confirmed).values():
            self.ledger.stored(confirmed.filing_id, file.sha256)
        return self.ledger.complete(owner, confirmed.filing_id).case_number

    def close(self) -> None:
        self._engine.dispose()
        self.desk.close()


@pytest.fixture
def centre(tmp_path: Path, database: str) -> Iterator[Centre]:
    made = Centre(tmp_path, database, {"*": "any", "hall-01": "one", "hall-02": "two"})
    yield made
    made.close()


def test_every_change_once_in_order_page_by_page(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "PAGE", 2)
    numbers = [centre.deliver("*", seed) for seed in range(1, 6)]
    centre.desk.decide(numbers[0], CaseStatus.ACCEPTED, "好")
    told, cursor, more, pages = [], "", True, 0
    while more:
        page = centre.ledger.changes("*", cursor)
        assert page.cursor > cursor
        told += [(change.case_number, change.status, change.note) for change in page.changes]
        cursor, more, pages = page.cursor, page.more, pages + 1
    assert told == [(number, "received", "") for number in numbers] + [(numbers[0], "accepted", "好")]
    assert pages == 3
    empty = centre.ledger.changes("*", cursor)
    assert (empty.changes, empty.cursor, empty.more) == ((), cursor, False)
    centre.desk.decide(numbers[1], CaseStatus.NOT_ACCEPTED, "")
    assert [change.status for change in centre.ledger.changes("*", cursor).changes] == ["not-accepted"]


def test_a_terminal_hears_of_its_own_cases_only(centre: Centre) -> None:
    centre.deliver("hall-01", 1)
    assert len(centre.ledger.changes("hall-01", "").changes) == 1
    assert centre.ledger.changes("hall-02", "").changes == ()
    with pytest.raises(Refused, match="terminal-mismatch"):
        centre.deliver("hall-02", 2)
    with pytest.raises(Refused, match="filing-unknown"):
        centre.ledger.complete("hall-02", filing(1).filing_id)


def test_a_cursor_of_another_centre_is_refused(centre: Centre, tmp_path: Path) -> None:
    other = Centre(tmp_path, f"sqlite:///{tmp_path / 'other.db'}", {"*": "any"})
    other.deliver("*", 1)
    theirs = other.ledger.changes("*", "").cursor
    other.close()
    centre.deliver("*", 1)
    ours = centre.ledger.changes("*", "").cursor
    ahead = f"{ours.partition('.')[0]}.{10**19:020d}"
    for cursor in (theirs, ours[:-1], ours + "0", "1", "..", ahead, ours.replace(".", "-")):
        with pytest.raises(Refused, match="cursor-unknown"):
            centre.ledger.changes("*", cursor)
    assert centre.ledger.changes("*", ours).changes == ()


@pytest.mark.parametrize("start", list(CaseStatus))
@pytest.mark.parametrize("target", list(CaseStatus))
def test_a_case_moves_only_where_the_table_says(centre: Centre, start: CaseStatus, target: CaseStatus) -> None:
    number = centre.deliver("*", 1)
    road = {
        CaseStatus.RECEIVED: [],
        CaseStatus.IN_REVIEW: [CaseStatus.ACCEPTED, CaseStatus.IN_REVIEW],
        CaseStatus.SUSPENDED: [CaseStatus.ACCEPTED, CaseStatus.SUSPENDED],
        CaseStatus.CONCLUDED: [CaseStatus.ACCEPTED, CaseStatus.CONCLUDED],
    }.get(start, [start])
    for step in road:
        centre.desk.decide(number, step, "")
    before = centre.ledger.changes("*", "").cursor
    if target in CASE_MOVES[start]:
        centre.desk.decide(number, target, "")
        assert centre.desk.show(number)["status"] == target.value
    else:
        with pytest.raises(ValueError, match=f"cannot become {target.value}"):
            centre.desk.decide(number, target, "")
        assert centre.ledger.changes("*", "").cursor == before


def test_numbers_end_honestly(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "next_number", lambda *_: 10_000)
    with pytest.raises(Refused, match="numbers-used-up") as refused:
        centre.deliver("*", 1)
    assert refused.value.headers["Retry-After"] == "3600"
    monkeypatch.undo()
    assert centre.deliver("*", 1).endswith("0001")
