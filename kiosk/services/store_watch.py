"""A disk without room, a damaged store: no visit begins, the running one goes on, and the terminal helps itself."""

from kiosk.events import Event, EventBus, RestartWanted, RoomChanged, StoreDamageFound
from kiosk.services.visit import Visit

FULL = "disk-full"
DAMAGED = "store-damaged"
"""Why the visit's gate is closed."""


class StoreWatch:
    """What the store's state means for the visit.

    With too little room the gate is closed until there is enough again. With a damaged store it stays closed; as soon
    as nobody is at work RestartWanted is published, once, where a new start may help.
    """

    def __init__(self, bus: EventBus, visit: Visit) -> None:
        self._bus = bus
        self._visit = visit
        self.full = False
        self.damaged = False
        self._restart = False
        visit.attach(self.hear)
        visit.on_move(self._go_on)

    def hear(self, event: Event) -> None:
        match event:
            case RoomChanged(enough, _):
                self.full = not enough
                (self._visit.open_gate if enough else self._visit.close_gate)(FULL)
            case StoreDamageFound(restart):
                self.damaged, self._restart = True, restart
                self._visit.close_gate(DAMAGED)
            case _:
                return
        self._visit.changed()
        self._go_on()

    def _go_on(self) -> None:
        if self._restart and self._visit.resting:
            self._restart = False
            self._bus.publish(RestartWanted())
