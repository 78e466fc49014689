"""People file in hall and village, everything comes to its end, and of what was due no trace is left anywhere."""

import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.printers.folder import FolderPrinter
from kiosk.domain.case import CaseStatus
from kiosk.domain.filing import FilingRow
from kiosk.events import EventBus
from kiosk.ports import PrintRequest
from kiosk.services.retention import Retention, Swept
from kiosk.storage import audit, cases, filings, outbox
from kiosk.storage.connection import Store
from tests.scenarios.retention import people
from tests.scenarios.retention.people import DAY, HandClock, Person, person
from tests.unit.storage.samples import KEY, NOON

KINDS = (
    "hall-delivered",
    "hall-delivered-evaluated",
    "hall-delivered-case-open",
    "hall-carried-and-delivered",
    "hall-refused-and-corrected",
    "hall-correction",
    "hall-refused-long-ago",
    "village-concluded",
    "village-not-accepted",
    "village-withdrawn",
    # Here begins what stays.
    "hall-pending",
    "hall-sending",
    "hall-carried-only",
    "hall-refused-lately",
    "village-open",
    "village-concluded-lately",
    "village-pending",
)
STAYS_FROM = KINDS.index("hall-pending")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data" / "jiujin.db", KEY, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def sweep(store: Store, clock: HandClock) -> Retention:
    return Retention(people.settings_for(store.path.parent), clock, EventBus(), store)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[None]:
    """The program's log, in the data folder, down to the least word."""
    (tmp_path / "data").mkdir(exist_ok=True)
    handler = logging.FileHandler(tmp_path / "data" / "terminal.log", encoding="utf-8")
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


def file_all() -> dict[str, Person]:
    made: dict[str, Person] = {}
    for seed, kind in enumerate(KINDS, 1):
        corrects = made["hall-refused-and-corrected"].id if kind == "hall-correction" else None
        made[kind] = person(seed, village=kind.startswith("village"), corrects=corrects)
    return made


def play(store: Store, clock: HandClock, sweep: Retention) -> dict[str, Person]:
    """Everything up to the moment at which the first ten are due, each to its own ending."""
    of = file_all()

    def begin(conn: filings.Connection) -> None:
        for who in of.values():
            people.save(conn, who)
        people.begin_draft(conn, of["hall-delivered"], NOON)
        people.carry_out(conn, of["hall-carried-and-delivered"])
        people.carry_out(conn, of["hall-carried-only"])
        people.refuse(conn, of["hall-refused-long-ago"])
        people.refuse(conn, of["hall-refused-and-corrected"])
        for kind in ("village-concluded", "village-not-accepted", "village-withdrawn", "village-open"):
            people.deliver(conn, of[kind])
            people.tell(conn, of[kind], CaseStatus.ACCEPTED)
        people.tell(conn, of["village-concluded"], CaseStatus.CONCLUDED)
        people.tell(conn, of["village-not-accepted"], CaseStatus.NOT_ACCEPTED)
        people.tell(conn, of["village-withdrawn"], CaseStatus.WITHDRAWN)

    store.write(begin).result()
    assert sweep.sweep() == Swept()
    clock.moment = NOON + 50 * DAY

    def go_on(conn: filings.Connection) -> None:
        for kind in (*KINDS[:4], "hall-correction"):
            people.deliver(conn, of[kind], clock.moment)
        people.tell(conn, of["hall-delivered-case-open"], CaseStatus.SUPPLEMENT_REQUIRED)
        people.evaluate(conn, of["hall-delivered-evaluated"], sent=True)
        people.evaluate(conn, of["hall-delivered-case-open"], sent=False)
        people.refuse(conn, of["hall-refused-lately"], clock.moment)
        people.deliver(conn, of["village-concluded-lately"])
        people.tell(conn, of["village-concluded-lately"], CaseStatus.CONCLUDED)
        outbox.mark_sending(conn, of["hall-sending"].id, clock.moment)

    store.write(go_on).result()
    return of


