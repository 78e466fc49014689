"""One stream of filings on a bench: its store, its clock, a centre with a script."""

from kiosk.domain.filing import DeliveryState, Filing
from kiosk.errors import LineFailure
from kiosk.events import DeliveryChanged, Event, EventBus
from kiosk.storage import filings, outbox
from kiosk.storage.connection import Store
from sync.backoff import Backoff
from sync.deliveries import Deliveries
from tests.unit.storage.samples import filing
from tests.unit.sync.fakes import MovedClock, ScriptedIntake

FIRST, MOST = 4.0, 64.0
UNREACHABLE = LineFailure("line.unreachable", "the centre cannot be reached")
NONSENSE = LineFailure("intake.nonsense", "the answer is not JSON")


class HighestDice:
    """Always the upper bound, the longest wait full jitter allows; or `longest`, where a test wants it shorter."""

    longest = float("inf")

    def uniform(self, _low: float, high: float) -> float:
        return min(high, self.longest)


class Bench:
    """One stream with its store, clock and centre."""

    def __init__(self, store: Store, clock: MovedClock) -> None:
        self.store = store
        self.clock = clock
        self.intake = ScriptedIntake()
        self.doubts = 0
        self.told: list[DeliveryChanged] = []
        bus = EventBus()
        bus.subscribe(self._hear)
        self.dice = HighestDice()
        self.began = clock.monotonic()
        backoff = Backoff(FIRST, MOST, self.dice)  # type: ignore[arg-type]
        self.stream = Deliveries(store, self.intake, bus, clock, backoff, self._doubt)

    def _hear(self, event: Event) -> None:
        assert isinstance(event, DeliveryChanged)
        self.told.append(event)

    def _doubt(self) -> None:
        self.doubts += 1

    def save(self, *seeds: int) -> list[Filing]:
        made = [filing(seed, materials=()) for seed in seeds]
        for one in made:
            self.store.write(lambda c, one=one: filings.save(c, one, "a" * 64)).result()
        return made

    def state(self, one: Filing) -> DeliveryState:
        return self.store.read(lambda connection: outbox.state(connection, one.filing_id))

    def row(self, one: Filing) -> outbox.OutboxRow:
        rows = self.store.read(outbox.all_rows)
        return next(row for row in rows if row.filing_id == one.filing_id)
