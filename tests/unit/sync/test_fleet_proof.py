"""The proof of a simulation finds what it is there for: it is run on centres that lost or doubled something."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from sync import wire
from sync.fleet_simulation.proof import prove
from sync.fleet_simulation.report import acknowledgements, chart, load_curve
from sync.fleet_simulation.terminal import Confirmed, digest_of
from sync.fleet_simulation.traffic import Traffic
from sync.manifest import files_of, manifest_of
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.tables import changes, filings, open_engine
from tests.unit.storage.samples import filing

OFFICE = "11330225MB00000190"


class Centre:
    """An intake's tables and files, and two filings that it has taken in full."""

    def __init__(self, folder: Path) -> None:
        self.database = f"sqlite:///{folder / 'intake.db'}"
        self.materials = folder / "materials"
        self.engine = open_engine(self.database)
        self.ledger = Ledger(self.engine, self.materials)
        self.sent = [filing(seed, materials=()) for seed in (1, 2)]
        self.ledger.set_up(OFFICE, {self.sent[0].terminal_id: "token"})
        self.confirmed = [self.take(number) for number in range(2)]

    def take(self, number: int, *, complete: bool = True) -> Confirmed:
        one = self.sent[number]
        manifest, owner = manifest_of(one), one.terminal_id
        self.ledger.begin(owner, manifest)
        for held in files_of(one).values():
            file = self.ledger.file(owner, one.filing_id, held.sha256)
            file.create()
            part = file.open()
            part.append(held.data, 0, wait=True)
            part.close()
            assert file.finish()
            self.ledger.stored(one.filing_id, held.sha256)
        note = Confirmed(one.filing_id, owner, digest_of(wire.canonical(manifest)), 1.0, 2.0, 1)
        if not complete:
            return note
        case = self.ledger.complete(owner, one.filing_id)
        return replace(note, delivered=True, case_number=case.case_number, query_code=case.query_code)

    def counts(self) -> tuple[int, int, int]:
        verdict = prove(self.database, self.materials, self.confirmed)
        assert bool(verdict.lost or verdict.doubled) == bool(verdict.faults)
        return verdict.lost, verdict.doubled, verdict.waiting

    @contextmanager
    def behind_its_back(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
            yield connection


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path)
    yield made
    made.engine.dispose()


def no_case(centre: Centre) -> None:
    with centre.behind_its_back() as connection:
        one = filings.c.filing_id == centre.sent[0].filing_id
        connection.execute(update(filings).where(one).values(case_number=None))


def other_content(centre: Centre) -> None:
    with centre.behind_its_back() as connection:
        one = filings.c.filing_id == centre.sent[0].filing_id
        text = connection.execute(select(filings.c.manifest).where(one)).scalar_one()
        connection.execute(update(filings).where(one).values(manifest=text.replace("hall", "village")))


def damaged_file(centre: Centre) -> None:
    file = next((centre.materials / centre.sent[0].filing_id).iterdir())
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def missing_file(centre: Centre) -> None:
    next((centre.materials / centre.sent[0].filing_id).iterdir()).unlink()


def another_number(centre: Centre) -> None:
    centre.confirmed[0].query_code = "xxxxxx"


def test_two_filings_that_arrived_are_neither_lost_nor_doubled(centre: Centre) -> None:
    assert centre.counts() == (0, 0, 0)
    verdict = prove(centre.database, centre.materials, centre.confirmed)
    assert (verdict.cases, verdict.files) == (2, sum(len(files_of(one)) for one in centre.sent))


@pytest.mark.parametrize("loss", [no_case, other_content, damaged_file, missing_file, another_number])
def test_whatever_is_missing_of_a_delivered_filing_makes_it_lost(
    centre: Centre, loss: Callable[[Centre], None]
) -> None:
    loss(centre)
    assert centre.counts() == (1, 0, 0)


def test_a_case_that_nobody_confirmed_is_doubled(centre: Centre) -> None:
    del centre.confirmed[0]
    assert centre.counts() == (0, 1, 0)


def test_one_content_under_two_ids_is_doubled(centre: Centre) -> None:
    centre.sent.append(replace(centre.sent[0], filing_id=filing(3).filing_id))
    centre.confirmed.append(centre.take(2))
    assert centre.counts() == (0, 2, 0)


def test_a_case_that_began_twice_is_doubled(centre: Centre) -> None:
    with centre.behind_its_back() as connection:
        row = connection.execute(select(changes)).first()
        assert row is not None
        connection.execute(changes.insert().values(row._asdict() | {"number": 99}))
    assert centre.counts() == (0, 1, 0)


def test_the_centres_own_tables_take_no_case_number_twice(centre: Centre) -> None:
    one = filings.c.filing_id == centre.sent[0].filing_id
    taken = update(filings).where(one).values(case_number=centre.confirmed[1].case_number)
    with pytest.raises(IntegrityError), centre.behind_its_back() as connection:
        connection.execute(taken)


def test_what_its_terminal_still_keeps_is_waiting_and_not_lost(centre: Centre) -> None:
    centre.sent.append(filing(3, materials=()))
    centre.confirmed.append(centre.take(2, complete=False))
    centre.confirmed.append(Confirmed(filing(4).filing_id, "elsewhere", "0" * 64, 1.0))
    assert centre.counts() == (0, 0, 2)


def test_a_refusal_is_counted_and_told(centre: Centre) -> None:
    centre.confirmed[0].refused = "intake.invalid"
    verdict = prove(centre.database, centre.materials, centre.confirmed)
    assert verdict.refused == 1
    assert "intake.invalid" in verdict.faults[0]


def test_the_load_is_counted_from_the_return_to_the_last_acknowledgement() -> None:
    traffic = Traffic()
    traffic.requests.update({9: 50, 10: 4, 12: 8, 13: 100})
    load = load_curve(traffic, 10.5, 12.9)
    assert load.per_second == [4, 0, 8]
    assert (load.mean, load.peak, load.peak_over_mean) == (4.0, 8, 2.0)


def test_an_acknowledgement_is_timed_from_the_confirm_and_from_the_return() -> None:
    notes = [Confirmed("", "", "", 0.0, 20.0), Confirmed("", "", "", 15.0, 16.0), Confirmed("", "", "", 1.0, 2.0)]
    from_confirm, from_return = acknowledgements([*notes, Confirmed("", "", "", 3.0)], 10.0)
    assert (from_confirm.p50, from_confirm.most) == (1.0, 20.0)
    # The third was acknowledged before the line went down.
    assert (from_return.p50, from_return.most) == (1.0, 10.0)


def test_a_chart_of_any_length_fits_on_a_line() -> None:
    for seconds in (1, 71, 72, 73, 5000):
        bars, _, words = chart([7] * seconds).partition("  ")
        assert 1 <= len(bars) <= 72
        assert set(bars) == {"█"}
        assert "highest 7 " in words
    assert chart([0, 8])[0:2] == "▁█"