def print_receipts(folder: Path, clock: HandClock, who: Person) -> None:
    printer = FolderPrinter(folder, clock)
    printer.open()
    printer.print_pdf(PrintRequest("就近办 回执", b"%PDF " + who.needles["name"]), lambda _: None)
    printer.close()
    (folder / "20260506-120000-half.partial").write_bytes(who.needles["number"])
    (folder / "the agent's own notes.txt").write_text("not ours")
    for paper in folder.iterdir():
        os.utime(paper, (clock.moment.timestamp(),) * 2)


def by_card(store: Store, number: str) -> tuple[FilingRow, ...]:
    return store.read(lambda c: filings.rows_of_person(c, filings.person_tag(c, number)))


def found(where: bytes, who: Person) -> set[str]:
    return {name for name, needle in who.needles.items() if needle in where}


def test_of_all_that_was_due_no_trace_is_left_anywhere_and_of_the_rest_all_of_it(
    store: Store, clock: HandClock, sweep: Retention, log: None
) -> None:
    of = play(store, clock, sweep)
    print_receipts(store.path.parent / "printed", clock, of["hall-delivered"])
    notes = {kind: who.note.encode() for kind, who in of.items()}
    # At 50 days: the three concluded ones of the village have had their 20; drafts their 7; everything else is seen.
    assert sweep.sweep() == Swept(drafts=1, filings=3, pages=6)
    before = people.in_clear(store.path)
    for kind in (*KINDS[:7], *KINDS[STAYS_FROM:]):
        assert found(before, of[kind]) == set(of[kind].needles), kind
    # 10 days on: halls and corrections long since, the old refusal its 60, the papers their 24 hours.
    clock.moment += 10 * DAY
    assert sweep.sweep() == Swept(filings=7, pages=14, papers=2)
    after, dump = people.in_clear(store.path), people.dumped(store)
    for kind in KINDS[:STAYS_FROM]:
        assert found(after, of[kind]) == found(dump, of[kind]) == set(), kind
        # Of a case that goes on the person may be asked for papers: what the centre said stays, and whose it is.
        assert (notes[kind] in after) is (kind == "hall-delivered-case-open"), kind
        assert of[kind].acknowledgement.query_code.encode() not in dump, kind
    for kind in KINDS[STAYS_FROM:]:
        assert found(after, of[kind]) == found(dump, of[kind]) == set(of[kind].needles), kind
        assert store.read(lambda c, kind=kind: filings.load(c, of[kind].id)) == of[kind].filing
    assert b"<the form that everybody scans>" in dump  # of those who are still there
    assert (store.path.parent / "printed" / "the agent's own notes.txt").read_text() == "not ours"
    assert store.path.with_name("jiujin.db-wal").stat().st_size == 0
    assert store.check_later().result() == ()
    assert store.read(audit.first_broken) is None
    assert sweep.sweep() == Swept()


def test_the_skeleton_keeps_what_exactly_once_and_whoever_asks_later_need(
    store: Store, clock: HandClock, sweep: Retention
) -> None:
    of = play(store, clock, sweep)
    sweep.sweep()
    clock.moment += 10 * DAY
    sweep.sweep()
    gone = of["hall-delivered-case-open"]
    row = store.read(lambda c: filings.row_of(c, gone.id))
    assert row is not None
    assert row.brief.wiped
    assert (row.brief.name, row.brief.masked_name) == ("", "")
    assert row.brief.provisional_number == gone.filing.provisional_number
    assert row.brief.confirmed_at == gone.filing.confirmed_at
    assert row.brief.state.acknowledgement is not None
    assert row.brief.state.acknowledgement.case_number == gone.acknowledgement.case_number
    assert row.case is not None
    assert (row.case.status, row.case.note) == (CaseStatus.SUPPLEMENT_REQUIRED, gone.note)
    number = gone.filing.parties.resident.number
    assert [one.brief.filing_id for one in by_card(store, number)] == [gone.id]
    with pytest.raises(filings.DamagedPage, match="wiped"):
        store.read(lambda c: filings.load(c, gone.id))
    # Nobody else can become a filing of the same id or number, and it is never sent again.
    with pytest.raises(ValueError, match="already saved"):
        store.write(lambda c: people.save(c, gone)).result()
    old = of["hall-refused-long-ago"]
    with pytest.raises(ValueError, match="wiped"):
        store.write(lambda c: outbox.retry(c, old.id, clock.moment)).result()
    assert store.write(lambda c: outbox.retry_refused(c, clock.moment)).result() == 1
    assert store.read(lambda c: outbox.state(c, old.id)).detail == ""
    # An evaluation that the centre does not have yet stays until it has it.
    assert store.read(lambda c: c.execute("SELECT filing_id FROM evaluation").fetchall()) == [(gone.id,)]
    store.write(lambda c: c.execute("UPDATE evaluation SET sent = 1")).result()
    sweep.sweep()
    assert store.read(lambda c: c.execute("SELECT count(*) FROM evaluation").fetchone()) == (0,)
    # A file that was carried out is forgotten with the last of its filings, and not before.
    exports = store.read(lambda c: c.execute("SELECT export_id FROM carry_out").fetchall())
    assert exports == [(f"export-{of['hall-carried-only'].id}",)]


