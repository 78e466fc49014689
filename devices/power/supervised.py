"""The watch over the UPS."""

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from devices.supervision import Surroundings
from devices.supervisor import SupervisedDevice
from kiosk.errors import DeviceFailure
from kiosk.events import PowerChanged
from kiosk.ports import Power, Ups

_MOST_RETRY_S = 1.0
"""Between two tries: of the 5 s after which it has to be back, NUT itself takes three or four."""


class SupervisedUps(SupervisedDevice[Ups, NoReturn]):
    """Publishes PowerChanged. A UPS that cannot be asked any more leaves the last word in force."""

    capability = "ups"

    def __init__(self, make: Callable[[], Ups], around: Surroundings) -> None:
        delays = around.delays
        often = replace(delays, most_retry_s=min(delays.most_retry_s, _MOST_RETRY_S))
        super().__init__(make, replace(around, delays=often))
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

    def _first_look(self) -> None:
        self._idle()

    def _idle(self) -> None:
        self._fresh = False
        now = self._driver.power()
        if now is not self._told:
            self._told = now
            self._bus.publish(PowerChanged(now))
        super()._idle()
