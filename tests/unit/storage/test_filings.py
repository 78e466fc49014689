"""Filings come back as they were confirmed, and nothing can change them."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.filing import Delivery, DeliveryState, Filing
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.storage import cases, filings, outbox
from kiosk.storage.cipher import DatabaseError
from kiosk.storage.connection import Store
from tests.unit.storage.samples import ACKNOWLEDGEMENT, NAME, NOON, NUMBER, filing, page


def save(store: Store, *wanted: Filing) -> None:
    for one in wanted:
        number = one.parties.resident.number
        store.write(lambda c, one=one, number=number: filings.save(c, one, filings.person_tag(c, number))).result()


@pytest.mark.parametrize("village", [False, True], ids=["hall", "village"])
def test_a_filing_comes_back_whole(store: Store, village: bool) -> None:
    saved = filing(1, village=village)
    save(store, saved)
    loaded = store.read(lambda c: filings.load(c, saved.filing_id))
    assert loaded == saved
    assert loaded.parties.resident.photo == saved.parties.resident.photo
    assert loaded.confirmed_at.utcoffset() == saved.confirmed_at.utcoffset()
    assert store.read(lambda c: outbox.state(c, saved.filing_id)) == DeliveryState(Delivery.PENDING)


@pytest.mark.parametrize(
    "size", [0, 1, filings.CHUNK_BYTES - 1, filings.CHUNK_BYTES, filings.CHUNK_BYTES + 1, 3 * filings.CHUNK_BYTES]
)
def test_a_page_of_any_size_comes_back_byte_for_byte(store: Store, size: int) -> None:
    content = bytes(n * 31 % 256 for n in range(997)) * (size // 997 + 1)
    one = Page(content[:size], "image/png", 10, 20)
    saved = filing(1, materials=(Material("m", Text("材料"), (one,)),))
    save(store, saved)
    assert store.read(lambda c: filings.load(c, saved.filing_id)).materials[0].pages == (one,)
    sizes = store.read(lambda c: c.execute("SELECT length(data) FROM page_chunk").fetchall())
    assert sum(size for (size,) in sizes) == len(one.content)
    assert all(0 < size <= filings.CHUNK_BYTES for (size,) in sizes)


def test_the_same_page_is_kept_once_and_found_in_every_place(store: Store) -> None:
    same = page(9, 300_000)
    first = filing(1, materials=(Material("a", Text("甲"), (same, same)), Material("b", Text("乙"), (same,))))
    second = filing(2, materials=(Material("c", Text("丙"), (page(3, 10), same)),))
    save(store, first, second)
    assert store.read(lambda c: c.execute("SELECT count(*) FROM page").fetchone()) == (2,)
    assert store.read(lambda c: filings.load(c, first.filing_id)) == first
    assert store.read(lambda c: filings.load(c, second.filing_id)) == second


def test_an_id_or_number_is_taken_only_once(store: Store) -> None:
    saved = filing(1)
    save(store, saved)
    for again in (
        replace(filing(2), filing_id=saved.filing_id),
        replace(filing(2), provisional_number=saved.provisional_number),
    ):
        with pytest.raises(ValueError, match="already saved"):
            save(store, again)
    assert store.read(lambda c: filings.load(c, saved.filing_id)) == saved
    assert len(store.read(outbox.all_rows)) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE filing SET answers = '{}'",
        "UPDATE signature SET png = x''",
        "UPDATE filing_material SET rule_id = 'x'",
        "UPDATE filing_material_page SET position = 9",
        "UPDATE page SET media_type = 'x'",
        "UPDATE page_chunk SET data = x''",
        "DELETE FROM filing",
        "DELETE FROM outbox",
    ],
)
def test_what_was_confirmed_cannot_be_changed(store: Store, sql: str) -> None:
    saved = filing(1)
    save(store, saved)
    with pytest.raises(DatabaseError):
        store.write(lambda c: c.execute(sql)).result()
    assert store.read(lambda c: filings.load(c, saved.filing_id)) == saved


def test_unknown_ids_are_said(store: Store) -> None:
    with pytest.raises(KeyError):
        store.read(lambda c: filings.load(c, "nobody"))


@pytest.mark.parametrize(
    "damage",
    ["UPDATE page_chunk SET data = zeroblob(length(data))", "DELETE FROM page_chunk WHERE number = 1"],
    ids=["other bytes", "a piece is gone"],
)
def test_a_page_that_is_not_what_its_name_says_is_never_handed_out(store: Store, damage: str) -> None:
    saved = filing(1)
    save(store, saved)

    def tamper(conn: filings.Connection) -> None:
        conn.execute("DROP TRIGGER page_chunk_never_changes")
        conn.execute(damage)

    store.write(tamper).result()
    with pytest.raises(filings.DamagedPage, match="does not hold the bytes"):
        store.read(lambda c: filings.load(c, saved.filing_id))


def test_what_else_is_wrong_in_the_store_is_no_damaged_page(store: Store) -> None:
    saved = filing(1)
    save(store, saved)

    def tamper(conn: filings.Connection) -> None:
        conn.execute("DROP TRIGGER filing_never_changes")
        conn.execute("UPDATE filing SET confirmed_at = 'yesterday'")

    store.write(tamper).result()
    with pytest.raises(ValueError, match="isoformat"):
        store.read(lambda c: filings.load(c, saved.filing_id))


def test_a_persons_filings_are_found_by_tag_alone(store: Store) -> None:
    other = "110101199003070070"
    save(store, filing(1), filing(2, number=other), filing(3))
    tag = store.read(lambda c: filings.person_tag(c, f" {NUMBER} "))
    mine = [row.brief for row in store.read(lambda c: filings.rows_of_person(c, tag))]
    assert [brief.provisional_number for brief in mine] == ["ZC-330225-0003-0", "ZC-330225-0001-0"]
    assert mine[0].name == NAME
    assert mine[0].matter_title == filing(3).matter_title
    assert mine[0].confirmed_at == filing(3).confirmed_at
    assert mine[0].state == DeliveryState(Delivery.PENDING)
    assert store.read(lambda c: filings.rows_of_person(c, "0" * 64)) == ()


def test_a_tag_is_the_same_for_a_small_x_and_differs_between_stores(store: Store, tmp_path: object) -> None:
    def tag(number: str) -> str:
        return store.read(lambda c: filings.person_tag(c, number))

    assert tag("33022519640317002x") == tag("33022519640317002X")
    assert tag("330225196403170028") != tag("330225196403170027")
    (secret,) = store.read(lambda c: c.execute("SELECT value FROM secret").fetchone())
    assert len(set(secret)) > 8  # drawn, not left at a default


def test_the_newest_rows_come_first_whatever_the_clock_said(store: Store) -> None:
    early = replace(filing(2), confirmed_at=NOON.astimezone(UTC).replace(year=2001))
    save(store, filing(1), early, filing(3))
    ids = [row.brief.filing_id for row in store.read(lambda c: filings.rows(c, 2))]
    assert ids == [filing(3).filing_id, early.filing_id]


def told(one: Filing, hour: int, status: CaseStatus) -> CaseChange:
    return CaseChange(one.filing_id, "330225-42", status, f"{hour}", NOON + timedelta(hours=hour))


def test_rows_come_with_the_newest_word_on_their_cases(store: Store) -> None:
    one, two, three = filing(1), filing(2), filing(3)
    save(store, one, two, three)
    # The newest is what was told last, whatever the centre's clock said.
    changes = [told(one, 1, CaseStatus.RECEIVED), told(two, 1, CaseStatus.RECEIVED), told(one, 0, CaseStatus.ACCEPTED)]
    store.write(lambda c: cases.record(c, changes, "c1")).result()
    rows = store.read(lambda c: filings.rows(c, 10))
    assert [(row.brief.filing_id, row.case) for row in rows] == [
        (three.filing_id, None),
        (two.filing_id, changes[1]),
        (one.filing_id, changes[2]),
    ]


def test_a_delivered_row_has_both_the_acknowledgement_and_the_case(store: Store) -> None:
    one = filing(1)
    save(store, one)
    store.write(lambda c: outbox.mark_sending(c, one.filing_id, NOON)).result()
    store.write(lambda c: outbox.mark_delivered(c, one.filing_id, ACKNOWLEDGEMENT)).result()
    change = told(one, 1, CaseStatus.RECEIVED)
    store.write(lambda c: cases.record(c, [change], "c1")).result()
    (row,) = store.read(lambda c: filings.rows(c, 10))
    assert row.brief.state.acknowledgement == ACKNOWLEDGEMENT
    assert row.case == change


def test_a_persons_rows_are_their_own(store: Store) -> None:
    mine, others = filing(1), filing(2, number="110101199003070070")
    save(store, mine, others)
    changes = [told(one, 1, CaseStatus.RECEIVED) for one in (mine, others)]
    store.write(lambda c: cases.record(c, changes, "c1")).result()
    tag = store.read(lambda c: filings.person_tag(c, NUMBER))
    (row,) = store.read(lambda c: filings.rows_of_person(c, tag))
    assert (row.brief.filing_id, row.case) == (mine.filing_id, changes[0])


def test_any_number_of_rows_is_one_query(store: Store) -> None:
    save(store, *(filing(seed, materials=()) for seed in range(1, 21)))
    asked: list[str] = []

    def look(conn: filings.Connection) -> int:
        conn.set_trace_callback(asked.append)
        try:
            return len(filings.rows(conn, 100))
        finally:
            conn.set_trace_callback(None)

    assert store.read(look) == 20
    assert len(asked) == 1
