"""The card reader's thread: notices a card, reads it once, notices that it is gone."""

from collections.abc import Callable
from typing import NoReturn

from devices.causes import is_lost
from devices.supervision import Surroundings
from devices.supervisor import SupervisedDevice
from kiosk.errors import DeviceFailure
from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable, Event
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
        self._asked = False
        """Whether a card was noticed and neither read nor given up yet."""

    def _do(self, job: NoReturn) -> None:
        """A card reader has no jobs."""

    def _refuse(self, job: NoReturn, fault: DeviceFailure) -> None:
        """A card reader has no jobs."""

    def _idle_s(self) -> float | None:
        return self._delays.card_poll_s

    def _limit_s(self, job: None) -> float:  # noqa: ARG002 - a reader has no jobs
        return self._delays.poll_limit_s

    def _idle(self) -> None:
        if self._lies:
            if not self._driver.present():
                self._take_away()
        elif self._driver.poll():
            self._read()
        self._set(DeviceState.READY)

    def _read(self) -> None:
        self._tell(CardNoticed(self._name), lies=True, asked=True)
        self._set(DeviceState.BUSY)
        self._bus.allow(self._delays.read_limit_s)
        try:
            document = self._driver.read()
        except DeviceFailure as fault:
            if self._stopping:
                return
            self._tell(CardUnreadable(fault.cause, self._name), lies=True)
            if is_lost(fault):
                raise
        except Exception:
            self._tell(CardUnreadable("bug", self._name), lies=True)
            raise
        else:
            # A card that cannot be read is the card's fault and not the reader's.
            self._tell(CardRead(document, self._name), lies=True)

    def _gone(self) -> None:
        if self._lies:
            self._take_away()

    def _given_up(self, fault: DeviceFailure) -> None:
        if self._asked:
            self._tell(CardUnreadable(fault.cause, self._name), lies=True)
        self._gone()

    def _take_away(self) -> None:
        self._tell(CardRemoved(self._name), lies=False)

    def _tell(self, event: Event, *, lies: bool, asked: bool = False) -> None:
        # Together: whoever gives the reader up has to know what was told of this card.
        with self._bus.lock:
            if not self._bus.silenced:
                self._lies, self._asked = lies, asked
                self._bus.publish(event)
