"""Filings come back as they were confirmed, and nothing can change them."""

from dataclasses import replace
from datetime import UTC

import pytest

from kiosk.domain.filing import Delivery, DeliveryState, Filing
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.storage import filings, outbox
from kiosk.storage.cipher import DatabaseError
from kiosk.storage.connection import Store
from tests.unit.storage.samples import NAME, NOON, NUMBER, filing, page


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
    chunks = store.read(lambda c: list(filings.page_chunks(c, one.digest)))
    assert b"".join(chunks) == one.content
    assert all(0 < len(chunk) <= filings.CHUNK_BYTES for chunk in chunks)


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
    with pytest.raises(KeyError):
        store.read(lambda c: list(filings.page_chunks(c, "0" * 64)))


def test_a_page_that_is_not_what_its_name_says_is_never_handed_out(store: Store) -> None:
    saved = filing(1)
    save(store, saved)

    def tamper(conn: filings.Connection) -> None:
        conn.execute("DROP TRIGGER page_chunk_never_changes")
        conn.execute("UPDATE page_chunk SET data = zeroblob(length(data))")

    store.write(tamper).result()
    with pytest.raises(ValueError, match="does not hold the bytes"):
        store.read(lambda c: filings.load(c, saved.filing_id))


def test_a_persons_filings_are_found_by_tag_alone(store: Store) -> None:
    other = "110101199003070070"
    save(store, filing(1), filing(2, number=other), filing(3))
    tag = store.read(lambda c: filings.person_tag(c, f" {NUMBER} "))
    mine = store.read(lambda c: filings.briefs_of_person(c, tag))
    assert [brief.provisional_number for brief in mine] == ["ZC-330225-0003-0", "ZC-330225-0001-0"]
    assert mine[0].name == NAME
    assert mine[0].matter_title == filing(3).matter_title
    assert mine[0].confirmed_at == filing(3).confirmed_at
    assert mine[0].state == DeliveryState(Delivery.PENDING)
    assert store.read(lambda c: filings.briefs_of_person(c, "0" * 64)) == []


def test_a_tag_is_the_same_for_a_small_x_and_differs_between_stores(store: Store, tmp_path: object) -> None:
    def tag(number: str) -> str:
        return store.read(lambda c: filings.person_tag(c, number))

    assert tag("33022519640317002x") == tag("33022519640317002X")
    assert tag("330225196403170028") != tag("330225196403170027")
    (secret,) = store.read(lambda c: c.execute("SELECT value FROM secret").fetchone())
    assert len(set(secret)) > 8  # drawn, not left at a default


def test_the_newest_briefs_come_first_whatever_the_clock_said(store: Store) -> None:
    early = replace(filing(2), confirmed_at=NOON.astimezone(UTC).replace(year=2001))
    save(store, filing(1), early, filing(3))
    ids = [brief.filing_id for brief in store.read(lambda c: filings.briefs(c, 2))]
    assert ids == [filing(3).filing_id, early.filing_id]
