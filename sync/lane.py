"""One thread that repeats one stream's step: when it is due, or when it is woken."""

import logging
import threading
from collections.abc import Callable

from kiosk.errors import log_fault

log = logging.getLogger(__name__)

AFTER_A_FAULT_S = 30.0


class Lane:
    """Runs `step` on a thread of its own; `step` returns the seconds until it wants to run again.

    A step that raises is our fault or the store's; it is logged and tried again later, and no other lane notices.
    """

    def __init__(self, name: str, step: Callable[[], float]) -> None:
        self._name = name
        self._step = step
        self._condition = threading.Condition()
        self._woken = False
        self._stopping = False
        self._thread: threading.Thread | None = None

    @property
    def stopping(self) -> bool:
        """Whether the step should come to its end."""
        return self._stopping

    def start(self) -> None:
        """Starts the thread; its first step runs at once."""
        # A daemon: an answer that never comes must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name=f"sync-{self._name}", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """The next step runs now, or right after the one that is running.

        It is the step that keeps a pause which the centre asked for.
        """
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def ask_to_stop(self) -> None:
        """No further step begins."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()

    def join(self, timeout_s: float) -> bool:
        """Waits for the running step to end; whether it did."""
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._condition:
                if self._stopping:
                    return
                self._woken = False
            pause = self._guarded_step()
            with self._condition:
                self._condition.wait_for(lambda: self._woken or self._stopping, pause)

    def _guarded_step(self) -> float:
        try:
            return max(self._step(), 0.0)
        except Exception as fault:  # noqa: BLE001 - the thread must live on, whatever a step met
            if not self._stopping:
                log_fault(log, f"the {self._name} stream failed", fault)
            return AFTER_A_FAULT_S
