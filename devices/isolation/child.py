"""`python -m devices.isolation.child MODULE:NAME`: a driver's process, started by devices.isolation.host alone.

NAME is the driver's class, or a function that makes it. The driver is made and called on the main thread, as drivers
want it; a second thread listens, so that a call can be cancelled and so that the process ends, whatever its driver is
doing, as soon as the terminal's end of the wire closes.
"""

import ctypes
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from inspect import signature
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, get_type_hints

from msgspec import DecodeError, Raw, ValidationError, msgpack

from devices.causes import failure
from devices.isolation.wire import (
    Begin,
    Call,
    CancelCall,
    Ended,
    Failed,
    FromChild,
    Item,
    Logged,
    Told,
    Wire,
    WireBroken,
    for_child,
    pack,
)
from kiosk.errors import DeviceFailure, kind_and_place, log_fault

log = logging.getLogger("devices.isolation.child")  # its own name is __main__

PROGRESS = "progress"
"""A parameter of this name is not sent: it gets a callable that tells the terminal how far the call is."""

OURS = ("devices.", "kiosk.")
"""The loggers whose lines cross the wire."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_UNHEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)


def shield() -> None:
    """Makes the process end with the terminal, deaf to the keyboard, and unable to leave memory on the disk."""
    deafen()
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        # A limit of 0 is not heeded where core_pattern is a pipe (core(5)), as systemd-coredump's is.
        prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        # For a driver that holds the interpreter's lock for ever, so that the listening thread never sees the end of
        # the wire. The kernel means the thread that started us, which is the device's own.
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def deafen() -> None:
    """Ignores the signals of `_UNHEARD`; on the main thread, and again whenever the driver has run.

    Ctrl-C and the end of the service are the terminal's to answer: it closes its drivers in order. A line that broke is
    told by the call that wrote on it. Readers of SANE backends set them back to ending the process, at every page. Not
    blocked instead: a backend that forks ends its reader by SIGTERM.
    """
    for number in _UNHEARD:
        signal.signal(number, signal.SIG_IGN)


def take_wire() -> Wire:
    """The wire, which comes as standard input, moved to where no library writes by mistake."""
    end = socket.socket(fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return Wire(end)


class DriverProcess:
    """The driver, and what is said about it."""

    def __init__(self, target: str, wire: Wire) -> None:
        self._target = target
        self._wire = wire
        self._sending = Lock()
        self._asked: SimpleQueue[Begin | Call] = SimpleQueue()
        self._driver: Any = None

    def run(self) -> None:
        """Serves until the wire closes; never returns."""
        logging.basicConfig(handlers=[_LogOverWire(self.tell)], level=logging.INFO)
        Thread(target=self._listen, daemon=True).start()
        while True:
            asked = self._asked.get()
            try:
                self._answer(asked)
            except DeviceFailure as fault:
                self._answered(Failed(fault.cause, str(fault), fault.remedy, fault.permanent))
            except Exception as fault:  # noqa: BLE001 - told to the terminal, which logs it
                bug = failure("bug", kind_and_place(fault))
                self._answered(Failed(bug.cause, str(bug), bug.remedy, bug.permanent))

    def tell(self, message: FromChild) -> None:
        """Sends one message; ends the process where nobody listens any more. From any thread."""
        try:
            with self._sending:
                self._wire.send(message)
        except WireBroken:
            os._exit(0)

    def _listen(self) -> None:
        while True:
            try:
                message = for_child(self._wire.receive())
            except WireBroken:
                os._exit(0)  # the main thread may hang in the driver, and no clean-up may hang after it
            if isinstance(message, CancelCall):
                self._cancel()
            else:
                self._asked.put(message)

    def _cancel(self) -> None:
        cancel = getattr(self._driver, "cancel", None)
        try:
            if cancel is not None:
                cancel()
        except Exception as fault:  # noqa: BLE001 - this thread has to go on listening
            log_fault(log, "cancelling failed", fault)

    def _answer(self, asked: Begin | Call) -> None:
        if isinstance(asked, Begin):
            module, _, name = self._target.partition(":")
            make = getattr(import_module(module), name)
            self._driver = make(**{key: _typed(make, key, value) for key, value in asked.configuration.items()})
            self._answered(Ended(pack(None)))
            return
        method = getattr(self._driver, asked.method)
        wanted = list(signature(method).parameters)
        names = [name for name in wanted if name != PROGRESS]
        arguments = {name: _typed(method, name, value) for name, value in zip(names, asked.arguments, strict=True)}
        if PROGRESS in wanted:
            arguments[PROGRESS] = lambda part: self._answered(Told(part))
        result = method(**arguments)
        if asked.streamed:
            for item in result:
                self._answered(Item(pack(item)))
            result = None
        self._answered(Ended(pack(result)))

    def _answered(self, message: Told | Item | Ended | Failed) -> None:
        deafen()  # the driver has run
        self.tell(message)


class _LogOverWire(logging.Handler):
    """Hands our own records to the terminal's log; a vendor library's may say what stood on a card."""

    def __init__(self, tell: Callable[[FromChild], None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(OURS):
            self._tell(Logged(record.name, record.levelno, record.getMessage()))


def _typed(function: Callable[..., object], name: str, value: Raw) -> object:
    """An argument as the type that the function's own annotation says."""
    hints = get_type_hints(getattr(function, "__init__") if isinstance(function, type) else function)  # noqa: B009
    try:
        return msgpack.decode(value, type=hints[name])
    except (DecodeError, ValidationError) as fault:
        raise TypeError(f"{name} is of another type") from fault


if __name__ == "__main__":
    shield()
    DriverProcess(sys.argv[1], take_wire()).run()
