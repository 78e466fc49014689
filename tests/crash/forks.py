"""The test's side of the fork server: starts ends, waits for their end, kills them."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.faults import LIBRARY

PATIENCE_S = 60.0
ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Child:
    """One end that was started. `code` is None while it runs, then as subprocess has it (-9 for SIGKILL)."""

    pid: int
    server: "ForkServer"
    log: Path
    code: int | None = None

    def wait(self, timeout_s: float = PATIENCE_S) -> int | None:
        """Its code once it has ended, or None after so long."""
        self.server.listen(lambda: self.code is not None, timeout_s)
        return self.code

    def ends_well(self) -> None:
        """Waits for its own good end; fails with what it said otherwise."""
        code = self.wait()
        if code is None:
            self.kill()
        assert code == 0, f"it ended with {code if code is not None else 'nothing, it hangs'}: {self.said()}"

    def kill(self) -> None:
        """SIGKILL, and waits for the end."""
        self.send(signal.SIGKILL)
        code = self.wait()
        assert code == -signal.SIGKILL, f"it had ended with {code} already: {self.said()}"

    def said(self) -> str:
        """What it said on stderr and stdout."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def stop(self) -> None:
        """SIGTERM, and waits for the end."""
        if self.code is None:
            self.send(signal.SIGTERM)
        self.ends_well()

    def send(self, number: int) -> None:
        if self.code is None:
            self.server.tell({"signal": number, "pid": self.pid})


class ForkServer:
    """One process to fork from, with the fault points preloaded. Single-threaded; a context manager."""

    def __init__(self, library: Path) -> None:
        environment = os.environ | {"LD_PRELOAD": str(library), LIBRARY: str(library)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.fork_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)
        self._half = b""
        self._children: dict[int, Child] = {}
        self._ended_early: dict[int, int] = {}
        self._started: list[int] = []
        self._ready = False
        self.listen(lambda: self._ready, PATIENCE_S)
        assert self._ready, "the fork server does not come up"

    def close(self) -> None:
        """Ends it, and with it everything that was started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        self._process.stdout.close()
        self._selector.close()

    def __enter__(self) -> "ForkServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def spawn(self, order: dict[str, Any]) -> Child:
        """Starts one end."""
        self.tell(order)
        self.listen(lambda: bool(self._started), PATIENCE_S)
        child = Child(self._started.pop(), self, Path(order["log"]))
        child.code = self._ended_early.pop(child.pid, None)
        if child.code is None:
            self._children[child.pid] = child
        return child

    def tell(self, order: dict[str, Any]) -> None:
        """Sends one order."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()

    def listen(self, until: Any, timeout_s: float) -> None:
        """Hears news until `until` holds, or for so long."""
        deadline = time.monotonic() + timeout_s
        while not until():
            left = deadline - time.monotonic()
            if left <= 0:
                return
            if self._selector.select(left):
                self._hear()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        received = os.read(self._process.stdout.fileno(), 65536)
        assert received, f"the fork server ended with {self._process.wait()}"
        *lines, self._half = (self._half + received).split(b"\n")
        for line in lines:
            news = json.loads(line)
            if "ready" in news:
                self._ready = True
            elif "started" in news:
                self._started.append(news["started"])
            else:
                child = self._children.pop(news["ended"], None)
                if child is None:
                    self._ended_early[news["ended"]] = news["code"]
                else:
                    child.code = news["code"]
