"""The demo's scanner, which is SANE's own `test` device, made to jam, to run empty and to be gone.

SANE reads its configuration folder once in a process (sane-test(5), `read-status-code`), so what changes there takes
hold when the process that has the scanner is made anew: the terminal's driver does so by itself before the next scan.
"""

import os
import signal
from contextlib import suppress
from functools import partial
from pathlib import Path

from devices.scanners.sane import write_test_backend
from devices.simulators.programs import until

_PROCESS = b"devices.scanners.isolated:"
"""In the arguments of the process that holds the scanner."""


class SaneTestScanner:
    """The scanner of the configuration folder `folder`, which `write_test_backend` has made; one terminal a process.

    What it is told to do shows with the next scan, as it does with a scanner on the network.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def jam(self) -> None:
        """The paper is stuck."""
        self._answers("SANE_STATUS_JAMMED")

    def run_empty(self) -> None:
        """There is no paper in it."""
        self._answers("SANE_STATUS_NO_DOCS")

    def unplug(self) -> None:
        """SANE finds no scanner any more."""
        (self._folder / "dll.conf").write_text("", encoding="ascii")
        _end_processes()

    def mend(self) -> None:
        """It is there and scans."""
        write_test_backend(self._folder)
        _end_processes()

    def _answers(self, status: str) -> None:
        write_test_backend(self._folder)
        with (self._folder / "test.conf").open("a", encoding="ascii") as conf:
            conf.write(f'read-status-code "{status}"\n')
        _end_processes()


def _end_processes() -> None:
    """Ends what this process has started to hold the scanner, and nothing else; returns when it has ended."""
    own = str(os.getpid())
    for folder in [entry for entry in Path("/proc").iterdir() if entry.name.isdecimal()]:
        with suppress(OSError):  # it has ended meanwhile, or is somebody else's
            _, parent = _state_and_parent(folder)
            if parent == own and _PROCESS in (folder / "cmdline").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)
                until("the end of the scanner's process", partial(_has_ended, folder))


def _state_and_parent(folder: Path) -> tuple[str, str]:
    # proc(5): they come after the command in brackets.
    state, parent = (folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[:2]
    return state, parent


def _has_ended(folder: Path) -> bool:
    """Whether its parent is told now that it has: when its last thread is gone, too."""
    try:
        return _state_and_parent(folder)[0] == "Z" and len(list((folder / "task").iterdir())) == 1
    except OSError:
        return True
