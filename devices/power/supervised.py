"""The watch over the UPS."""

from collections.abc import Callable
from typing import NoReturn

from devices.supervisor import SupervisedDevice, Surroundings
from kiosk.errors import DeviceFailure
from kiosk.events import PowerChanged
from kiosk.ports import Power, Ups


class SupervisedUps(SupervisedDevice[Ups, NoReturn]):
    """Publishes PowerChanged. A UPS that cannot be asked any more leaves the last word in force."""

    capability = "ups"

    def __init__(self, make: Callable[[], Ups], around: Surroundings) -> None:
        super().__init__(make, around)
        self._told = Power.MAINS
        self._fresh = True

    def _do(self, job: NoReturn) -> None:
        """A UPS has no jobs."""

    def _refuse(self, job: NoReturn, fault: DeviceFailure) -> None:
        """A UPS has no jobs."""

    def _idle_s(self) -> float | None:
        # A terminal that starts during a power cut must know at once.
        return 0.0 if self._fresh else self._delays.power_s

    def _gone(self) -> None:
        self._fresh = True

    def _idle(self) -> None:
        self._fresh = False
        now = self._driver.power()
        if now is not self._told:
            self._told = now
            self._bus.publish(PowerChanged(now))
        super()._idle()
