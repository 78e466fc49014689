"""A real PostgreSQL of this process's own: a fresh cluster in a temporary folder, on the loopback address.

It runs as Debian's `postgres` where the tests run as root, for PostgreSQL refuses to be root, and as the person
themselves elsewhere. It dies with the thread that started it, however that ends (prctl(2), PR_SET_PDEATHSIG, which
setpriv sets after the change of user), and the next start sweeps its folder.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

import psycopg

from kiosk.leftovers import own_folder

BIN = Path("/usr/lib/postgresql/15/bin")
PATIENCE_S = 60.0
_TRIES = 5
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "32MB",
    # A test's cluster needs to outlive no power cut.
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "1h",
}


class PostgresServer:
    """PostgreSQL 15 with password log-in, in UTF-8.

    Raises RuntimeError where it is not installed or does not come up: nothing is skipped.
    """

    def __init__(self) -> None:
        for name in ("initdb", "postgres"):
            if not (BIN / name).exists():
                raise RuntimeError(f"{BIN / name} is missing: apt-get install postgresql-15")
        self._password = secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = Path()
        self.port = 0

    def start(self) -> None:
        """Makes the cluster, starts the server, and waits until it answers."""
        self._folder = own_folder("jiujin-postgres")
        self._folder.chmod(0o755)
        home = self._folder / "server"
        home.mkdir(mode=0o700)
        secret = home / "password"
        secret.write_text(self._password, encoding="ascii")
        if os.geteuid() == 0:
            for path in (home, secret):
                shutil.chown(path, "postgres", "postgres")
        command = [*_as_nobody_of_note(), BIN / "initdb", "-D", home / "data", "-U", "postgres", "-E", "UTF8"]
        command += ["--locale=C", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync", "--no-instructions"]
        made = subprocess.run(command, capture_output=True, text=True, cwd=home, check=False, timeout=PATIENCE_S)
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stdout}{made.stderr}")
        for _ in range(_TRIES):
            if self._serve(home):
                return
        raise RuntimeError(f"PostgreSQL does not come up: {(home / 'server.log').read_text()}")

    def stop(self) -> None:
        """Ends it at once, and its folder with it; may be called again."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def database(self) -> str:
        """Makes a new empty database; its URL, password included."""
        name = f"intake_{secrets.token_hex(6)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self._address(name)

    def _address(self, database: str) -> str:
        return f"postgresql://postgres:{self._password}@127.0.0.1:{self.port}/{database}"

    def _serve(self, home: Path) -> bool:
        """One try on one free port; somebody else may take the port meanwhile."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        settings = _SETTINGS | {"port": str(self.port), "unix_socket_directories": str(home)}
        command = [*_as_nobody_of_note(), BIN / "postgres", "-D", home / "data"]
        command += [f"--{name}={value}" for name, value in settings.items()]
        with (home / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=home)
        until = time.monotonic() + PATIENCE_S
        while self._process.poll() is None and time.monotonic() < until:
            try:
                psycopg.connect(self._address("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                Event().wait(0.02)
            else:
                return True
        return False

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _as_nobody_of_note() -> list[str | Path]:
    """The words before a command of PostgreSQL's: an unprivileged user, and an end together with ours."""
    setpriv: list[str | Path] = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        setpriv += ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    return [*setpriv, "--"]