def test_once_its_case_has_ended_nothing_leads_from_the_person_to_the_skeleton(
    store: Store, clock: HandClock, sweep: Retention
) -> None:
    who = person(1)
    store.write(lambda c: people.save(c, who)).result()
    store.write(lambda c: people.deliver(c, who)).result()
    store.write(lambda c: people.tell(c, who, CaseStatus.SUPPLEMENT_REQUIRED)).result()
    sweep.sweep()
    clock.moment += 200 * DAY
    assert sweep.sweep().filings == 1
    number = who.filing.parties.resident.number
    assert len(by_card(store, number)) == 1
    store.write(lambda c: people.tell(c, who, CaseStatus.CONCLUDED, clock.moment)).result()
    sweep.sweep()
    clock.moment += 19 * DAY
    assert sweep.sweep().filings == 0
    assert who.note.encode() in people.in_clear(store.path)
    clock.moment += 2 * DAY
    assert sweep.sweep().filings == 1
    assert by_card(store, number) == ()
    assert who.note.encode() not in people.in_clear(store.path)
    tag = store.read(lambda c: filings.person_tag(c, number))
    assert tag.encode() not in people.in_clear(store.path)
    # The same changes told again, and a new one: once, and without their sentences.
    store.write(lambda c: people.tell(c, who, CaseStatus.SUPPLEMENT_REQUIRED)).result()
    store.write(lambda c: people.tell(c, who, CaseStatus.WITHDRAWN)).result()
    told = store.read(lambda c: [(change.status, change.note) for change in cases.history(c, who.id)])
    assert told == [
        (CaseStatus.SUPPLEMENT_REQUIRED, ""),
        (CaseStatus.CONCLUDED, ""),
        (CaseStatus.WITHDRAWN, ""),
    ]
    assert sweep.sweep() == Swept()


def test_the_audit_counts_and_names_nobody(store: Store, clock: HandClock, sweep: Retention) -> None:
    of = play(store, clock, sweep)
    sweep.sweep()
    clock.moment += 10 * DAY
    sweep.sweep()
    rows = store.read(lambda c: c.execute("SELECT act, facts FROM audit WHERE act LIKE 'retention.%'").fetchall())
    assert rows == [
        ("retention.wiped", '{"filings": 3, "traces": 3}'),
        ("retention.wiped", '{"filings": 7, "traces": 2}'),
    ]
    everything = str(store.read(lambda c: c.execute("SELECT * FROM audit").fetchall())).encode()
    for who in of.values():
        assert found(everything, who) == set()


