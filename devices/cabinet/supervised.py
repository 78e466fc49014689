"""The cabinet board's thread: senses what changes, lights and unlocks what it is told to."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.supervisor import SupervisedDevice, Surroundings
from kiosk.errors import DeviceFailure
from kiosk.events import DoorsChanged, PresenceChanged
from kiosk.ports import Cabinet, CabinetState, Door, Light


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

    A board that comes back is told its light again. An order that cannot be carried out is nobody's answer to wait for.
    """

    capability = "cabinet"

    def __init__(self, make: Callable[[], Cabinet], around: Surroundings) -> None:
        super().__init__(make, around)
        self._told = CabinetState()
        self._lit: Light | None = None
        self._fresh = True

    def _idle_s(self) -> float | None:
        return self._delays.sense_s

    def _idle(self) -> None:
        if self._fresh:
            self._driver.light(self._lit)
            self._fresh = False
        self._tell(self._driver.sense())
        super()._idle()

    def _gone(self) -> None:
        self._fresh = True
        # Nobody can be told to be there by a board that is not: the screen must not stay awake, nor asleep, for ever.
        self._tell(CabinetState())

    def _do(self, order: Order) -> None:
        if isinstance(order, DoorOrder):
            self._driver.open_door(order.door)
            return
        self._lit = order.lit
        self._driver.light(order.lit)

    def _refuse(self, order: Order, fault: DeviceFailure) -> None:  # noqa: ARG002 - nobody waits for an answer
        if isinstance(order, LightOrder):
            self._lit = order.lit

    def _tell(self, now: CabinetState) -> None:
        before, self._told = self._told, now
        if now.present is not None and now.present != before.present:
            self._bus.publish(PresenceChanged(now.present))
        if now.open_doors != before.open_doors:
            self._bus.publish(DoorsChanged(now.open_doors))
