"""What the processes of all stand-ins share: the loop, the watch for whoever started them, the frame of the command."""

import argparse
import json
import os
import signal
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from types import FrameType

from devices.simulators.control_server import ControlServer, Order


class Serving(ABC):
    """The loop of one stand-in, ordered about over a control socket, all on one thread."""

    def __init__(self, control: Path) -> None:
        """Raises InputFailure where `control` cannot be a socket."""
        self._selector = DefaultSelector()
        self._control = ControlServer(control, self._selector, self._obey)
        self._running = True

    def run(self, until_closed: int | None) -> None:
        """Serves until the file descriptor `until_closed` comes to its end, or an exception ends it."""
        if until_closed is not None:
            self._selector.register(until_closed, EVENT_READ, lambda: self._watch(until_closed))
        while self._running:
            for key, _ in self._selector.select(self._pump()):
                key.data()

    def announce_and_run(self, ready: dict[str, str], chosen: argparse.Namespace) -> int:
        """Prints the one JSON line and serves; the exit code."""
        sys.stdout.write(json.dumps({"ready": True, **ready, "control": str(chosen.control)}) + "\n")
        sys.stdout.flush()
        self.run(sys.stdin.fileno() if chosen.until_stdin_closes else None)
        return 0

    def close(self) -> None:
        """Takes away what it put up, the control socket among it."""
        self._unplug()
        self._control.close()
        self._selector.close()

    @abstractmethod
    def _pump(self) -> float | None:
        """Does what is due; returns for how many seconds nothing has to be done, None for ever."""

    @abstractmethod
    def _unplug(self) -> None:
        """Takes the device away; nothing where it is away already."""

    @abstractmethod
    def _obey(self, order: Order) -> Order:
        """Carries an order out and returns the state; raises ValueError or KeyError for one that makes no sense."""

    def _watch(self, descriptor: int) -> None:
        if not os.read(descriptor, 4096):
            self._running = False


def stand_in_parser(prog: str, description: str) -> argparse.ArgumentParser:
    """A parser with the options that every stand-in has."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--control", type=Path, required=True, help="path of the control socket")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started this")
    return parser


def end_on_signals() -> None:
    """From now on SIGTERM and SIGINT end this process by an exception, so that everything is taken away."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)


def _end(_number: int, _frame: FrameType | None) -> None:
    # `select` goes on after a handler that returns (PEP 475), so this one raises.
    sys.exit(0)
