"""The terminal's side of a driver that runs in a process of its own, because it may hang or crash."""

import logging
import select
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from msgspec import DecodeError, Raw, ValidationError, msgpack

from devices.causes import failure
from devices.isolation.process import ChildProcess
from devices.isolation.wire import (
    Begin,
    Call,
    CancelCall,
    Ended,
    Failed,
    FromChild,
    Item,
    Logged,
    ToChild,
    Told,
    Wire,
    WireBroken,
    from_child,
    pack,
)
from kiosk.errors import DeviceFailure
from kiosk.ports import Clock

log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class IsolationDelays:
    """Seconds."""

    start_s: float = 10.0
    """Until the process runs and has loaded its driver; a cold disk needs most of it."""
    look_s: float = 0.25
    """How often a process that says nothing is looked at: its own children may keep the wire open after its end."""
    gap_s: float = 5.0
    """How long a message may take to come, once it has begun."""
    cancel_s: float = 3.0
    """How long a cancelled call may take to end before its process is killed."""
    reap_s: float = 1.0
    """How long a killed process may take to be gone."""


def _unheard(_part: float) -> None:
    """Nobody wants to know how far a call is."""


class IsolatedDriver:
    """One driver in a process of its own. One thread calls; `cancel` and `abort` are for any thread.

    `target` is MODULE:NAME of the driver's class, or of a function that makes it. Its methods take and give plain
    values (numbers, texts, bytes, dataclasses, enums), typed by their annotations; a parameter called `progress` is not
    sent, but gets a callable that tells `progress` here how far the call is.

    A process that hangs is killed when the call's time is over (DeviceFailure "no-answer"), one that ends by itself is
    told as DeviceFailure "crashed"; either way it is gone then, with all that it started, and `start` makes a new one.
    A DeviceFailure of the driver comes out as it went in, and the process stays.
    """

    def __init__(self, target: str, clock: Clock, delays: IsolationDelays | None = None) -> None:
        self._target = target
        self._clock = clock
        self._delays = delays or IsolationDelays()
        self._lock = Lock()
        self._sending = Lock()
        self._process: ChildProcess | None = None
        self._wire: Wire | None = None
        self._aborted = False
        self._cancelled_at: float | None = None

    @property
    def running(self) -> bool:
        """Whether there is a process to call; False after a hang or a crash was told."""
        return self._process is not None

    @property
    def alive(self) -> bool:
        """Whether that process has not ended unnoticed since the last call; for the calling thread."""
        return self._process is not None and self._process.ended() is None

    @property
    def pid(self) -> int | None:
        """The process's number."""
        process = self._process
        return process.pid if process is not None else None

    def start(self, **configuration: object) -> None:
        """Starts the process and has it make the driver with these arguments; returns when that is done.

        Raises DeviceFailure: what making the driver raised, `crashed` or `no-answer`. No process is left then.
        """
        self.stop()
        process = ChildProcess(self._target)
        process.end.settimeout(self._delays.gap_s)
        with self._lock:
            self._process, self._wire = process, Wire(process.end)
            self._aborted = False
        try:
            self._say(Begin({name: pack(value) for name, value in configuration.items()}), "start")
            self._result("start", self._delays.start_s, _unheard)
        except BaseException:
            self.stop()
            raise

    def call(
        self,
        kind: type[ResultT],
        method: str,
        *arguments: object,
        limit_s: float,
        progress: Callable[[float], None] = _unheard,
    ) -> ResultT:
        """Calls `method` and gives what it returned, which has to be a `kind`; the whole call gets `limit_s`."""
        self._say(Call(method, [pack(argument) for argument in arguments], streamed=False), method)
        return self._unpack(kind, self._result(method, limit_s, progress), method)

    def stream(
        self,
        kind: Any,  # a type expression such as Page | None
        method: str,
        *arguments: object,
        silence_s: float | Callable[[], float],
        progress: Callable[[float], None] = _unheard,
    ) -> Iterator[Any]:
        """Calls `method`, a generator, and gives its items, each a `kind`, as they come.

        `silence_s` is the longest time without an item or progress, asked for anew after each where it can be called.
        Who stops listening before the end has the call cancelled.
        """
        self._say(Call(method, [pack(argument) for argument in arguments], streamed=True), method)
        over = False
        try:
            while not over:
                message = self._next(method, silence_s, progress)
                if isinstance(message, Item):
                    yield self._unpack(kind, message.value, method)
                else:
                    over = True
        except DeviceFailure:
            over = True
            raise
        finally:
            if not over and self.running:
                self._give_up(method)

    def cancel(self) -> None:
        """Calls the driver's `cancel` beside the running call, which has `cancel_s` to end then; from any thread."""
        self._cancelled_at = self._clock.monotonic()
        with suppress(DeviceFailure):
            self._say(CancelCall(), "cancel")

    def abort(self) -> None:
        """Kills the process, so that the running call raises DeviceFailure("stopped"); from any thread."""
        with self._lock:
            if self._process is not None:
                self._aborted = True
                self._process.kill()

    def stop(self) -> None:
        """Kills the process if there is one, and waits until it is gone; never raises."""
        with self._lock:
            process, self._process, self._wire = self._process, None, None
            if process is not None:
                process.kill()
        if process is not None:
            process.reap(self._delays.reap_s)

    def _say(self, message: ToChild, method: str) -> None:
        wire = self._wire
        if wire is None:
            raise failure("absent", "not opened")
        if not isinstance(message, CancelCall):
            self._cancelled_at = None
        try:
            with self._sending:
                wire.send(message)
        except TimeoutError as fault:
            if not isinstance(message, CancelCall):  # another thread's call is not this one's to end
                self.stop()
            raise failure("no-answer", f"{self._target}: {method} is not heard") from fault
        except WireBroken as fault:
            if isinstance(message, CancelCall):
                return
            raise self._crashed(method) from fault

    def _result(self, method: str, limit_s: float, progress: Callable[[float], None]) -> Raw:
        until = self._clock.monotonic() + limit_s
        try:
            message = self._next(method, limit_s, progress, until)
        except DeviceFailure:
            raise
        except BaseException:
            # The answer is still to come, and must not be taken for the next call's.
            self.stop()
            raise
        if not isinstance(message, Ended):
            raise self._nonsense(method)
        return message.value

    def _next(
        self,
        method: str,
        limit_s: float | Callable[[], float],
        progress: Callable[[float], None],
        until: float | None = None,
    ) -> Item | Ended:
        """The next item or the end of a call, by `until`, or else within `limit_s` after whatever else is told."""
        while True:
            left_s = limit_s() if callable(limit_s) else limit_s
            message = self._receive(method, until or self._clock.monotonic() + left_s)
            match message:
                case Told():
                    progress(message.part)
                case Logged():
                    logging.getLogger(message.logger).log(message.level, "%s", message.line)
                case Failed():
                    raise DeviceFailure(
                        message.cause, message.message, remedy=message.remedy, permanent=message.permanent
                    )
                case _:
                    return message

    def _receive(self, method: str, until: float) -> FromChild:
        wire, process = self._wire, self._process
        if wire is None or process is None:
            raise failure("absent", "not opened")
        waiting = select.poll()
        waiting.register(process.end, select.POLLIN)
        while True:
            left = until - self._clock.monotonic()
            if self._cancelled_at is not None:
                left = min(left, self._cancelled_at + self._delays.cancel_s - self._clock.monotonic())
            # Whatever is there already counts, however late this thread comes to look at it.
            if waiting.poll(max(0.0, min(left, self._delays.look_s)) * 1000):
                break
            if process.ended() is not None:
                raise self._crashed(method)
            if left <= 0:
                raise self._hung(method)
        try:
            return from_child(wire.receive())
        except TimeoutError as fault:
            raise self._hung(method) from fault
        except WireBroken as fault:
            raise self._crashed(method) from fault

    def _unpack(self, kind: type[ResultT], value: Raw, method: str) -> ResultT:
        try:
            return msgpack.decode(value, type=kind)
        except (DecodeError, ValidationError):
            raise self._nonsense(method) from None  # its message may quote what stood on a card

    def _give_up(self, method: str) -> None:
        self.cancel()
        try:
            while not isinstance(self._next(method, self._delays.cancel_s, _unheard), Ended):
                pass
        except DeviceFailure as fault:
            log.info("%s, no longer wanted, ended: %s", method, fault.cause)

    def _hung(self, method: str) -> DeviceFailure:
        self.stop()
        return failure("stopped") if self._aborted else failure("no-answer", f"{self._target}: {method} hangs")

    def _nonsense(self, method: str) -> DeviceFailure:
        self.stop()
        return failure("crashed", f"{self._target}: {method} answered with nonsense")

    def _crashed(self, method: str) -> DeviceFailure:
        # The wire closes a little before the process is over, and how it ended is worth knowing.
        how = self._process.ended_within(self._delays.reap_s) if self._process is not None else None
        self.stop()
        if self._aborted:
            return failure("stopped")
        return failure("crashed", f"{self._target}: {method}, {how or 'the wire broke'}")
