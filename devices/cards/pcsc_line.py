"""The way to a card through PC/SC: pcscd on Linux, the smart-card service on Windows.

Thread rules of libpcsclite (winscard_clnt.c): one thread, one context. A call holds its context until the service has
answered, so a second thread on the same context waits, be it to release it; handles belong to the context that made
them. SCardTransmit, SCardConnect and SCardBeginTransaction have no deadline of their own, and one card that never
answers blocks them for ever; SCardCancel ends SCardGetStatusChange alone, and itself waits for the service.

So every line has a thread of its own that owns a context and nothing else, and whoever uses the line waits for that
thread no longer than a limit. A thread that hangs is left to itself: it gives its context back when the service lets go
of it, and no other is started before.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Any, TypeVar, cast

from devices.causes import failure
from kiosk.ports import Clock

log = logging.getLogger(__name__)

T = TypeVar("T")
Transmit = Callable[[bytes], bytes]

_PRESENT = 0x20
_COUNTER_BITS = 16

_FAULTS = {
    "SCARD_E_NO_SERVICE": "no-pcscd",
    "SCARD_E_SERVICE_STOPPED": "no-pcscd",
    "SCARD_E_INVALID_HANDLE": "no-pcscd",
    "SCARD_F_COMM_ERROR": "no-pcscd",
    "SCARD_F_INTERNAL_ERROR": "no-pcscd",
    "SCARD_E_NO_ACCESS": "permission",
    "SCARD_W_SECURITY_VIOLATION": "permission",
    "SCARD_E_UNKNOWN_READER": "absent",
    "SCARD_E_READER_UNAVAILABLE": "absent",
    "SCARD_E_NO_READERS_AVAILABLE": "absent",
    "SCARD_E_SHARING_VIOLATION": "in-use",
    "SCARD_E_NO_SMARTCARD": "card-pulled",
    "SCARD_W_REMOVED_CARD": "card-pulled",
}
"""Anything else (not transacted, reset by another program, mute, protocol mismatch) is a reading that failed."""


@dataclass(frozen=True, slots=True)
class PcscDelays:
    """How long PC/SC may take, in seconds."""

    poll_s: float = 1.0
    """Asking for the readers and what lies in them; no card is touched. It takes a few milliseconds, but on a busy
    machine the service has to wait for its turn, and a question given up closes the reader."""
    wait_s: float = 0.5
    """How long a look waits for a card to come or go. pcscd itself looks at most readers this often; whoever waits is
    told at once, and asks less often than whoever only looks."""
    close_s: float = 0.7
    """How long closing waits for the line's thread; one that hangs is left to itself."""
    open_s: float = 2.0
    read_s: float = 4.0
    """One reading of a card; no further command begins after that. At 9600 baud a card needs two seconds."""
    hang_s: float = 1.0
    """How much longer the last command of a reading may take before the card counts as hanging."""
    settle_s: float = 0.7
    """How long a card that stopped answering is watched for having been pulled: pcscd looks every 0.4 s."""
    tries: int = 3
    all_s: float = 8.0
    """No further try, and no other card, is begun after that."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A reader's slot and what lies in it; `counter` counts the cards that came and went, as far as PC/SC knows."""

    name: str
    present: bool
    counter: int


@dataclass(slots=True)
class _Call:
    """One thing to be done on the line's thread, and what came of it."""

    do: Callable[[], object]
    done: bool = False
    given_up: bool = False
    result: object = None
    fault: BaseException | None = None


