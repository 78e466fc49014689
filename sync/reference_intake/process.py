"""The reference intake in a process of its own, for a demo or a test that plays both ends."""

import json
import os
import selectors
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import EnvironmentFailure
from sync.reference_intake.cli import DATABASE_VARIABLE, TOKEN_VARIABLE

READY_WITHIN_S = 30.0
STOP_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class IntakeProcess:
    """A running intake: where it answers, where it keeps files, its database's URL, and its officials' page."""

    url: str
    folder: Path
    database: str
    process: subprocess.Popen[bytes]
    desk: str = ""

    def stop(self) -> None:
        """Ends it in good order, by force if it takes too long; may be called again."""
        _close(self.process)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self.process.kill()
        _close(self.process)


def spawn_intake(
    folder: Path,
    port: int = 0,
    token: str = "demo-token",  # noqa: S107
    *,
    database: str | None = None,
    workers: int = 1,
    desk_port: int | None = None,
) -> IntakeProcess:
    """Starts an intake on the loopback address, with its materials and log in `folder`, and waits until it listens.

    `database` is a URL; without one it is an SQLite file in `folder`. `token` opens it for any terminal. With a
    `desk_port`, 0 for any, the officials' page answers too. It ends with this process, however this process ends.
    Raises EnvironmentFailure if it does not come up.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "sync.reference_intake", "serve", "--data-dir", str(folder)]
    command += ["--port", str(port), "--json", "--until-stdin-closes", "--workers", str(workers)]
    command += ["--no-desk"] if desk_port is None else ["--desk-port", str(desk_port)]
    # Not among the arguments: every user of a machine may read those.
    environment = os.environ | {TOKEN_VARIABLE: token}
    if database is not None:
        environment[DATABASE_VARIABLE] = database
    with (folder / "intake.log").open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment)
    line = _first_line(process)
    if not line:
        _close(process)
        raise EnvironmentFailure(f"the intake did not start; {folder / 'intake.log'} says why")
    ready = json.loads(line)
    where = database or f"sqlite:///{folder / 'intake.db'}"
    return IntakeProcess(ready["url"], folder, where, process, ready.get("desk", ""))


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    """The line it says when it listens; empty if it ended or stayed silent."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(READY_WITHIN_S):
            process.kill()
            return b""
    return process.stdout.readline()


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None and not process.stdin.closed:
        process.stdin.close()
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
