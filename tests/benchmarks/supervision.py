"""All devices supervised and nothing happening; a reader that is pulled out and plugged in again."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from devices.scanners.sane import write_test_backend
from devices.simulators.cabinet_control import spawn_cabinet_board
from devices.simulators.control import IdReaderHandle, spawn_id_reader
from devices.simulators.print_server import CupsServer
from devices.simulators.ups import NutServer
from tests.benchmarks.figure import Figure, percentile

IDLE_S = 20.0
ROUNDS = 8
NONE = {"scanner": "none", "printer": "none"}


class Supervised:
    """The program that supervises, in a process of its own."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.programs.supervised", json.dumps(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.names: set[str] = set()
        while "ready" not in (line := self.line()):
            self.names.add(line["name"])
        if not line["ready"]:
            raise AssertionError("not all devices became ready")

    def line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        said: dict[str, Any] = json.loads(self._process.stdout.readline())
        return said

    def until(self, *states: str) -> float:
        """The moment at which a device came into one of these states."""
        while (line := self.line())["state"] not in states:
            pass
        return float(line["at"])

    def idle(self) -> float:
        """Percent of one core."""
        assert self._process.stdin is not None
        print(IDLE_S, file=self._process.stdin, flush=True)
        while "cpu_s" not in (line := self.line()):
            pass
        return float(line["cpu_s"]) / IDLE_S * 100

    def close(self) -> None:
        self._process.communicate(timeout=30)


def measure() -> Iterator[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        reader = stack.enter_context(spawn_id_reader(folder / "reader"))
        board = stack.enter_context(spawn_cabinet_board(folder / "board"))
        cups = stack.enter_context(CupsServer())
        ups = stack.enter_context(NutServer())
        told = {
            "data": str(folder),
            "card_port": str(reader.port),
            "sane_config_dir": str(write_test_backend(folder / "sane")),
            "printer": cups.add_pdf(),
            "cups_server": cups.server,
            "cabinet": str(board.port),
            "ups": ups.name,
        }
        bare = Supervised({"data": str(folder), **NONE})
        stack.callback(bare.close)
        supervised = Supervised(told)
        stack.callback(supervised.close)
        cost, reference = supervised.idle(), bare.idle()
        names = ", ".join(sorted(supervised.names))
        note = f"no devices: {reference:.2f} %; {names}"
        yield Figure("all devices supervised, nothing happening, of one core", cost, 1.0, "%", note)
    yield from _unplugging()


def _unplugging() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, spawn_id_reader(Path(folder)) as reader:
        supervised = Supervised({"data": folder, "card_port": str(reader.port), **NONE})
        try:
            moments = [_once(reader, supervised, number) for number in range(ROUNDS)]
        finally:
            supervised.close()
    noticed, back = (percentile(values, 1.0) for values in zip(*moments, strict=True))
    yield Figure(f"unplug noticed, the worst of {ROUNDS}", noticed, 2.0, "s")
    yield Figure(f"back in service after replug, the worst of {ROUNDS}", back, 5.0, "s")


def _once(reader: IdReaderHandle, supervised: Supervised, number: int) -> tuple[float, float]:
    pulled = time.monotonic()
    reader.control.unplug()
    noticed = supervised.until("absent", "failed")
    # Away for longer each time, so that the tries are as far apart as they ever get.
    time.sleep(number * 1.7)
    plugged = time.monotonic()
    reader.control.replug()
    return noticed - pulled, supervised.until("ready") - plugged
