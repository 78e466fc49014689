"""Programs that a test or the demo runs for itself: in folders of their own, and gone with whoever started them."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

PATIENCE_S = 20.0


def needed(*programs: str, package: str) -> None:
    """Raises RuntimeError where a program is not installed: a test that needs it fails and is never skipped."""
    for program in programs:
        if shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin") is None:
            raise RuntimeError(f"{program} is missing: apt-get install {package}")


def folder(name: str) -> Path:
    """A new folder with a short path, for Unix sockets, that daemons which change their user may look into."""
    made = Path(tempfile.mkdtemp(prefix=f"jiujin-{name}-"))
    made.chmod(0o755)
    return made


def until(what: str, holds: Callable[[], bool], alive: Callable[[], bool] = lambda: True) -> None:
    """Looks until it holds; raises RuntimeError after a while, or when what is looked at is no longer `alive`."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if not alive() or time.monotonic() > deadline:
            raise RuntimeError(f"{what}: did not come")
        Event().wait(0.01)


class Program:
    """A child process that dies with the thread that started it; its words go to a file."""

    def __init__(self, arguments: Sequence[str], log: Path, *, cwd: Path, environment: dict[str, str]) -> None:
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *arguments],
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    def alive(self) -> bool:
        return self.process.poll() is None

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.alive():
            self.thaw()
            self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
