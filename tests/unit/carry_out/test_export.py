"""What a terminal writes, what it leaves out, and what it remembers."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.filing import Delivery
from kiosk.errors import InputFailure
from kiosk.storage import carry_outs, outbox
from kiosk.storage.cipher import Connection
from sync.carry_out.stick import StickFailure
from tests.support.carrying import Centre, Village
from tests.unit.storage.samples import ACKNOWLEDGEMENT, NAME, NOON, NUMBER, filing


def rows(village: Village) -> int:
    return int(village.store.read(lambda c: c.execute("SELECT count(*) FROM carry_out").fetchone()[0]))


def move(village: Village, filing_id: str, delivery: Delivery) -> None:
    def work(connection: Connection) -> None:
        outbox.mark_sending(connection, filing_id, NOON)
        if delivery is Delivery.DELIVERED:
            outbox.mark_delivered(connection, filing_id, ACKNOWLEDGEMENT)
        if delivery is Delivery.REFUSED:
            outbox.mark_refused(connection, filing_id, "intake.invalid", "")

    village.store.write(work).result()


def test_the_filings_stay_pending_and_are_marked(village: Village) -> None:
    village.save(filing(1), filing(2))
    done = village.exporter.export(village.sender, village.folder / "out.jiujin")
    assert done.filings == (filing(1).filing_id, filing(2).filing_id)
    assert (village.folder / "out.jiujin").stat().st_size == done.size
    assert {row.delivery for row in village.store.read(outbox.all_rows)} == {Delivery.PENDING}
    carried = village.store.read(carry_outs.newest)
    assert {out.export_id for out in carried.values()} == {done.export_id}
    later = village.exporter.export(village.sender, village.folder / "later.jiujin")
    assert {out.export_id for out in village.store.read(carry_outs.newest).values()} == {later.export_id}


def test_what_reached_the_centre_or_was_refused_stays_here(village: Village, centre: Centre) -> None:
    village.save(*(filing(seed, materials=()) for seed in (1, 2, 3, 4)))
    move(village, filing(1).filing_id, Delivery.DELIVERED)
    move(village, filing(2).filing_id, Delivery.REFUSED)
    move(village, filing(3).filing_id, Delivery.SENDING)
    done = village.exporter.export(village.sender, village.folder / "out.jiujin")
    assert done.filings == (filing(3).filing_id, filing(4).filing_id)
    assert done.refused == (filing(2).filing_id,)


def test_a_damaged_page_keeps_only_its_own_filing_back(village: Village, centre: Centre) -> None:
    village.save(filing(1), filing(50))
    lost = filing(1).materials[0].pages[0].digest
    village.store.write(lambda c: c.execute("DELETE FROM page_chunk WHERE digest = ?", (lost,))).result()
    done = village.exporter.export(village.sender, village.folder / "out.jiujin")
    assert done.damaged == (filing(1).filing_id,)
    centre.carry_in().take(village.folder / "out.jiujin")
    centre.has_exactly([filing(50)])


def test_nothing_that_waits_is_no_file(village: Village) -> None:
    assert village.exporter.export(village.sender, village.folder / "out.jiujin").export_id == ""
    assert not (village.folder / "out.jiujin").exists()


def test_nothing_of_a_person_can_be_read_in_the_file(village: Village) -> None:
    village.save(filing(1))
    data = village.export().read_bytes()
    for secret in (NAME, NUMBER, "13800138000", filing(1).filing_id, filing(1).matter_title):
        assert secret.encode() not in data
    assert filing(1).materials[0].pages[1].content[:64] not in data


def test_an_existing_file_is_left_unless_it_is_to_be_replaced(village: Village, centre: Centre) -> None:
    village.save(filing(1))
    target = village.folder / "out.jiujin"
    target.write_bytes(b"somebody's photographs")
    with pytest.raises(InputFailure, match="--force"):
        village.exporter.export(village.sender, target)
    assert target.read_bytes() == b"somebody's photographs"
    assert rows(village) == 0
    village.exporter.export(village.sender, target, force=True)
    centre.carry_in().take(target)
    centre.has_exactly([filing(1)])


def test_a_place_that_fails_marks_nothing(village: Village, tmp_path: Path) -> None:
    village.save(filing(1))
    with pytest.raises(StickFailure, match="was the stick pulled out"):
        village.exporter.export(village.sender, tmp_path / "stick" / "out.jiujin")
    assert rows(village) == 0
    assert village.store.read(carry_outs.newest) == {}


def test_a_terminal_without_a_token_says_so(village: Village) -> None:
    village.save(filing(1))
    with pytest.raises(InputFailure, match=r"intake\.token"):
        village.exporter.export(replace(village.sender, token=""), village.folder / "out.jiujin")
