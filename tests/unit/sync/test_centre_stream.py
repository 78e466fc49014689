"""The centre's word on itself: its limits kept for times without a line, its clock compared with this one."""

from datetime import timedelta

import pytest

from kiosk.domain.centre import CentreLimits, ClockSkew
from kiosk.errors import LineFailure
from kiosk.events import CentreTold, Event, EventBus
from kiosk.storage import centre_word
from kiosk.storage.connection import Store
from sync import wire
from sync.backoff import Backoff
from sync.centre import CentreStream
from tests.unit.sync.fakes import MovedClock

POLL_S = 600.0
JPEG = ("image/jpeg",)


class Centre:
    """Answers after some time, by a clock of its own."""

    def __init__(self, clock: MovedClock) -> None:
        self.clock = clock
        self.ahead_s = 0.0
        self.there_s = self.back_s = 0.0
        self.file_bytes = 1000
        self.fails: LineFailure | None = None
        self.asked = 0
        self.meanwhile = 0.0

    def health(self) -> wire.Health:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        self.clock.move(self.there_s)
        now = self.clock.now() + timedelta(seconds=self.ahead_s)
        self.clock.set_wall_clock(self.meanwhile)
        self.clock.move(self.back_s)
        limits = wire.Limits(manifest_bytes=5000, file_bytes=self.file_bytes, media_types=JPEG)
        return wire.Health(contract=wire.CONTRACT_VERSION, now=now, limits=limits)


class Bench:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = MovedClock()
        self.centre = Centre(self.clock)
        self.told: list[CentreTold] = []
        self.stream = self.start()

    def start(self) -> CentreStream:
        bus = EventBus()
        bus.subscribe(self._hear)
        return CentreStream(self.store, self.centre, bus, self.clock, Backoff(1.0, 60.0), POLL_S)  # type: ignore[arg-type]

    def _hear(self, event: Event) -> None:
        assert isinstance(event, CentreTold)
        self.told.append(event)

    def kept(self) -> centre_word.KeptWord:
        found = self.store.read(centre_word.last)
        assert found is not None
        return found


@pytest.fixture
def bench(store: Store) -> Bench:
    return Bench(store)


def test_limits_and_clock_are_told_and_kept(bench: Bench) -> None:
    bench.centre.ahead_s = -90.0
    assert 0.8 * POLL_S <= bench.stream.step() <= POLL_S
    (told,) = bench.told
    assert told.word.limits == CentreLimits(5000, 1000, JPEG)
    assert told.word.skew == ClockSkew(90.0, 0.0, told.word.seen_at)
    assert bench.kept().word.limits == told.word.limits
    assert bench.kept().skew == told.word.skew


def test_a_slow_line_is_not_taken_for_a_slow_clock(bench: Bench) -> None:
    bench.centre.there_s, bench.centre.back_s = 1.0, 9.0
    bench.stream.step()
    skew = bench.told[0].word.skew
    assert skew is not None
    assert (skew.ahead_s, skew.within_s) == (pytest.approx(4.0), pytest.approx(5.0))
    assert skew.surely() == 0.0


def test_what_says_nothing_new_is_neither_told_nor_written(bench: Bench) -> None:
    bench.stream.step()
    kept = bench.kept()
    bench.clock.move(POLL_S)
    bench.stream.step()
    assert (bench.centre.asked, len(bench.told)) == (2, 1)
    assert bench.kept() == kept


def test_a_lowered_limit_and_a_clock_that_was_set_are_told_at_once(bench: Bench) -> None:
    bench.stream.step()
    bench.centre.file_bytes = 10
    bench.stream.step()
    assert bench.told[-1].word.limits.file_bytes == 10
    bench.clock.set_wall_clock(3600)
    bench.centre.ahead_s = -3600.0
    bench.stream.step()
    skew = bench.told[-1].word.skew
    assert skew is not None
    assert skew.ahead_s == pytest.approx(3600)
    assert len(bench.told) == 3


def test_a_clock_that_is_set_while_it_is_compared_says_nothing(bench: Bench) -> None:
    bench.centre.meanwhile = 500.0
    bench.stream.step()
    assert bench.told[0].word.skew is None
    assert bench.store.read(centre_word.last) is None


def test_without_a_line_the_limits_of_the_last_start_hold_and_its_measure_does_not(bench: Bench) -> None:
    bench.centre.ahead_s = -90.0
    bench.stream.step()
    bench.centre.fails = LineFailure("line.unreachable", "the centre cannot be reached")
    again = bench.start()
    again.step()
    again.step()
    first, second = bench.told
    assert second.word.limits == first.word.limits
    assert (second.word.skew, second.word.seen_at) == (None, first.word.seen_at)


def test_a_pause_that_the_centre_asks_for_is_kept_whoever_wakes_the_stream(bench: Bench) -> None:
    bench.centre.fails = LineFailure("intake.busy", "busy", retry_after_s=120.0)
    assert bench.stream.step() >= 120.0
    assert bench.stream.step() > 0
    assert bench.centre.asked == 1
    bench.clock.move(150.0)
    bench.centre.fails = None
    bench.stream.step()
    assert bench.centre.asked == 2
