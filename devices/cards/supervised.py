"""The card reader's thread: notices a card, reads it once, notices that it is gone."""

from collections.abc import Callable
from typing import NoReturn

from devices.causes import is_lost
from devices.supervisor import SupervisedDevice, Surroundings
from kiosk.errors import DeviceFailure
from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable
from kiosk.ports import DeviceState, IdCardReader


class SupervisedReader(SupervisedDevice[IdCardReader, NoReturn]):
    """Publishes CardNoticed, then CardRead or CardUnreadable, then CardRemoved, for every card that is laid down.

    A reader that is lost while a card lies there takes the card with it (CardRemoved): what lies on it when it comes
    back is noticed as a card anew.
    """

    capability = "card"

    def __init__(self, make: Callable[[], IdCardReader], around: Surroundings, name: str = "id-card") -> None:
        super().__init__(make, around, name)
        self._name = name
        self._lies = False

    def _do(self, job: NoReturn) -> None:
        """A card reader has no jobs."""

    def _refuse(self, job: NoReturn, fault: DeviceFailure) -> None:
        """A card reader has no jobs."""

    def _idle_s(self) -> float | None:
        return self._delays.card_poll_s

    def _idle(self) -> None:
        if self._lies:
            if not self._driver.present():
                self._take_away()
        elif self._driver.poll():
            self._read()

    def _read(self) -> None:
        self._lies = True
        self._set(DeviceState.BUSY)
        self._bus.publish(CardNoticed(self._name))
        try:
            document = self._driver.read()
        except DeviceFailure as fault:
            if self._stopping:
                return
            self._bus.publish(CardUnreadable(fault.cause, self._name))
            if is_lost(fault):
                raise
        else:
            self._bus.publish(CardRead(document, self._name))
        # A card that cannot be read is the card's fault and not the reader's.
        self._set(DeviceState.READY)

    def _gone(self) -> None:
        if self._lies:
            self._take_away()

    def _take_away(self) -> None:
        self._lies = False
        self._bus.publish(CardRemoved(self._name))
