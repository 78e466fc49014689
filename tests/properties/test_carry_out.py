"""A carried file against chance and malice: it is taken in as it was sealed, or refused with a reason and no trace."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.filing import Filing, Signature
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from sync.carry_out import answers
from sync.carry_out.messages import Answers
from sync.carry_out.refusals import DAMAGED, NEWER, NOT_ONE, TRUNCATED, CarryOutRefusal
from tests.support.carrying import Centre, Village, both_ends
from tests.unit.storage.samples import NOON, filing

hostile = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Each example opens a file and looks at a whole centre."""

FOUND = {DAMAGED, NOT_ONE, NEWER, TRUNCATED}
START = 2_000
"""Bytes from here on are chunks alone."""


@dataclass(frozen=True)
class Sealed:
    village: Village
    centre: Centre
    data: bytes
    answers: bytes
    before: object

    def refused(self, data: bytes) -> str:
        """The reason for which the centre refuses a file of these bytes; nothing may have changed."""
        file = self.centre.folder / "carried.jiujin"
        file.write_bytes(data)
        with pytest.raises(CarryOutRefusal) as refusal:
            self.centre.carry_in().take(file)
        assert self.centre.state() == self.before
        return refusal.value.reason


@pytest.fixture(scope="module")
def sealed() -> Iterator[Sealed]:
    with TemporaryDirectory() as folder, both_ends(Path(folder)) as (village, centre):
        pages = (Page(bytes(range(256)) * 600, "image/jpeg", 1, 1),)
        village.save(filing(1, materials=()), filing(2, materials=(Material("m", Text("材料"), pages),)))
        data = village.export().read_bytes()
        carried = village.exporter.export(village.sender, Path(folder) / "again.jiujin")
        key = village.store.read(
            lambda c: c.execute(
                "SELECT answer_key FROM carry_out WHERE export_id = ?", (carried.export_id,)
            ).fetchone()[0]
        )
        told = answers.sealed(carried.export_id, "hall-01", key, Answers(), NOON)
        yield Sealed(village, centre, data, told, centre.state())


@st.composite
def places(draw: st.DrawFn, length: int) -> int:
    """A place in a file, its intricate beginning as often as all the rest."""
    return draw(st.one_of(st.integers(0, min(START, length) - 1), st.integers(0, length - 1)))


@pytest.mark.decoder
@hostile
@given(data=st.data(), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found_and_changes_nothing(sealed: Sealed, data: st.DataObject, bit: int) -> None:
    changed = bytearray(sealed.data)
    changed[data.draw(places(len(changed)))] ^= 1 << bit
    assert sealed.refused(bytes(changed)) in FOUND


@pytest.mark.decoder
@hostile
@given(data=st.data())
def test_a_file_cut_anywhere_is_told_as_cut(sealed: Sealed, data: st.DataObject) -> None:
    length = data.draw(places(len(sealed.data)))
    assert sealed.refused(sealed.data[:length]) == (TRUNCATED if length else NOT_ONE)


@pytest.mark.decoder
@hostile
@given(more=st.binary(min_size=1, max_size=100_000))
def test_bytes_behind_the_end_are_found(sealed: Sealed, more: bytes) -> None:
    assert sealed.refused(sealed.data + more) == DAMAGED


@pytest.mark.decoder
@hostile
@given(junk=st.binary(max_size=3_000), start=st.sampled_from([0, 16, 22, 400, 1_600]))
def test_junk_is_refused(sealed: Sealed, junk: bytes, start: int) -> None:
    assert sealed.refused(sealed.data[:start] + junk) in FOUND


@pytest.mark.decoder
@hostile
@given(data=st.data(), bit=st.integers(0, 7), cut=st.booleans())
def test_damaged_answers_move_no_filing(sealed: Sealed, data: st.DataObject, bit: int, cut: bool) -> None:
    at = data.draw(places(len(sealed.answers)))
    changed = bytearray(sealed.answers)
    changed[at] ^= 1 << bit
    file = sealed.village.folder / "answers.jiujin"
    file.write_bytes(sealed.answers[:at] if cut else changed)
    with pytest.raises(CarryOutRefusal) as refusal:
        answers.take(sealed.village.store, sealed.village.clock, file)
    assert refusal.value.reason in FOUND


def page(content: bytes) -> Page:
    return Page(content, "image/png", 1, 1)


pages = st.lists(st.binary(min_size=1, max_size=200_000).map(page), max_size=3).map(tuple)
papers = st.lists(pages, max_size=3)


def confirmed(seed: int, made: list[tuple[Page, ...]], ink: bytes) -> Filing:
    materials = tuple(Material(f"rule-{n}", Text("材料"), found) for n, found in enumerate(made))
    return replace(filing(seed, materials=materials), signature=Signature((), ink, NOON))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=st.lists(st.tuples(papers, st.binary(min_size=1, max_size=70_000)), min_size=1, max_size=4))
def test_any_set_of_filings_arrives_as_it_was_confirmed(made: list[tuple[list[tuple[Page, ...]], bytes]]) -> None:
    filings = [confirmed(seed, papers, ink) for seed, (papers, ink) in enumerate(made, start=1)]
    with TemporaryDirectory() as folder, both_ends(Path(folder)) as (village, centre):
        village.save(*filings)
        taken = centre.carry_in().take(village.export())
        assert [row.outcome for row in taken.filings] == ["taken"] * len(filings)
        centre.has_exactly(filings)
