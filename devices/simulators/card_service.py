"""A real PC/SC service of this process's own: Debian's `pcscd` with the virtual readers of vsmartcard's vpcd.

pcscd's socket is compiled in, /run/pcscd/pcscd.comm, so only one could run on a machine. But it takes a socket that is
handed over as systemd hands over pcscd.socket's, and libpcsclite goes where PCSCLITE_CSOCK_NAME points: so every test
process has a service of its own, needs no root, and never meets the machine's. libpcsclite looks at the variable once
in a process, so the path is one for the life of the process.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

PROGRAM = Path("/usr/sbin/pcscd")
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
PATIENCE_S = 20.0
SLOTS = 2
"""Each virtual reader has two slots, on neighbouring ports."""
_TRIES = 5


def own_socket() -> Path:
    """Where this process's service listens; from now on libpcsclite looks nowhere else, here and in children."""
    path = Path(tempfile.gettempdir()) / f"jiujin-pcscd-{os.getpid()}" / "comm"
    os.environ["PCSCLITE_CSOCK_NAME"] = str(path)
    return path


class PcscService:
    """`pcscd` with one virtual reader for each name; the process dies with the thread that started it.

    A reader named `A` has the slots `A 00 00` and `A 00 01`. Raises RuntimeError where pcscd or vpcd is not installed
    or does not come up: nothing is skipped. One at a time in a process.
    """

    def __init__(self, *readers: str) -> None:
        for file, package in ((PROGRAM, "pcscd"), (DRIVER, "vsmartcard-vpcd")):
            if not file.exists():
                raise RuntimeError(f"{file} is missing: apt-get install {package}")
        self._readers = readers
        self._socket = own_socket()
        self._folder = self._socket.parent
        self._ports: dict[str, int] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def slot(self, reader: str, slot: int = 0) -> int:
        """The port on which vpcd waits for the card in that slot; another one each time `start` was called afresh."""
        return self._ports[reader] + slot

    def start(self) -> None:
        """Starts it with all its readers and waits until they can be seen."""
        (self._folder / "readers").mkdir(mode=0o700, parents=True, exist_ok=True)
        for attempt in range(_TRIES):
            # A port that somebody else took meanwhile makes vpcd crash its pcscd.
            self._ports = {reader: _free_ports() for reader in self._readers}
            self._run(self._readers)
            if self._comes_up(self._readers):
                return
            self.stop()
            if attempt == _TRIES - 1:
                raise RuntimeError(f"pcscd does not come up:\n{self._log()}")

    def stop(self) -> None:
        """As if the service were stopped: its socket is gone."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._socket.unlink(missing_ok=True)

    def restart(self, without: Sequence[str] = ()) -> None:
        """Stops it and starts it again on the same ports, as if these readers had been pulled out.

        pcscd looks for virtual readers only when it starts: with libudev it takes no others later.
        """
        self.stop()
        left = tuple(reader for reader in self._readers if reader not in without)
        self._run(left)
        if not self._comes_up(left):
            raise RuntimeError(f"pcscd does not come up again:\n{self._log()}")

    def freeze(self) -> None:
        """It takes connections and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Ends it and deletes what it left."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _configure(self, reader: str) -> None:
        port = self._ports[reader]
        # vpcd keeps one table of slots in its library, so a second reader would take the first one's place in it.
        driver = shutil.copy(DRIVER, self._folder / f"vpcd-{port}.so")
        lines = (f'FRIENDLYNAME "{reader}"', f"DEVICENAME /dev/null:{port}", f"LIBPATH {driver}", f"CHANNELID {port}")
        (self._folder / "readers" / f"{port}.conf").write_text("\n".join(lines) + "\n", encoding="ascii")

    def _run(self, readers: Sequence[str]) -> None:
        for old in (self._folder / "readers").iterdir():
            old.unlink()
        for reader in readers:
            self._configure(reader)
        self._socket.unlink(missing_ok=True)
        # sd_listen_fds(3): the first socket is descriptor 3, and the variables name the process that is to take it.
        take = 'exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, self._log_file.open("wb") as log:
            listener.bind(str(self._socket))
            listener.listen()
            self._process = subprocess.Popen(
                [
                    *("setpriv", "--pdeathsig", "KILL", "sh", "-c", take, "sh"),
                    *(str(PROGRAM), "--foreground", "--info", "--config", str(self._folder / "readers")),
                ],
                stdin=listener.fileno(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def _log_file(self) -> Path:
        return self._folder / "log"

    def _log(self) -> str:
        with suppress(FileNotFoundError):
            return self._log_file.read_text(errors="replace")[-3000:]
        return ""

    def _comes_up(self, readers: Sequence[str]) -> bool:
        wanted = {f"{reader} 00 {slot:02d}" for reader in readers for slot in range(SLOTS)}
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                return False
            if "daemon ready" in self._log() and set(_readers_seen()) == wanted:
                return True
            Event().wait(0.01)
        return False


def _readers_seen() -> list[str]:
    from smartcard import scard

    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    if code != scard.SCARD_S_SUCCESS:
        return []
    try:
        _, names = scard.SCardListReaders(context, [])
        return [str(name) for name in names]
    finally:
        scard.SCardReleaseContext(context)


def _free_ports() -> int:
    """The first of neighbouring ports that nobody uses now."""
    while True:
        with suppress(OSError), socket.socket() as first, socket.socket() as second:
            first.bind(("", 0))
            port: int = first.getsockname()[1]
            second.bind(("", port + 1))
            return port
