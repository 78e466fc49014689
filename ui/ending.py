"""How a signal ends the face: by its event loop, so that everything beneath it is closed in order."""

import signal
import socket
from contextlib import suppress
from types import FrameType
from typing import Self

from PySide6.QtCore import QCoreApplication, QEvent, QSocketNotifier


class Ending:
    """From `with` to its end SIGINT and SIGTERM do not kill but end the event loop. For the main thread.

    Python runs its handlers between two of its own instructions, and an idle event loop has none: the byte that the
    system writes into a socket wakes the loop, and the slot that reads it lets the handler run. A signal that comes
    before there is a loop is kept for it. Nothing is raised here, as an exception in a slot would be lost.
    """

    def __init__(self) -> None:
        self.signal = 0
        self._ours, self._theirs = socket.socketpair()
        self._notifier: QSocketNotifier | None = None

    def __enter__(self) -> Self:
        """From now on `signal` is the number of the first one that came; 0 before."""
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def attach(self) -> None:
        """From now on there is an application whose loop can be ended."""
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._woken)

    def __exit__(self, *_fault: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            QCoreApplication.sendPostedEvents(self._notifier, QEvent.Type.DeferredDelete)
        self._ours.close()
        self._theirs.close()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.signal = self.signal or number

    def _woken(self) -> None:
        with suppress(BlockingIOError):
            self._ours.recv(64)
        if self.signal:
            QCoreApplication.quit()
