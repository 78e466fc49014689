"""Counting paper, toner and roll: every print takes some, staff put some in."""

from collections.abc import Callable

from kiosk.domain.consumables import MOST, Consumable, Stock
from kiosk.domain.moments import in_china
from kiosk.events import ConsumablesCounted, Event, EventBus, Printed
from kiosk.ports import Clock, PrintPlace
from kiosk.services.background import logged_only, then
from kiosk.services.visit import Visit
from kiosk.storage import consumables
from kiosk.storage.cipher import Connection
from kiosk.storage.connection import Store

Write = Callable[[Connection], tuple[Stock, ...]]


class Consumables:
    """Remembers the newest count for the staff's screen; the store keeps it."""

    def __init__(self, clock: Clock, bus: EventBus, store: Store, visit: Visit) -> None:
        self._clock = clock
        self._bus = bus
        self._store = store
        self._visit = visit
        self.stocks: tuple[Stock, ...] = tuple(Stock(one) for one in Consumable)
        visit.attach(self.hear)

    def start(self) -> None:
        """Reads what was counted before; answers with ConsumablesCounted."""
        self._count(())

    def hear(self, event: Event) -> None:
        match event:
            case Printed(_, place):
                self._count(_taken(place))
            case ConsumablesCounted(stocks):
                self.stocks = stocks
                self._visit.changed()
            case _:
                return

    def refill(self, consumable: Consumable, left: int, by: str) -> bool:
        """Staff counted `left`; `by` is their number. False, and nothing is kept, for an impossible number."""
        if not 0 <= left <= MOST[consumable]:
            return False
        at = self._clock.now()

        def write(connection: Connection) -> tuple[Stock, ...]:
            consumables.refill(connection, consumable, left, by=by, at=at)
            return consumables.stocks(connection, in_china(at).date())

        self._write(write)
        return True

    def _count(self, taken: tuple[tuple[Consumable, int], ...]) -> None:
        today = in_china(self._clock.now()).date()

        def write(connection: Connection) -> tuple[Stock, ...]:
            for consumable, amount in taken:
                consumables.use(connection, consumable, amount, today)
            return consumables.stocks(connection, today)

        self._write(write)

    def _write(self, write: Write) -> None:
        then(self._store.write(write), lambda stocks: self._bus.publish(ConsumablesCounted(stocks)), logged_only)


def _taken(place: PrintPlace) -> tuple[tuple[Consumable, int], ...]:
    sheets = 0 if place.to_folder else place.sheets or 0
    used = ((Consumable.SHEETS, sheets), (Consumable.TONER, sheets), (Consumable.ROLL, place.roll_mm))
    return tuple((consumable, amount) for consumable, amount in used if amount > 0)
