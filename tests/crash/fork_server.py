"""A process that has everything imported and no threads, and forks both ends from itself: a start costs milliseconds.

Orders come as lines of JSON on stdin, news go as lines of JSON to stdout. Who started it holds its stdin: its end is
this process's end, and the children's (prctl(2), PR_SET_PDEATHSIG).
"""

import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from tests.crash import intake_end, terminal_end

PR_SET_PDEATHSIG = 1
ROLES = {"terminal": terminal_end.run, "intake": intake_end.run}

_living: set[int] = set()


def main() -> None:
    """Serves until stdin ends."""
    terminal_end.warm_up()
    intake_end.warm_up()
    assert threading.active_count() == 1, f"threads must not be copied: {threading.enumerate()}"
    gc.collect()
    gc.freeze()
    wakes, woken = socket.socketpair()
    wakes.setblocking(False)
    woken.setblocking(False)
    signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    selector = selectors.DefaultSelector()
    selector.register(0, selectors.EVENT_READ)
    selector.register(wakes, selectors.EVENT_READ)
    waiting = b""
    _tell({"ready": True})
    while True:
        for key, _ in selector.select():
            if key.fileobj is wakes:
                wakes.recv(4096)
                _bury()
                continue
            received = os.read(0, 65536)
            if not received:
                os._exit(0)
            *lines, waiting = (waiting + received).split(b"\n")
            for line in lines:
                _obey(json.loads(line))


def _obey(order: dict[str, Any]) -> None:
    if "signal" in order:
        if order["pid"] in _living:  # not yet waited for, so the number is nobody else's
            os.kill(order["pid"], order["signal"])
        return
    pid = os.fork()
    if pid == 0:
        _child(order)
    _living.add(pid)
    _tell({"started": pid})


def _bury() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _living.discard(pid)
        _tell({"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def _child(order: dict[str, Any]) -> None:
    """One end's whole life; never returns."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        nothing, log = os.open(os.devnull, os.O_RDWR), os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for descriptor, new in ((0, nothing), (1, log), (2, log)):
            os.dup2(new, descriptor)
        ROLES[order["role"]](order)
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, the one who gave the order reads it
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(code)


def _tell(news: dict[str, Any]) -> None:
    os.write(1, json.dumps(news).encode() + b"\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
