"""The fleet stream against a scripted centre: when it speaks, and what it never says."""

import random
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import IntakeRefusal, LineFailure
from kiosk.ports import DeviceSnapshot, DeviceState, Supply
from kiosk.storage import filings, outbox
from kiosk.storage.catalogue import installed_version
from kiosk.storage.connection import Store
from sync import wire
from sync.backoff import Backoff
from sync.failures import ProblemAnswer
from sync.fleet import JITTER, AboutTerminal, FleetStream
from tests.unit.storage.samples import NAME, NUMBER, filing
from tests.unit.sync.fakes import MovedClock

EVERY_S = 60.0
PRINTER = DeviceSnapshot(
    name="printer",
    capability="printer",
    driver="cups",
    state=DeviceState.NEEDS_ATTENTION,
    cause="paper-out",
    remedy="Put paper into the tray.",
    place="ipp://10.1.2.3/queue-of-somebody",
    warnings=("toner-low", "Zubehör von Frau Li"),
    supplies=(Supply("toner", "a black one", 12),),
)


class ScriptedCentre:
    def __init__(self) -> None:
        self.answers: deque[Exception] = deque()
        self.heard: list[wire.Heartbeat] = []

    def heartbeat(self, beat: wire.Heartbeat) -> wire.HeartbeatAnswer:
        self.heard.append(beat)
        if self.answers:
            raise self.answers.popleft()
        return wire.HeartbeatAnswer(received_at=datetime(2026, 5, 6, tzinfo=UTC))


class Bench:
    def __init__(self, store: Store, folder: Path) -> None:
        self.clock = MovedClock()
        self.centre = ScriptedCentre()
        dice = random.Random(7)
        about = AboutTerminal("330225-0042", "0.1.0", EVERY_S, folder, installed_version, lambda: (PRINTER,), dice)
        backoff = Backoff(1.0, 300.0, random.Random(7))
        self.stream = FleetStream(store, self.centre, self.clock, backoff, about)  # type: ignore[arg-type]

    def next(self) -> float:
        """Lets the time pass until it has spoken once more; the wait that it asked for then."""
        spoken = len(self.centre.heard)
        while True:
            wait = self.stream.step()
            if len(self.centre.heard) > spoken:
                return wait
            self.clock.move(wait + 0.001)


@pytest.fixture
def bench(store: Store, tmp_path: Path) -> Bench:
    return Bench(store, tmp_path)


def test_the_first_comes_within_an_interval_and_the_others_a_fifth_around_it(bench: Bench) -> None:
    assert 0 < bench.stream.step() <= EVERY_S
    assert bench.centre.heard == []
    waits = [bench.next() for _ in range(40)]
    assert min(waits) >= EVERY_S * (1 - JITTER)
    assert max(waits) <= EVERY_S * (1 + JITTER)
    assert max(waits) - min(waits) > EVERY_S * JITTER


def test_whoever_wakes_it_does_not_make_it_speak_sooner(bench: Bench) -> None:
    bench.next()
    for _ in range(10):
        bench.clock.move(1.0)
        bench.stream.step()
    assert len(bench.centre.heard) == 1


def test_it_tells_how_the_machine_is(bench: Bench, store: Store) -> None:
    for seed in (1, 2, 3):
        one = filing(seed, materials=())
        store.write(lambda c, one=one: filings.save(c, one, "5a" * 32)).result()
    refused = filing(3).filing_id
    store.write(lambda c: outbox.mark_sending(c, refused, bench.clock.now())).result()
    store.write(lambda c: outbox.mark_refused(c, refused, "intake.invalid", "a rule is broken")).result()
    bench.clock.move(90.0)
    bench.next()
    (beat,) = bench.centre.heard
    assert (beat.terminal_id, beat.version, beat.catalogue) == ("330225-0042", "0.1.0", "")
    assert (beat.queues.waiting, beat.queues.refused, beat.queues.evaluations) == (2, 1, 0)
    assert beat.queues.bytes_left > 0
    assert beat.queues.oldest_s is not None
    assert beat.queues.oldest_s >= 60
    assert 0 < beat.disk_free <= beat.disk_size
    assert beat.skew_s is None
    assert beat.devices == (
        wire.DeviceReport(name="printer", state="needs-attention", cause="paper-out", warnings=("toner-low", "other")),
    )


def test_it_says_nothing_of_anybody_and_no_address(bench: Bench, store: Store) -> None:
    store.write(lambda c: filings.save(c, filing(1), "5a" * 32)).result()
    bench.next()
    said = msgspec.json.encode(bench.centre.heard[0]).decode()
    # The contract takes it: the intake parses strictly, and a heartbeat with one wrong word would never arrive.
    assert msgspec.json.decode(said, type=wire.Heartbeat) == bench.centre.heard[0]
    for secret in (NAME, NUMBER, filing(1).filing_id, filing(1).provisional_number, "10.1.2.3", "somebody", "Li"):
        assert secret not in said


def test_one_that_failed_is_not_kept_and_the_next_comes_no_sooner(bench: Bench) -> None:
    bench.centre.answers.extend([LineFailure("line.unreachable", "the centre cannot be reached")] * 12)
    waits = [bench.next() for _ in range(13)]
    assert all(EVERY_S * (1 - JITTER) <= wait <= 300.0 for wait in waits)
    assert max(waits[8:12]) > EVERY_S * (1 + JITTER)
    moments = [beat.at for beat in bench.centre.heard]
    assert moments == sorted(set(moments))


def test_a_pause_that_the_centre_asks_for_is_kept(bench: Bench) -> None:
    problem = wire.Problem(type=wire.PROBLEM_TYPES + "too-many", title="", status=429)
    bench.centre.answers.append(ProblemAnswer(problem, 1800.0))
    assert bench.next() >= 1800.0
    bench.clock.move(1700.0)
    assert bench.stream.step() >= 100.0
    assert len(bench.centre.heard) == 1


def test_a_centre_that_refuses_heartbeats_is_asked_seldom(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.centre.answers.append(IntakeRefusal("intake.invalid", "a rule is broken"))
    assert bench.next() == 300.0
    assert "intake.invalid" in caplog.text
    caplog.clear()
