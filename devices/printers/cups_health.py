"""How a printer is: what its queue says, and the printer itself where it can be asked.

A queue knows its printer only while a job is there. Its printer-state-reasons stay as the last job left them: going by
them alone, a printer that ran out of paper once would be out of paper for ever. So the printer is asked beside the
queue where it speaks IPP (ipp and ipps queues, which is every driverless one); elsewhere a reason that no job renews
is believed for a while, shown, and does not keep the next job from being tried.
"""

from dataclasses import dataclass, field

from devices.printers.base import PrinterDelays
from devices.printers.cups_reasons import blocking_cause, doubtful_cause, warnings_of
from devices.printers.cups_server import CupsServer
from devices.printers.cups_supplies import supplies_of
from devices.printers.ipp_line import NoAnswer, Unreachable
from devices.printers.ipp_wire import IppAnswer
from kiosk.ports import Clock, Supply

_PROCESSING, _STOPPED = 4, 5
"""printer-state, RFC 8011, 5.4.11."""
_OF_THE_QUEUE = ("connecting-to-device", "paused", "moving-to-paused", "spool-area-full")
"""Reasons that the server gives by itself, whatever the printer says."""


@dataclass(slots=True)
class _Seen:
    """What was learnt of the printer itself, and when."""

    at: float = -1e9
    reasons: list[str] | None = None
    cause: str = ""
    silent_since: float | None = None
    supplies: tuple[Supply, ...] = field(default=())


class PrinterHealth:
    """The health of the printer behind one queue. One thread; raises DeviceFailure no-server or no-printer."""

    def __init__(self, server: CupsServer, queue: str, clock: Clock, delays: PrinterDelays) -> None:
        self._server = server
        self._queue = queue
        self._clock = clock
        self._delays = delays
        self._seen = _Seen()
        self._stale_cause = ""
        self._stale_since = 0.0
        self.doubt = ""
        """A cause that may keep papers from coming out, as the last look found it."""
        self.warnings: tuple[str, ...] = ()
        self.supplies: tuple[Supply, ...] = ()

    def cause(self, *, printing: bool = False) -> str:
        """What keeps a paper from coming out now, "" for nothing; `printing` while a job of ours is there."""
        told = self._look()
        busy = printing or told.number("printer-state") == _PROCESSING
        own = self._seen.cause or self._blocking(told)
        if not own or self._is_fresh or busy:
            self._stale_cause = ""
            return own or self._of_the_queue(told)
        now = self._clock.monotonic()
        if own != self._stale_cause:
            self._stale_cause, self._stale_since = own, now
        believed = now - self._stale_since < self._delays.stale_s
        return own if believed else self._of_the_queue(told)

    def refusal(self) -> str:
        """What a job need not be tried for: only what is known for certain."""
        told = self._look()
        own = self._seen.cause or (self._blocking(told) if self._is_fresh else "")
        return own or self._of_the_queue(told)

    @property
    def _is_fresh(self) -> bool:
        return self._seen.reasons is not None or bool(self._seen.cause)

    def _look(self) -> IppAnswer:
        told = self._server.queue(self._queue)
        uri = next(iter(told.words("device-uri")), "")
        now = self._clock.monotonic()
        if now - self._seen.at >= self._delays.device_look_s:
            self._ask_device(uri, now)
        reasons = self._reasons(told)
        self.warnings, self.doubt = warnings_of(reasons), doubtful_cause(reasons)
        self.supplies = self._seen.supplies or supplies_of(told)
        return told

    def _ask_device(self, uri: str, now: float) -> None:
        seen = self._seen
        seen.at, seen.cause = now, ""
        try:
            told = self._server.device(uri)
        except Unreachable:
            seen.reasons, seen.cause = None, "offline"
        except NoAnswer:
            # It may sleep, or be about to print; only one that stays silent is away.
            seen.silent_since = now if seen.silent_since is None else seen.silent_since
            seen.reasons = None
            seen.cause = "offline" if now - seen.silent_since >= self._delays.reach_s else ""
            return
        else:
            seen.reasons = None if told is None else told.words("printer-state-reasons")
            seen.supplies = () if told is None else supplies_of(told)
        seen.silent_since = None

    def _reasons(self, told: IppAnswer) -> list[str]:
        of_the_queue = told.words("printer-state-reasons")
        if self._seen.reasons is None:
            return of_the_queue
        kept = [reason for reason in of_the_queue if reason.startswith(_OF_THE_QUEUE)]
        return [*self._seen.reasons, *kept]

    def _blocking(self, told: IppAnswer) -> str:
        return blocking_cause(self._reasons(told))

    @staticmethod
    def _of_the_queue(told: IppAnswer) -> str:
        if told.number("printer-state") == _STOPPED:
            return "paused"
        return "rejecting" if told.attributes.get("printer-is-accepting-jobs") == [False] else ""
