"""Generated catalogues are sound, all titles differ, and their lengths are those of a real list."""

import pytest

from kiosk.catalogue.checker import faults
from kiosk.catalogue.generator import generate
from kiosk.catalogue.loader import load_builtin


def test_a_county_s_worth_is_sound_and_every_title_its_own() -> None:
    catalogue = generate(1297)
    assert len(catalogue.matters) == 1297
    assert [fault.line for fault in faults(catalogue)] == []
    assert len({matter.title.zh for matter in catalogue.matters}) == 1297


def test_lengths_are_those_of_a_real_list() -> None:
    lengths = sorted(len(matter.title.zh) for matter in generate(1297).matters)
    assert 13 <= lengths[len(lengths) // 2] <= 15
    assert lengths[len(lengths) * 95 // 100] < 28
    assert lengths[-1] == 110


def test_the_same_seed_makes_the_same_and_another_another() -> None:
    assert generate(200, seed=3) == generate(200, seed=3)
    assert generate(200, seed=3) != generate(200, seed=4)


def test_the_county_s_own_matters_come_first() -> None:
    builtin = load_builtin()
    catalogue = generate(len(builtin.matters) + 1)
    assert catalogue.matters[:-1] == builtin.matters
    assert catalogue.life_events == builtin.life_events


def test_titles_stay_distinct_when_the_plain_ones_have_run_out() -> None:
    matters = generate(60_000, seed=2).matters
    assert len({matter.title.zh for matter in matters}) == len({matter.code for matter in matters}) == 60_000


@pytest.mark.parametrize("count", [0, 10_000_000])
def test_what_cannot_be_made_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="matters can be made"):
        generate(count)
