"""A power cut: no visit begins on the battery, the running one goes on, and before the battery ends all is closed."""

from kiosk.events import Event, EventBus, PowerChanged, ShutDownWanted
from kiosk.ports import Power
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Signal, Step

REASON = "power"
"""Why the visit's gate is closed."""


class PowerWatch:
    """What a power cut means for the visit; without a UPS nothing is ever heard here.

    A battery that is about to end ends the running visit as TIMEOUT would, as soon as nothing is being saved: what was
    confirmed is in the store and will be sent, what was not confirmed is kept as a draft (`Drafts.keeping`), and the
    farewell says so. Then ShutDownWanted is published, once; the mains coming back before that call it off.
    """

    def __init__(self, bus: EventBus, visit: Visit) -> None:
        self._bus = bus
        self._visit = visit
        self.source = Power.MAINS
        self.cut_short = False
        """Whether the visit to which the farewell belongs was ended by the battery."""
        self._over = False
        visit.attach(self.hear)
        visit.on_move(self._moved)

    def hear(self, event: Event) -> None:
        if isinstance(event, PowerChanged):
            self.source = event.power
            if event.power is Power.MAINS:
                self._visit.open_gate(REASON)
            else:
                self._visit.close_gate(REASON)
            self._visit.changed()
        # Whatever was heard may have been the end of what was being saved.
        self._go_on()

    def _moved(self) -> None:
        if self._visit.step is not Step.FAREWELL:
            self.cut_short = False
        self._go_on()

    def _go_on(self) -> None:
        visit = self._visit
        if self.source is not Power.LOW or self._over:
            return
        if visit.resting:
            self._over = True
            self._bus.publish(ShutDownWanted())
        elif visit.step is not Step.FAREWELL and visit.can(Signal.TIMEOUT) and not self.cut_short:
            self.cut_short = visit.step is not Step.STAFF
            visit.fire(Signal.TIMEOUT)
