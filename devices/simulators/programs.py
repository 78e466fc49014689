"""Programs that a test or the demo runs for itself: in folders of their own, and gone with whoever started them."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

PATIENCE_S = 20.0
_LONGEST_BASE = 40


def needed(*programs: str, package: str) -> None:
    """Raises RuntimeError where a program is not installed: a test that needs it fails and is never skipped."""
    for program in programs:
        if shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin") is None:
            raise RuntimeError(f"{program} is missing: apt-get install {package}")


def short_folder(name: str) -> Path:
    """A new folder of one's own with a short path, for Unix sockets."""
    base = tempfile.gettempdir()
    if len(base) > _LONGEST_BASE:
        # Unix sockets take 107 bytes for their whole path, and TMPDIR would be most of that.
        base = "/tmp"  # noqa: S108 - the folder in it has a name that nobody can guess
    return Path(tempfile.mkdtemp(prefix=f"jiujin-{name}-", dir=base))


def folder(name: str) -> Path:
    """As `short_folder`, but daemons that change their user may look into it."""
    made = short_folder(name)
    made.chmod(0o755)
    return made


def free_port() -> int:
    """A port of this machine alone that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
