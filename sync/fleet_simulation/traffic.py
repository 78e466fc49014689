"""What the terminals' requests add up to, second by second."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field
from threading import Lock

from kiosk.errors import LineFailure
from sync.failures import UNREACHABLE, Answer
from sync.settings import IntakeAddress, LineTimes
from sync.transport import Transport


@dataclass(slots=True)
class Traffic:
    """Requests that reached the centre, by the second of the monotonic clock in which they began; and the others.

    `failures` counts requests without the answer they wanted, by reason.
    """

    requests: Counter[int] = field(default_factory=Counter)
    unreached: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    bytes_sent: int = 0
    bytes_received: int = 0

    def add(self, other: "Traffic") -> None:
        """Takes in what another process counted."""
        self.requests += other.requests
        self.failures += other.failures
        self.unreached += other.unreached
        self.bytes_sent += other.bytes_sent
        self.bytes_received += other.bytes_received


class CountedTransport(Transport):
    """A terminal's own transport, which notes what goes over it; other terminals share `traffic` and its `lock`."""

    def __init__(self, address: IntakeAddress, times: LineTimes, traffic: Traffic, lock: Lock) -> None:
        super().__init__(address, times)
        self._traffic = traffic
        self._traffic_lock = lock

    def exchange(
        self,
        method: str,
        path: str,
        *,
        expect: int,
        body: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | None = None,
        read_timeout: float | None = None,
    ) -> Answer:
        began = int(time.monotonic())
        sent = len(body) if isinstance(body, Sized) else 0
        reason, received = "", 0
        try:
            answer = super().exchange(
                method, path, expect=expect, body=body, headers=headers, read_timeout=read_timeout
            )
            received = len(answer.body)
        except LineFailure as failure:
            reason = failure.reason
            raise
        finally:
            self._note(began, reason, sent, received)
        return answer

    def _note(self, began: int, reason: str, sent: int, received: int) -> None:
        with self._traffic_lock:
            if reason:
                self._traffic.failures[reason] += 1
            if reason == UNREACHABLE:
                self._traffic.unreached += 1
                return
            self._traffic.requests[began] += 1
            self._traffic.bytes_sent += sent
            self._traffic.bytes_received += received
