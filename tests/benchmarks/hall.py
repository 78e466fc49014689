"""Every device that a terminal can have, before its stand-in or real service, and a process that supervises them all.

The serial card reader, the social-card reader (real pcscd with vpcd), the scanner (SANE's test backend in its process),
the document camera, a printer (real cupsd, the queue of a real IPP printer), the receipt printer, the cabinet's board
and the UPS (real upsd). Where one does not come up, the measuring fails.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from devices.scanners.sane import write_test_backend
from devices.simulators.cabinet_control import spawn_cabinet_board
from devices.simulators.control import spawn_id_reader
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from devices.simulators.slip_control import spawn_slip_printer
from devices.simulators.ups import NutServer
from tests.support.camera import stand_in_camera
from tests.support.pcscd import PcscService

PATIENCE_S = 70.0
"""A little longer than the program waits for its devices."""

AWAY = ("absent", "failed", "needs-attention")


@dataclass(frozen=True, slots=True)
class Cable:
    """What connects one device, by the name that the supervision gives it."""

    name: str
    pull: Callable[[], object]
    plug: Callable[[], object]
    served: Callable[[], object] | None = None
    """Waits until the service between it and the terminal has it again; what that takes is not the terminal's time."""


@dataclass(frozen=True, slots=True)
class Hall:
    """The devices of one terminal: `settings` names them all, `cables` are those that can be pulled."""

    settings: Mapping[str, Any]
    cables: tuple[Cable, ...]


@contextmanager
def every_device() -> Iterator[Hall]:
    """All of them, well and at rest, with nothing on or in them."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        reader = stack.enter_context(spawn_id_reader(folder / "reader"))
        board = stack.enter_context(spawn_cabinet_board(folder / "board"))
        slips = stack.enter_context(spawn_slip_printer(folder / "slips"))
        social = stack.enter_context(PcscService("Left"))
        cups = stack.enter_context(CupsServer())
        sheets = stack.enter_context(IppPrinter())
        ups = stack.enter_context(NutServer())
        queue = cups.add_driverless(sheets.uri)
        # The last one: what is started from here on sees its nodes, and is slowed by that.
        camera = stack.enter_context(stand_in_camera())
        settings = {
            "data": str(folder),
            "card_port": str(reader.port),
            "social_reader": "Left 00 00",
            "scanner": "test:0",
            "sane_config_dir": str(write_test_backend(folder / "sane")),
            "camera": str(camera.node),
            "printer": queue,
            "cups_server": cups.server,
            "slip_printer": slips.address,
            "cabinet": str(board.port),
            "ups": ups.name,
        }
        cables = (
            Cable("id-card", reader.control.unplug, reader.control.replug),
            # pcscd takes virtual readers only when it starts, so its own starting is in these figures.
            Cable("social-card", lambda: social.restart(without=["Left"]), social.restart),
            Cable("camera", camera.control.unplug, camera.control.replug),
            Cable("printer", sheets.stop, sheets.start),
            Cable("slip-printer", slips.control.unplug, slips.control.replug),
            Cable("cabinet", board.control.unplug, board.control.replug),
            Cable("ups", ups.stop_driver, ups.start_driver, ups.until_served),
        )
        yield Hall(settings, cables)


class Supervised:
    """The program that supervises what `told` names, in a process of its own, and what it has said."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.programs.supervised", json.dumps(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ.copy(),
            text=True,
        )
        self._said: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._changes: list[dict[str, Any]] = []
        Thread(target=self._listen, name="supervised", daemon=True).start()
        if not self._next("ready")["ready"]:
            self.close()
            raise RuntimeError(f"not all devices became ready: {self.states}")

    @property
    def states(self) -> dict[str, str]:
        """The state of each device as it was told last."""
        return {change["name"]: f"{change['state']} {change['cause']}".strip() for change in self._changes}

    def until(self, name: str, states: tuple[str, ...], since: float) -> float:
        """The first moment from `since` on (monotonic) at which a device came into one of these states."""
        seen = 0
        while True:
            for change in self._changes[seen:]:
                if change["name"] == name and change["state"] in states and change["at"] >= since:
                    return float(change["at"])
            seen = len(self._changes)
            self._changes.append(self._next("state"))

    def idle(self, seconds: float) -> float:
        """Percent of one core that its process and all below it use while nothing happens."""
        assert self._process.stdin is not None
        print(seconds, file=self._process.stdin, flush=True)
        return float(self._next("cpu_s", seconds)["cpu_s"]) / seconds * 100

    def close(self) -> None:
        self._process.communicate(timeout=PATIENCE_S)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(json.loads(line))

    def _next(self, key: str, more_s: float = 0.0) -> dict[str, Any]:
        """The next line with this key; changes of state that come before it are kept."""
        deadline = time.monotonic() + PATIENCE_S + more_s
        while True:
            try:
                said = self._said.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                raise RuntimeError(f"the program that supervises did not say {key!r}: {self.states}") from None
            if key in said:
                return said
            self._changes.append(said)
