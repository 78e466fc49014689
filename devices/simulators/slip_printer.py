"""`python -m devices.simulators.slip_printer`: a receipt printer on a TCP port and a serial one, in its own process.

Prints one JSON line with its address and port once it is ready, then prints ESC/POS until it is told to stop (SIGTERM,
or the end of its standard input with `--until-stdin-closes`). Orders come over the control socket: `{"do": "set",
"paper": "near-end", "lines_left": 3, "cover_open": true, "cutter_sticks": true, "offline": true, "silent": true}` with
any of these, `new-roll`, `free-cutter`, `drop` (the line breaks, after `bytes` more), `unplug`, `replug`, `slips`,
`state`.
"""

import socket
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from selectors import EVENT_READ

from devices.simulators.control_server import Order
from devices.simulators.pty_port import PtyPort
from devices.simulators.serving import Serving, end_on_signals, stand_in_parser
from devices.simulators.slip_model import Paper, SlipPrinterModel
from kiosk.errors import JiujinError

_SWITCHES = ("cover_open", "cutter_sticks", "offline", "silent")


class SlipPrinterProcess(Serving):
    """The model on a TCP port and a serial port, ordered about over a socket, all on one thread."""

    def __init__(self, control: Path, link: Path | None, port: int) -> None:
        self.model = SlipPrinterModel()
        self._serial = PtyPort(link) if link is not None else None
        self._listener: socket.socket | None = None
        self._lines: set[socket.socket] = set()
        self._port = port
        self._bytes_left: int | None = None
        super().__init__(control)
        try:
            self._plug()
        except JiujinError:
            self._control.close()
            raise

    @property
    def port(self) -> int:
        """The TCP port it listens on."""
        return self._port

    def _pump(self) -> float | None:
        due = self._serial.pump(time.monotonic()) if self._serial is not None else None
        return None if due is None else max(0.0, due - time.monotonic())

    def _plug(self) -> None:
        self._unplug()
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        self._selector.register(self._listener, EVENT_READ, self._accept)
        if self._serial is not None:
            self._serial.plug()
            self._selector.register(self._serial.master, EVENT_READ, self._hear_serial)

    def _unplug(self) -> None:
        for line in tuple(self._lines):
            self._drop(line)
        if self._listener is not None:
            self._selector.unregister(self._listener)
            self._listener.close()
            self._listener = None
        if self._serial is not None and self._serial.master >= 0:
            self._selector.unregister(self._serial.master)
            self._serial.unplug()

    def _accept(self) -> None:
        assert self._listener is not None
        line, _ = self._listener.accept()
        self._lines.add(line)
        self._selector.register(line, EVENT_READ, lambda: self._hear(line))

    def _drop(self, line: socket.socket) -> None:
        self._selector.unregister(line)
        self._lines.discard(line)
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()

    def _hear(self, line: socket.socket) -> None:
        try:
            content = line.recv(4096)
        except ConnectionError:
            content = b""
        if not content:
            self._drop(line)
            return
        if self._bytes_left is not None and len(content) >= self._bytes_left:
            self.model.receive(content[: self._bytes_left])
            self._bytes_left = None
            self._drop(line)
            return
        if self._bytes_left is not None:
            self._bytes_left -= len(content)
        self._answer(line, self.model.receive(content))

    def _hear_serial(self) -> None:
        assert self._serial is not None
        self._serial.send(self.model.receive(self._serial.receive()), time.monotonic())

    def _answer(self, line: socket.socket, content: bytes) -> None:
        with suppress(ConnectionError):
            line.sendall(content)

    def _obey(self, order: Order) -> Order:
        match order.get("do"):
            case "set":
                self._set(order)
            case "new-roll":
                self.model.feed_new_roll()
            case "free-cutter":
                self.model.cutter_stuck = self.model.cutter_sticks = False
            case "drop":
                self._break(order.get("bytes", 0))
            case "unplug":
                self._unplug()
            case "replug":
                self._plug()
            case "slips":
                return {"slips": self.model.slips, "hanging": self.model.hanging, "unknown": self.model.unknown}
            case "state":
                pass
            case unknown:
                raise ValueError(f"no such order: {unknown}")
        # What waited for paper is printed now, and whoever is connected hears the answers.
        answers = self.model.go_on()
        for line in tuple(self._lines):
            self._answer(line, answers)
        return {
            "plugged": self._listener is not None,
            "paper": self.model.paper.value,
            "stopped": self.model.stopped,
            "slips": len(self.model.slips),
            "port": self._port,
        }

    def _set(self, order: Order) -> None:
        for name in _SWITCHES:
            if name in order:
                setattr(self.model, name, bool(order[name]))
        if "paper" in order:
            self.model.paper = Paper(str(order["paper"]))
        if "lines_left" in order:
            left = order["lines_left"]
            if not isinstance(left, int) or left < 1:
                raise ValueError("lines_left is a number from 1 on")
            self.model.lines_left = left

    def _break(self, after: object) -> None:
        if not isinstance(after, int) or after < 0:
            raise ValueError("bytes is a number from 0 on")
        if after:
            self._bytes_left = after
            return
        for line in tuple(self._lines):
            self._drop(line)


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = stand_in_parser("slip_printer", "a stand-in for a receipt printer")
    parser.add_argument("--link", type=Path, help="path under which a serial port appears, too")
    parser.add_argument("--port", type=int, default=0, help="TCP port on this machine; 0 for a free one")
    chosen = parser.parse_args(arguments)
    end_on_signals()
    with closing(SlipPrinterProcess(chosen.control, chosen.link, chosen.port)) as process:
        return process.announce_and_run({"address": f"tcp://127.0.0.1:{process.port}"}, chosen)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except JiujinError as failure:
        sys.exit(f"slip-printer: {failure}")
    except OSError as fault:
        sys.exit(f"slip-printer: the port cannot be had ({fault.strerror})")
