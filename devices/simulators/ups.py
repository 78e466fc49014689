"""A real NUT server with a UPS that does as it is told: Debian's `upsd` and its `dummy-ups`, on their own port."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from devices.simulators.programs import free_port, short_folder

PROGRAMS = Path("/lib/nut")
"""The programs themselves: /sbin/upsd is Debian's wrapper, which asks the machine's own nut.conf for leave."""

PATIENCE_S = 20.0
MAINS = "ups.status: OL\nbattery.charge: 100\nbattery.runtime: 900\n"


class NutServer:
    """`upsd` and one UPS named `kiosk`; every process dies with the thread that started it.

    `told` is what the UPS says, as the lines of a .seq file. Raises RuntimeError where nut-server is not installed or
    does not come up: nothing is skipped.
    """

    def __init__(self) -> None:
        for program in ("upsd", "dummy-ups"):
            if not (PROGRAMS / program).is_file():
                raise RuntimeError(f"{PROGRAMS / program} is missing: apt-get install nut-server")
        # A short path of its own: the state folder holds Unix sockets.
        self._folder = short_folder("nut")
        self._port = free_port()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        (self._folder / "state").mkdir(mode=0o700)
        self._write("ups.conf", "[kiosk]\n driver = dummy-ups\n port = kiosk.seq\n pollinterval = 1\n")
        self._write("upsd.conf", f"LISTEN 127.0.0.1 {self._port}\nMAXAGE 2\n")
        self._write("upsd.users", "")
        self.tell(MAINS)

    @property
    def name(self) -> str:
        """How a driver is to name the UPS."""
        return f"kiosk@127.0.0.1:{self._port}"

    def tell(self, told: str) -> None:
        """From the UPS' next look on (a second) this is what it says; what is left out stays as it was."""
        # A .seq file is read again at every look; of a .dev file the driver may miss a change.
        new = self._folder / "kiosk.new"
        new.write_text(told, encoding="ascii")
        new.replace(self._folder / "kiosk.seq")

    def start(self) -> None:
        """Starts both and waits until the UPS is served."""
        self.start_driver()
        self.start_server()
        self.until_served()

    def until_served(self) -> None:
        """Waits until the server has word from the UPS that the mains are on."""
        self._until_it_says("OL")

    def start_server(self) -> None:
        self._spawn("upsd", "-u", self._user)

    def start_driver(self) -> None:
        self._spawn("dummy-ups", "-a", "kiosk", "-u", self._user)

    def stop_server(self) -> None:
        """As if the service were stopped."""
        self._end("upsd")

    def stop_driver(self) -> None:
        """As if its cable were pulled: the server has no word from it any more."""
        self._end("dummy-ups")

    def freeze_server(self) -> None:
        """It takes connections and says nothing."""
        self._processes["upsd"].send_signal(signal.SIGSTOP)

    def thaw_server(self) -> None:
        self._processes["upsd"].send_signal(signal.SIGCONT)

    def freeze_driver(self) -> None:
        """It hangs: what the server knows grows stale."""
        self._processes["dummy-ups"].send_signal(signal.SIGSTOP)

    def thaw_driver(self) -> None:
        self._processes["dummy-ups"].send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Ends both and deletes what they left."""
        for program in tuple(self._processes):
            self._end(program)
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

    @property
    def _user(self) -> str:
        import pwd

        # Otherwise they would become the user `nut`, who may not look into our folder.
        return pwd.getpwuid(os.getuid()).pw_name

    def _write(self, name: str, content: str) -> None:
        file = self._folder / name
        file.write_text(content, encoding="ascii")
        file.chmod(0o600)

    def _spawn(self, program: str, *arguments: str) -> None:
        self._end(program)
        places = {"NUT_CONFPATH": self._folder, "NUT_STATEPATH": self._folder / "state"}
        environment = os.environ | {name: str(at) for name, at in places.items()}
        environment["NUT_ALTPIDPATH"] = str(self._folder / "state")
        with (self._folder / f"{program}.log").open("ab") as log:
            self._processes[program] = subprocess.Popen(
                # -D keeps it in the foreground, in this version of NUT.
                ["setpriv", "--pdeathsig", "KILL", str(PROGRAMS / program), "-D", *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _end(self, program: str) -> None:
        process = self._processes.pop(program, None)
        if process is None:
            return
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _until_it_says(self, word: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while word.encode() not in self._asked():
            dead = [program for program, process in self._processes.items() if process.poll() is not None]
            if dead or time.monotonic() > until:
                logs = "\n".join(log.read_text(errors="replace") for log in sorted(self._folder.glob("*.log")))
                self.close()
                raise RuntimeError(f"NUT does not come up ({', '.join(dead) or 'silent'}):\n{logs}")
            Event().wait(0.02)

    def _asked(self) -> bytes:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 1) as line:
            line.sendall(b"GET VAR kiosk ups.status\n")
            return line.recv(200)
        return b""
