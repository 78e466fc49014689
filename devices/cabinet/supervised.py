"""The cabinet board's thread: senses what changes, lights and unlocks what it is told to."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from devices.causes import is_lost
from devices.supervision import Surroundings
from devices.supervisor import SupervisedDevice
from kiosk.errors import DeviceFailure
from kiosk.events import DoorsChanged, PresenceChanged
from kiosk.ports import Cabinet, CabinetState, DeviceState, Door, Light

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LightOrder:
    """Light this one alone; None is none."""

    lit: Light | None


@dataclass(frozen=True, slots=True)
class DoorOrder:
    """Open this one."""

    door: Door


Order = LightOrder | DoorOrder


class SupervisedCabinet(SupervisedDevice[Cabinet, Order]):
    """Publishes PresenceChanged and DoorsChanged.

    A board that comes back is told its light again, and opens the doors that were asked for while it was away, unless
    that was longer than `door_owed_s` ago: by then whoever wanted the paper has left, and a door must not open on it
    for the next one. An order that fails has nobody who waits for its answer: it is told in the log and as the board's
    state, which stays for `attention_s` although the sensors may be well.
    """

    capability = "cabinet"

    def __init__(self, make: Callable[[], Cabinet], around: Surroundings) -> None:
        super().__init__(make, around)
        self._clock = around.clock
        self._told = CabinetState()
        self._lit: Light | None = None
        self._fresh = True
        self._owed: dict[Door, float] = {}
        self._unwell_until = 0.0

    def _idle_s(self) -> float | None:
        # Told again at once, but a board that refuses is not asked without a pause.
        return 0.0 if self._fresh and self._snapshot.state is DeviceState.READY else self._delays.sense_s

    def _first_look(self) -> None:
        self._idle()

    def _idle(self) -> None:
        self._tell(self._driver.sense())
        if self._fresh:
            self._driver.light(self._lit)
            self._open_owed()
            self._fresh = False
        if self._clock.monotonic() >= self._unwell_until:
            super()._idle()

    def _gone(self) -> None:
        self._fresh = True
        # A board that is away senses nobody, and so cannot say either that somebody has left.
        if self._told.present is False:
            self._bus.publish(PresenceChanged(True))
        self._tell(CabinetState())

    def _do(self, order: Order) -> None:
        if isinstance(order, LightOrder):
            self._lit = order.lit
        else:
            self._owe(order.door)
        try:
            if isinstance(order, LightOrder):
                self._driver.light(order.lit)
            else:
                self._driver.open_door(order.door)
        except DeviceFailure as fault:
            log.warning("the cabinet did not do %s: %s", _named(order), fault.cause)
            if not is_lost(fault):
                self._unwell_until = self._clock.monotonic() + self._delays.attention_s
                self._owed.clear()
            raise
        self._unwell_until = 0.0
        if isinstance(order, DoorOrder):
            self._owed.pop(order.door, None)

    def _refuse(self, order: Order, fault: DeviceFailure) -> None:
        if isinstance(order, LightOrder):
            self._lit = order.lit
        else:
            self._owe(order.door)
        log.warning("the cabinet could not be told to do %s: %s", _named(order), fault.cause)

    def _owe(self, door: Door) -> None:
        self._owed[door] = self._clock.monotonic() + self._delays.door_owed_s

    def _open_owed(self) -> None:
        for door, until in tuple(self._owed.items()):
            if self._clock.monotonic() < until:
                self._driver.open_door(door)
            del self._owed[door]

    def _tell(self, now: CabinetState) -> None:
        before, self._told = self._told, now
        if now.present is not None and now.present != before.present:
            self._bus.publish(PresenceChanged(now.present))
        if now.open_doors != before.open_doors:
            self._bus.publish(DoorsChanged(now.open_doors))


def _named(order: Order) -> str:
    if isinstance(order, DoorOrder):
        return f"open-door {order.door.value}"
    return f"light {order.lit.value if order.lit else 'none'}"
