"""The process of an isolated driver: started, looked at, killed with all that it started, reaped."""

import logging
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from subprocess import DEVNULL, Popen, TimeoutExpired

from devices.causes import failure

log = logging.getLogger(__name__)

_GLANCE_S = 0.002


class ChildProcess:
    """`devices.isolation.child` with `target`; `end` is this side of the socket between them.

    Its standard input is the other side. Not thread-safe: `kill` and `reap` must not meet.
    """

    def __init__(self, target: str) -> None:
        """Starts it; raises DeviceFailure("crashed") where no process can be had."""
        if sys.platform == "win32":
            raise failure("unsupported", "drivers in processes of their own need POSIX")
        self._target = target
        try:
            self.end, theirs = socket.socketpair()
        except OSError as fault:
            raise failure("crashed", f"{target}: no process could be started") from fault
        try:
            self._process = Popen(
                # -P: whatever lies in the working folder must not be imported.
                [sys.executable, "-P", "-m", "devices.isolation.child", target],
                stdin=theirs.fileno(),
                stdout=DEVNULL,
                stderr=DEVNULL,
                process_group=0,  # no Ctrl-C from the keyboard, and one name for it and all that it starts
            )
        except OSError as fault:
            self.end.close()
            raise failure("crashed", f"{target}: no process could be started") from fault
        finally:
            theirs.close()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def ended(self) -> str | None:
        """How it ended, None while it runs; it stays unreaped, so that its number stays its own."""
        ended = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return None
        if ended.si_code == os.CLD_EXITED:
            return f"exit code {ended.si_status}"
        return signal.Signals(ended.si_status).name

    def ended_within(self, limit_s: float) -> str | None:
        """How it ended, waited for."""
        until = time.monotonic() + limit_s
        while (how := self.ended()) is None and time.monotonic() < until:
            time.sleep(_GLANCE_S)
        return how

    def kill(self) -> None:
        """Kills it and whatever it started; returns at once."""
        if self._process.returncode is None:
            # Not reaped yet, so its number, which is its group's too, is nobody else's.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def reap(self, limit_s: float) -> None:
        """Closes this side's end and waits until the process is gone; never raises."""
        self.end.close()
        try:
            self._process.wait(limit_s)
        except TimeoutExpired:
            # In the midst of a system call that never ends; the kernel ends it some day.
            log.warning("the process of %s cannot be killed", self._target)
