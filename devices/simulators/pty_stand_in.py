"""What the stand-ins on a pseudo-terminal share: a cable that is pulled and plugged in, bytes in and bytes out."""

import time
from abc import abstractmethod
from pathlib import Path
from selectors import EVENT_READ

from devices.simulators.pty_port import PtyPort
from devices.simulators.serving import Serving
from kiosk.errors import JiujinError


class PtyStandIn(Serving):
    """A device on a serial port, plugged in from the beginning."""

    def __init__(self, control: Path, link: Path, baud: int) -> None:
        """Raises InputFailure or EnvironmentFailure where `control` or `link` cannot be made."""
        self._port = PtyPort(link, baud)
        super().__init__(control)
        try:
            self._plug()
        except JiujinError:
            self._control.close()
            raise

    @abstractmethod
    def _answer(self, content: bytes) -> bytes:
        """What the device says to what it was sent."""

    @abstractmethod
    def _restart(self) -> None:
        """The device lost its current: nothing is left of what it was at."""

    @property
    def _plugged(self) -> bool:
        return self._port.master >= 0

    def _pump(self) -> float | None:
        due = self._port.pump(time.monotonic())
        return None if due is None else max(0.0, due - time.monotonic())

    def _plug(self) -> None:
        self._unplug()
        self._port.plug()
        self._selector.register(self._port.master, EVENT_READ, self._hear)

    def _unplug(self) -> None:
        if self._plugged:
            self._selector.unregister(self._port.master)
            self._port.unplug()
            self._restart()

    def _hear(self) -> None:
        self._port.send(self._answer(self._port.receive()), time.monotonic())
