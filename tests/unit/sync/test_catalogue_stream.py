"""The stream of the catalogue: asks now and then, waits as it is told, and is stopped by nothing that it meets."""

import random

import pytest

from kiosk.domain.catalogue_delta import SealedDelta
from kiosk.errors import CatalogueRefusal, IntakeRefusal, LineFailure
from sync import wire
from sync.backoff import Backoff
from sync.catalogue import CatalogueStream
from tests.unit.sync.fakes import MovedClock

POLL_S = 900.0
STEP = wire.CatalogueStep(packed=b"packed", signature=b"signed", key="county")


class Centre:
    """Answers with what it has published, or fails."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.published: wire.CatalogueStep | None = None
        self.fails: Exception | None = None

    def catalogue(self, version: str, serial: int) -> wire.CatalogueAnswer:
        self.asked.append((version, serial))
        if self.fails is not None:
            raise self.fails
        return wire.CatalogueAnswer(serial=1, step=self.published)


class Shelf:
    """Takes everything, unless it `refuses`."""

    def __init__(self) -> None:
        self.now: tuple[str, int] | None = ("2026.1", 0)
        self.taken: list[SealedDelta] = []
        self.refuses: CatalogueRefusal | None = None

    def standing(self) -> tuple[str, int] | None:
        return self.now

    def take(self, sealed: SealedDelta) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.taken.append(sealed)


class Bench:
    def __init__(self) -> None:
        self.centre, self.shelf, self.clock = Centre(), Shelf(), MovedClock()
        backoff = Backoff(1.0, 60.0, random.Random(1))
        self.stream = CatalogueStream(self.shelf, self.centre, self.clock, backoff, POLL_S)  # type: ignore[arg-type]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_it_asks_from_where_it_stands_and_takes_what_comes(bench: Bench) -> None:
    bench.centre.published = STEP
    wait = bench.stream.step()
    assert bench.centre.asked == [("2026.1", 0)]
    assert bench.shelf.taken == [SealedDelta(b"packed", b"signed", "county")]
    assert POLL_S * 0.8 <= wait <= POLL_S


def test_where_there_is_nothing_new_it_waits_for_its_next_round(bench: Bench) -> None:
    assert POLL_S * 0.8 <= bench.stream.step() <= POLL_S
    assert bench.shelf.taken == []


def test_nobody_is_asked_before_there_is_a_catalogue(bench: Bench) -> None:
    bench.shelf.now = None
    bench.stream.step()
    assert bench.centre.asked == []


def test_a_line_that_is_down_is_tried_again_soon_and_not_at_once(bench: Bench) -> None:
    bench.centre.fails = LineFailure("line.unreachable", "the centre cannot be reached")
    waits = []
    for _ in range(12):
        waits.append(bench.stream.step())
        bench.clock.move(waits[-1])
    assert len(bench.centre.asked) == 12
    assert max(waits) <= 60.0 < POLL_S
    assert max(waits) > 8.0
    bench.centre.fails = None
    assert bench.stream.step() >= POLL_S * 0.8


def test_a_centre_that_asks_for_a_pause_is_left_alone_for_it(bench: Bench) -> None:
    bench.centre.fails = LineFailure("intake.busy", "busy", retry_after_s=120.0)
    assert bench.stream.step() >= 120.0
    bench.clock.move(119.0)
    assert bench.stream.step() >= 1.0
    assert len(bench.centre.asked) == 1
    bench.centre.fails = None
    bench.clock.move(30.0)
    bench.stream.step()
    assert len(bench.centre.asked) == 2


@pytest.mark.parametrize("where", ["centre", "shelf"])
def test_what_is_refused_is_asked_for_again_with_the_next_round(
    bench: Bench, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    bench.centre.published = STEP
    if where == "centre":
        bench.centre.fails = IntakeRefusal("intake.revoked", "the terminal is no longer known")
    else:
        bench.shelf.refuses = CatalogueRefusal("catalogue.signature", "it is not the county's word")
    assert bench.stream.step() == POLL_S
    assert "the catalogue is not brought up to date" in caplog.text
    caplog.clear()
    bench.centre.fails, bench.shelf.refuses = None, None
    bench.stream.step()
    assert len(bench.shelf.taken) == 1


def test_a_bug_of_ours_in_the_client_is_a_failure_with_a_name(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.centre.fails = RuntimeError("made of people's data")
    with pytest.raises(LineFailure) as failure:
        bench.stream.catch_up()
    assert failure.value.reason == "terminal.fault"
    assert "people's data" not in caplog.text
    caplog.clear()
