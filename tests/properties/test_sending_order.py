"""Small filings go before large ones, and no large one starves, in any order of events: the rule of the stream."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.filing import Filing
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.errors import LineFailure
from kiosk.storage import filings
from kiosk.storage.connection import Store
from sync.deliveries import OLDEST_EVERY
from tests.unit.storage.samples import KEY, filing
from tests.unit.sync.delivery_bench import Bench
from tests.unit.sync.fakes import MovedClock

SIZES = st.integers(1, 400)
ITS_OWN_FAULT = LineFailure("store.damaged", "a page in the store is damaged")


def of_size(seed: int, size: int) -> Filing:
    paper = Page(seed.to_bytes(4, "big") * size, "image/jpeg", 1, 1)
    return filing(seed, materials=(Material("deed", Text("材料"), (paper,)),))


@settings(max_examples=15, deadline=None)
@given(waiting=st.lists(SIZES, min_size=1, max_size=6), large_at=st.integers(0, 5), arriving=st.integers(1, 3))
def test_a_large_filing_goes_before_many_small_ones_that_came_later(
    waiting: list[int], large_at: int, arriving: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "jiujin.db", KEY, clock=MovedClock())
        bench = Bench(store, MovedClock())
        sizes = [*waiting[:large_at], 5000, *waiting[large_at:]]
        made = [of_size(number, size) for number, size in enumerate(sizes)]
        large = made[min(large_at, len(waiting))]
        seed = len(made)

        def save(one: Filing) -> None:
            store.write(lambda c: filings.save(c, one, "a" * 64)).result()

        for one in made:
            save(one)
        for turn in range(OLDEST_EVERY * (len(made) + 1)):
            if large in bench.intake.delivered:
                break
            # Small ones keep coming, faster than they are sent.
            for _ in range(arriving):
                save(of_size(seed, 1))
                seed += 1
            bench.stream.step()
            assert len(bench.intake.delivered) == turn + 1
        store.close()
    assert large in bench.intake.delivered
    ahead = [one for one in bench.intake.delivered if one.filing_id > large.filing_id]
    assert len(ahead) < OLDEST_EVERY * (len(made) + 1)


@settings(max_examples=15, deadline=None)
@given(sizes=st.lists(SIZES, min_size=1, max_size=8))
def test_three_of_four_turns_are_the_smallest_of_what_is_there(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "jiujin.db", KEY, clock=MovedClock())
        bench = Bench(store, MovedClock())
        left = [of_size(number, size) for number, size in enumerate(sizes)]
        for one in left:
            store.write(lambda c, one=one: filings.save(c, one, "a" * 64)).result()
        for turn in range(1, len(sizes) + 1):
            bench.stream.step()
            first = left[0] if turn % OLDEST_EVERY == 0 else min(left, key=lambda one: one.materials[0].size)
            assert bench.intake.delivered[-1] == first
            left.remove(first)
        store.close()


@settings(max_examples=10, deadline=None)
@given(failing=st.sets(st.integers(0, 4), min_size=1, max_size=2))
def test_small_ones_that_fail_again_and_again_hold_nobody_up(failing: set[int]) -> None:
    """Each filing is tried before any that failed is tried a second time."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "jiujin.db", KEY, clock=MovedClock())
        clock = MovedClock()
        bench = Bench(store, clock)
        bench.dice.longest = 0.0
        made = [of_size(number, 1 + number) for number in range(5)]
        for one in made:
            store.write(lambda c, one=one: filings.save(c, one, "a" * 64)).result()
        bad = {made[number].filing_id for number in failing}

        def watch(one: Filing) -> None:
            if one.filing_id in bad:
                bench.intake.answers.append(ITS_OWN_FAULT)

        bench.intake.watch = watch
        for _ in range(len(made)):
            bench.stream.step()
            clock.move(1)
        store.close()
    tried = [one.filing_id for one in bench.intake.delivered]
    # The turn of the longest due may fall on one that failed already; no other may.
    assert len(set(tried)) >= len(made) - 1
