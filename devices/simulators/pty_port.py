"""A pseudo-terminal as a serial port: a link under a fixed path, and bytes no faster than a baud rate."""

import os
import pty
import tty
from collections import deque
from pathlib import Path

from kiosk.errors import EnvironmentFailure, InputFailure

_BITS_PER_BYTE = 10  # 8N1: start, eight data, stop
_CHUNK = 64


class PtyPort:
    """The device's end of a serial cable; plugging it in again makes a new terminal under the old link."""

    def __init__(self, link: Path, baud: int = 0) -> None:
        """`link` becomes a symbolic link to the terminal's path; `baud` 0 sends at once."""
        self._link = link
        self._baud = baud
        self._host_end = -1
        self._due: deque[tuple[float, bytes]] = deque()
        self.master = -1
        """The device's file descriptor, or -1 while unplugged."""

    def plug(self) -> None:
        """Makes the terminal and points the link at it.

        Raises InputFailure where something that is no symbolic link stands under the link's name, or its folder does
        not take one; EnvironmentFailure where this machine has no terminal left.
        """
        self.unplug()
        if os.path.lexists(self._link) and not self._link.is_symlink():
            raise InputFailure(f"{self._link}: this is not a symbolic link; it was left as it is")
        # The host's end stays open here too: otherwise the kernel hangs up whenever a host closes it.
        try:
            self.master, self._host_end = pty.openpty()
        except OSError as fault:
            raise EnvironmentFailure(f"no pseudo-terminal can be had here ({fault})") from fault
        tty.setraw(self._host_end)
        os.set_blocking(self.master, False)
        self._point(os.ttyname(self._host_end))

    def unplug(self) -> None:
        """Takes the link away and hangs up on whoever has it open."""
        self._due.clear()
        if self.master < 0:
            return
        # Another stand-in may have taken the name over since.
        if self._link.is_symlink() and str(self._link.readlink()) == os.ttyname(self._host_end):
            self._link.unlink()
        os.close(self._host_end)
        os.close(self.master)
        self.master = self._host_end = -1

    def _point(self, terminal: str) -> None:
        waiting = self._link.with_name(f"{self._link.name}.{os.getpid()}")
        try:
            waiting.symlink_to(terminal)
            waiting.replace(self._link)
        except OSError as fault:
            self.unplug()
            raise InputFailure(f"{self._link}: the link cannot be made ({fault.strerror})") from fault

    def receive(self) -> bytes:
        """What the host has sent since."""
        try:
            return os.read(self.master, 4096)
        except BlockingIOError:
            return b""

    def send(self, content: bytes, now: float) -> None:
        """Puts bytes on the wire; they leave in `pump`, each not before its time."""
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            since = max(now, self._due[-1][0]) if self._due else now
            wire = len(chunk) * _BITS_PER_BYTE / self._baud if self._baud else 0.0
            self._due.append((since + wire, chunk))

    def pump(self, now: float) -> float | None:
        """Sends what is due by `now`; returns when the next bytes are, or None."""
        while self._due and self._due[0][0] <= now:
            _, chunk = self._due.popleft()
            try:
                os.write(self.master, chunk)
            except BlockingIOError:
                continue  # nobody reads: a real port loses them too
        return self._due[0][0] if self._due else None