def test_whoever_still_stands_before_the_done_screen_is_not_wiped_under_their_hands(
    store: Store, clock: HandClock
) -> None:
    from kiosk.events import FilingSaved

    bus = EventBus()
    sweep = Retention(people.settings_for(store.path.parent), clock, bus, store)
    who = person(1)
    store.write(lambda c: people.save(c, who)).result()
    bus.publish(FilingSaved(who.filing))
    store.write(lambda c: people.deliver(c, who)).result()
    sweep.sweep()
    clock.moment += timedelta(hours=2)
    assert sweep.sweep().filings == 0
    sweep.visit_ended()
    assert sweep.sweep().filings == 1


def test_a_clock_that_ran_ahead_begins_the_time_anew(store: Store, clock: HandClock, sweep: Retention) -> None:
    who = person(1)
    store.write(lambda c: people.save(c, who)).result()
    store.write(lambda c: people.deliver(c, who)).result()
    clock.moment = NOON + 400 * DAY
    sweep.sweep()
    clock.moment = NOON
    assert sweep.sweep().filings == 0
    clock.moment = NOON + timedelta(minutes=29)
    assert sweep.sweep().filings == 0
    clock.moment = NOON + timedelta(minutes=31)
    assert sweep.sweep().filings == 1


def test_a_refusal_that_was_taken_back_is_not_wiped_and_begins_its_time_anew(
    store: Store, clock: HandClock, sweep: Retention
) -> None:
    who = person(1)
    store.write(lambda c: people.save(c, who)).result()
    store.write(lambda c: people.refuse(c, who)).result()
    sweep.sweep()
    clock.moment += 61 * DAY
    store.write(lambda c: outbox.retry(c, who.id, clock.moment)).result()
    assert sweep.sweep().filings == 0
    store.write(lambda c: people.refuse(c, who, clock.moment)).result()
    assert sweep.sweep().filings == 0
    assert store.read(lambda c: filings.load(c, who.id)) == who.filing


def test_a_store_cannot_be_made_to_wipe_or_send_what_it_must_not(store: Store) -> None:
    from kiosk.storage.cipher import DatabaseError
    from kiosk.storage.retention import NOBODY

    waits, gone = person(1), person(2)
    store.write(lambda c: people.save(c, waits)).result()
    wipe = f"UPDATE filing SET person_tag = '{NOBODY}', parties = '{{}}', answers = '{{}}' WHERE filing_id = ?"
    with pytest.raises(DatabaseError, match="never changed"):
        store.write(lambda c: c.execute(wipe, (waits.id,))).result()
    store.write(lambda c: people.save(c, gone)).result()
    store.write(lambda c: people.refuse(c, gone)).result()
    for half in ("answers = '{}'", "parties = '{}'", f"person_tag = '{NOBODY}'"):
        with pytest.raises(DatabaseError, match="never changed"):
            store.write(lambda c, half=half: c.execute(f"UPDATE filing SET {half}")).result()
    store.write(lambda c: c.execute(wipe, (gone.id,))).result()
    with pytest.raises(DatabaseError, match="not sent again"):
        store.write(lambda c: c.execute("UPDATE outbox SET delivery = 'pending', next_attempt_us = 0")).result()


def test_what_was_taken_back_goes_with_whoever_took_it_back_and_not_before_the_centre_was_told(
    store: Store, clock: HandClock, sweep: Retention
) -> None:
    told, untold = person(1, village=True), person(2, village=True)
    for who in (told, untold):
        store.write(lambda c, who=who: people.save(c, who)).result()
        store.write(lambda c, who=who: people.refuse(c, who)).result()
        state = "taken" if who is told else "pending"
        row = (who.id, "other", "agent-word", "agent-4711", "1", NOON.isoformat(), NOON.isoformat(), state, "")
        store.write(
            lambda c, row=row: c.execute("INSERT INTO withdrawal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        ).result()
    sweep.sweep()
    clock.moment += 21 * DAY
    assert sweep.sweep().filings == 1
    assert people.skeletons(store) == {told.id}
    rows = store.read(lambda c: c.execute("SELECT agent_id, state FROM withdrawal ORDER BY filing_id").fetchall())
    assert rows == [("", "taken"), ("agent-4711", "pending")]
    assert store.read(lambda c: filings.load(c, untold.id)) == untold.filing
