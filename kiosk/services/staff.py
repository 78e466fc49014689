"""The staff's door: who may look behind the screen, whatever is broken."""

from kiosk.config import Settings
from kiosk.events import Event, EventBus, StaffRefused, StaffSignedIn
from kiosk.services.pins import PinGate
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Signal, Step


class Staff:
    """Technicians, and the agents of the outlet, by number and PIN. `number` is who is in, "" for nobody.

    The door closes when the step is left.
    """

    def __init__(self, settings: Settings, bus: EventBus, visit: Visit, pins: PinGate) -> None:
        self._people = (*settings.technicians, *settings.agents)
        self._pins = pins
        self._bus = bus
        self._visit = visit
        self.expected = bool(self._people)
        self.number = ""
        self._asking = 0
        """The last asking of this door, 0 once it was left: a late answer opens it to nobody else."""
        visit.attach(self.hear)
        visit.on_move(self._moved)

    def enter(self) -> None:
        """To the door; does nothing where there is no way to it, as while a filing is being saved."""
        if self._visit.can(Signal.STAFF):
            self._visit.fire(Signal.STAFF)

    def sign_in(self, number: str, pin: str) -> int:
        """Answers with StaffSignedIn or StaffRefused, which have the number that is returned."""
        self._asking = self._pins.ask(
            self._people,
            number,
            pin,
            lambda person, asking: self._bus.publish(StaffSignedIn(person.id, asking)),
            lambda wait_s, asking: self._bus.publish(StaffRefused(wait_s, asking)),
        )
        return self._asking

    def hear(self, event: Event) -> None:
        if isinstance(event, StaffSignedIn) and self._asking and event.asking == self._asking:
            self.number = event.number
            self._visit.changed()

    def _moved(self) -> None:
        if self._visit.step is not Step.STAFF:
            self.number, self._asking = "", 0
