"""The staff's door: who may look behind the screen, whatever is broken."""

from concurrent.futures import Executor

from kiosk.config import Settings
from kiosk.events import Event, EventBus, StaffRefused, StaffSignedIn
from kiosk.ports import Clock
from kiosk.services.background import then
from kiosk.services.pins import PinGate
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Signal, Step


class Staff:
    """Technicians, and the agents of the outlet, by number and PIN. `number` is who is in, "" for nobody.

    The door closes when the step is left.
    """

    def __init__(self, settings: Settings, clock: Clock, bus: EventBus, visit: Visit, worker: Executor) -> None:
        people = (*settings.technicians, *settings.agents)
        self._pins = PinGate(people, settings.delays.sign_in_block, clock)
        self._bus = bus
        self._visit = visit
        self._worker = worker
        self.expected = bool(people)
        self.number = ""
        self._trying = ""
        """The number that was tried last, "" once the door was left: a late answer opens it to nobody else."""
        visit.attach(self.hear)
        visit.on_move(self._moved)

    def enter(self) -> None:
        """To the door; does nothing where there is no way to it, as while a filing is being saved."""
        if self._visit.can(Signal.STAFF):
            self._visit.fire(Signal.STAFF)

    def sign_in(self, number: str, pin: str) -> None:
        """Answers with StaffSignedIn or StaffRefused."""
        wait = self._pins.wait_s()
        if wait > 0:
            self._bus.publish(StaffRefused(wait))
            return
        self._trying = number
        then(
            self._worker.submit(self._checked, number, pin),
            self._bus.publish,
            lambda _: self._bus.publish(StaffRefused(0.0)),
        )

    def hear(self, event: Event) -> None:
        if isinstance(event, StaffSignedIn) and event.number == self._trying:
            self.number = event.number
            self._visit.changed()

    def _checked(self, number: str, pin: str) -> Event:
        if self._pins.check(number, pin) is None:
            return StaffRefused(max(0.0, self._pins.wait_s()))
        return StaffSignedIn(number)

    def _moved(self) -> None:
        if self._visit.step is not Step.STAFF:
            self.number = self._trying = ""