class _PcscThread:
    """The thread that owns a context, from `establish` until its end."""

    def __init__(self, scard: Any) -> None:
        self._scard = scard
        self._changed = Condition()
        self._call: _Call | None = None
        self._ending = False
        self._cancelled = False
        self.context: Any = None
        self._thread = Thread(target=self._run, name="pcsc", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def call(self, do: Callable[[], T], limit_s: float) -> T:
        """What `do` returns or raises on the thread; raises DeviceFailure `no-answer` after the limit, or `stopped`."""
        call = _Call(do)
        with self._changed:
            if self._call is None:
                self._call = call
                self._changed.notify_all()
                self._changed.wait_for(lambda: call.done or self._cancelled, limit_s)
            if not call.done:
                call.given_up = True
                raise failure("stopped") if self._cancelled else failure("no-answer", "PC/SC")
        if call.fault is not None:
            raise call.fault
        return cast("T", call.result)

    def given_up(self) -> bool:
        """Whether nobody waits any more for what runs; asked on the thread itself."""
        call = self._call
        return call is None or call.given_up

    def cancel(self) -> None:
        """Whoever waits gets `stopped`; returns at once."""
        with self._changed:
            self._cancelled = True
            self._changed.notify_all()

    def end(self, limit_s: float) -> bool:
        """Asks the thread to end; whether it did."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self._thread.join(limit_s)
        return not self.alive

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._call is not None or self._ending)
                call = self._call
            if call is None:
                break
            try:
                call.result = call.do()
            except BaseException as fault:  # noqa: BLE001 - it is raised again where the call was asked for
                call.fault = fault
            with self._changed:
                call.done = True
                self._call = None
                self._changed.notify_all()
        if self.context is not None:
            self._scard.SCardReleaseContext(self.context)


class PcscLine:
    """The readers whose names hold `reader_name`, and conversations with the cards in them.

    One thread, as a driver; `cancel` from any. Raises DeviceFailure: `no-pcscd` where the service is not there or went
    away, `absent` where no such reader is there, `no-answer` where the service hangs. After each of these the line
    has to be opened anew.
    """

    def __init__(self, reader_name: str, clock: Clock, delays: PcscDelays) -> None:
        self._reader_name = reader_name
        self._clock = clock
        self._delays = delays
        self._scard: Any = None
        self._thread: _PcscThread | None = None
        self._hanging: _PcscThread | None = None
        self._known: dict[str, int] = {}
        """What the service last said of each slot; it tells at once of anything else."""

    def open(self) -> None:
        """Takes a context of its own; raises DeviceFailure no-driver, no-pcscd, no-answer."""
        try:
            from smartcard import scard
        except ImportError as fault:
            raise failure("no-driver", "pyscard") from fault
        self._scard = scard
        if self._hanging is not None and self._hanging.alive:
            raise failure("no-answer", "PC/SC still waits for a card that does not answer")
        self._hanging = None
        self._known.clear()
        self._thread = _PcscThread(scard)
        self._thread.call(self._establish, self._delays.open_s)

    def close(self) -> None:
        """Gives the context back, at once or when the service lets go of it; never raises."""
        thread, self._thread = self._thread, None
        if thread is not None and not thread.end(self._delays.close_s):
            self._hanging = thread

    def cancel(self) -> None:
        """Ends what runs with DeviceFailure("stopped"), until `open`; from any thread."""
        thread = self._thread
        if thread is not None:
            thread.cancel()

    def slots(self) -> tuple[Slot, ...]:
        """What lies in the readers now, in PC/SC's order; raises DeviceFailure("absent") where there are none."""
        return self._call(self._look, self._delays.poll_s)

    def next_slots(self) -> tuple[Slot, ...]:
        """As `slots`, as soon as that is something else than the last answer, else after `wait_s`."""
        return self._call(lambda: self._look(self._delays.wait_s), self._delays.wait_s + self._delays.poll_s)

    def still_there(self, slot: Slot, patience_s: float) -> bool:
        """Whether the same card lies there and is not gone within `patience_s` either."""

        def watch() -> bool:
            current = (slot.counter << _COUNTER_BITS) | _PRESENT
            codes = self._scard.SCardGetStatusChange(
                self._thread_context(), round(patience_s * 1000), [(slot.name, current)]
            )
            if codes[0] not in {self._scard.SCARD_S_SUCCESS, self._scard.SCARD_E_TIMEOUT}:
                self._check(codes[0])
            return slot in self._look()

        return self._call(watch, patience_s + self._delays.poll_s)

    def converse(self, slot: Slot, talk: Callable[[Transmit], T]) -> T:
        """Connects to the card, lets `talk` speak with it and no other program meanwhile, and lets go of it.

        `talk` runs on the line's own thread. Raises what it raises, `card-pulled`, `read-failed` and `in-use` besides.
        """
        end = self._clock.monotonic() + self._delays.read_s

        def do() -> T:
            return self._talk(slot, talk, end)

        return self._call(do, self._delays.read_s + self._delays.hang_s)

    def _call(self, do: Callable[[], T], limit_s: float) -> T:
        if self._thread is None:
            raise failure("absent", self._reader_name)
        return self._thread.call(do, limit_s)

    # From here on everything runs on the line's own thread.

    def _thread_context(self) -> Any:
        return self._thread.context if self._thread is not None else None

    def _establish(self) -> None:
        assert self._thread is not None
        code, self._thread.context = self._scard.SCardEstablishContext(self._scard.SCARD_SCOPE_SYSTEM)
        if code != self._scard.SCARD_S_SUCCESS:
            self._thread.context = None
            self._check(code)

    def _look(self, wait_s: float = 0.0) -> tuple[Slot, ...]:
        code, names = self._scard.SCardListReaders(self._thread_context(), [])
        self._check(code)
        wanted = [name for name in names if self._reader_name in name]
        if not wanted:
            raise failure("absent", self._reader_name)
        # A slot of which nothing is known yet counts as changed, and is told of at once.
        before = [(name, self._known.get(name, self._scard.SCARD_STATE_UNAWARE)) for name in wanted]
        code, states = self._scard.SCardGetStatusChange(self._thread_context(), round(wait_s * 1000), before)
        if code != self._scard.SCARD_E_TIMEOUT:
            self._check(code)
        self._known = {name: state & ~self._scard.SCARD_STATE_CHANGED for name, state, _atr in states}
        return tuple(Slot(name, bool(state & _PRESENT), state >> _COUNTER_BITS) for name, state, _atr in states)

    def _talk(self, slot: Slot, talk: Callable[[Transmit], T], end: float) -> T:
        scard, thread = self._scard, self._thread
        assert thread is not None
        code, handle, protocol = scard.SCardConnect(
            thread.context, slot.name, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        )
        self._check(code)
        pci = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0

        def transmit(command: bytes) -> bytes:
            if thread.given_up():
                raise failure("stopped")
            if self._clock.monotonic() > end:
                raise failure("read-failed", "the card is too slow")
            code, answer = scard.SCardTransmit(handle, pci, list(command))
            self._check(code)
            return bytes(answer)

        try:
            self._check(scard.SCardBeginTransaction(handle))
            try:
                return talk(transmit)
            finally:
                scard.SCardEndTransaction(handle, scard.SCARD_LEAVE_CARD)
        finally:
            scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)

    def _check(self, code: int) -> None:
        if code == self._scard.SCARD_S_SUCCESS:
            return
        name = next((name for name in _FAULTS if getattr(self._scard, name) == code), "")
        raise failure(_FAULTS.get(name, "read-failed"), name or f"PC/SC {code & 0xFFFFFFFF:08X}")
