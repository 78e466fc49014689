"""A stand-in as a process of its own: started, waited for, ended."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from select import select
from types import TracebackType
from typing import Self

from devices.simulators.programs import short_folder
from kiosk.errors import EnvironmentFailure

PATIENCE_S = 10.0
_LONGEST_SOCKET_PATH = 100
"""Unix sockets take 107 bytes; some room is left."""


class StandIn:
    """`module` run with `arguments`; made when it has said that it is ready.

    It ends by `stop`, or by itself when this process dies: it watches the other end of a pipe that only this process
    holds. `sweep` are folders that go with it. `said` is the line it was ready with. Raises EnvironmentFailure where it
    does not start; `what` names it to people.
    """

    def __init__(
        self,
        what: str,
        module: str,
        arguments: Sequence[str],
        *,
        sweep: Sequence[Path] = (),
        environment: Mapping[str, str] | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._sweep = sweep
        self._patience_s = patience_s
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, "--until-stdin-closes", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=None if environment is None else dict(environment),
        )
        output = self._process.stdout
        # It says one line when it is ready, or closes its output by dying.
        ready = output is not None and bool(select([output], [], [], patience_s)[0])
        self.said = output.readline() if ready and output is not None else b""
        if not self.said:
            self.stop()
            raise EnvironmentFailure(f"the stand-in for the {what} did not start")

    def stop(self) -> None:
        """Ends the process; returns when it is gone. Calling it twice is fine."""
        process = self._process
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            process.wait(self._patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for folder in self._sweep:
            shutil.rmtree(folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def control_socket(directory: Path, name: str) -> tuple[Path, tuple[Path, ...]]:
    """Where the control socket of a stand-in with its files in `directory` may be, and the folders to sweep with it.

    `directory` is made if need be; a path too long for a socket gets a short folder of its own.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / name
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path, ()
    short = short_folder("control")
    return short / name, (short,)
