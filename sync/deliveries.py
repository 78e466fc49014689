"""The stream of filings: one after the other to the centre, each marked before and after in the store."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from kiosk.domain.filing import DeliveryState, Filing, Progress
from kiosk.errors import IntakeRefusal, LineFailure, StoreFailure, log_fault
from kiosk.events import DeliveryChanged, DeliveryProgressed, EventBus
from kiosk.ports import Clock, Intake
from kiosk.storage import filings, lost_papers, outbox, sending
from kiosk.storage.connection import Connection, Store
from sync.backoff import LONGEST_RETRY_AFTER_S, Backoff, Pause
from sync.failures import concerns_whole_line, from_fault

T = TypeVar("T")

log = logging.getLogger(__name__)

OLDEST_EVERY = 4
"""Of so many filings tried one is the longest due, the others the smallest: a large one waits, but not for ever."""

TELL_EVERY_S = 0.5
"""Progress within a page is told no more often; a page that arrived is told at once."""

WRITE_EVERY_S = 10.0
"""Progress is written down no more often while a filing is being sent: it only says something after a crash."""

OVERTAKEN_FROM = 1_000_000
"""Bytes: while so many of a filing are left, one that somebody has just confirmed does not wait for its end."""

LONGEST_REST_S = 60.0
"""How long the stream rests at most: also a clock that was set back is noticed within this time."""

FAILURES_IN_A_ROW = 3
"""So many filings failing each for itself are taken for a failure of the centre."""

DAMAGED = lost_papers.DAMAGED


@dataclass(slots=True)
class _Sending:
    """The filing under way; moments are the clock's monotonic seconds."""

    filing_id: str
    written_at: float
    progress: Progress | None = None
    told_at: float = 0.0
    asked_for: str = ""
    """The hurried filing of which it was asked already whether it may overtake."""


class _OvertakenError(Exception):
    """Somebody waits for another filing; this one goes on later from where it is."""


class Deliveries:
    """Delivers what is due. One thread calls `step`; `hurry` and `line_is_back` may be called from any.

    Exactly once rests on three things: SENDING is committed before the first byte goes out, DELIVERED only upon a
    parsed acknowledgement, and whatever ends in between is sent again under the same id.
    """

    def __init__(
        self,
        store: Store,
        intake: Intake,
        bus: EventBus,
        clock: Clock,
        backoff: Backoff,
        line_in_doubt: Callable[[], None],
    ) -> None:
        self._store = store
        self._intake = intake
        self._bus = bus
        self._clock = clock
        self._backoff = backoff
        self._line_in_doubt = line_in_doubt
        self._hurried: deque[str] = deque()
        self._failures = 0
        self._rest_until = 0.0
        self._rests_for_line = False
        self._stalled = False
        self._pause = Pause(clock)
        self._left_behind = True
        self._turn = 0
        self._failed: set[str] = set()
        self._sending: _Sending | None = None

    def hurry(self, filing_id: str) -> None:
        """This filing is tried next, even while the stream rests of itself: a person stands there waiting for it.

        A pause that the centre asked for is kept all the same.
        """
        self._hurried.append(filing_id)

    def line_is_back(self) -> None:
        """Everything pending is due at once, unless the centre itself asked for a pause."""
        self._write(outbox.retry_now)
        if self._rests_for_line:
            self._failures = 0
            self._rest_until = 0.0

    def step(self) -> float:
        """Tries one filing if one is due; seconds until the next step. Raises StoreFailure."""
        self._recover()
        if left := self._pause.left():
            return min(left, LONGEST_REST_S)
        if self._hurried:
            self._hurry_along(self._hurried.popleft())
            return 0.0
        monotonic = self._clock.monotonic()
        if monotonic < self._rest_until:
            return min(self._rest_until - monotonic, LONGEST_REST_S)
        now = self._clock.now()
        if (filing_id := self._next(now)) is not None:
            self._attempt(filing_id)
            return 0.0
        next_due = self._store.read(outbox.next_due)
        if next_due is None:
            return LONGEST_REST_S
        wait = (next_due - now).total_seconds()
        if wait > self._backoff.most + 2 * LONGEST_RETRY_AFTER_S:
            # Nobody waits so long by plan: the clock was set back after the date was written.
            self._write(outbox.retry_now)
            return 0.0
        return min(wait, LONGEST_REST_S)

    def try_all(self) -> None:
        """Tries every pending filing once, stopping where the line itself fails. Raises StoreFailure."""
        self._recover()
        for filing_id in self._store.read(outbox.pending_by_size):
            self._stalled = False
            self._attempt(filing_id)
            # Not by the clock: a rest drawn short may be over before it is looked at.
            if self._stalled:
                return

    def _next(self, now: datetime) -> str | None:
        """Which filing is due: the smallest, and every so often the one that is due for longest.

        Whatever failed comes again once all others that are due had their turn, however small it is.
        """
        self._turn += 1

        def choose(connection: Connection) -> str | None:
            if self._turn % OLDEST_EVERY:
                smallest = outbox.smallest_due(connection, now, self._failed)
                if smallest is not None:
                    return smallest
                self._failed.clear()
            rows = outbox.due(connection, now, 1)
            return rows[0].filing_id if rows else None

        return self._store.read(choose)

    def _hurry_along(self, filing_id: str) -> None:
        # Once it was tried it has a wait of its own, which the centre may have asked for.
        if self._state(filing_id).attempts == 0:
            self._attempt(filing_id)

    def _recover(self) -> None:
        # What a crash, or a store that failed between two marks, left in SENDING: only this stream sends.
        if self._left_behind:
            self._write(_recover)
            self._left_behind = False

    def _attempt(self, filing_id: str) -> None:
        if not self._mark(filing_id, lambda c: outbox.mark_sending(c, filing_id, self._clock.now())):
            return
        self._left_behind = True  # until the row is marked again: the store may fail in between
        try:
            self._send(filing_id)
        except StoreFailure:
            raise
        except _OvertakenError:
            self._step_aside(filing_id)
        except IntakeRefusal as refusal:
            reason, detail = refusal.reason, str(refusal)
            self._failures = 0
            self._mark(filing_id, lambda c: outbox.mark_refused(c, filing_id, reason, detail))
        except LineFailure as failure:
            if failure.reason == outbox.INTERRUPTED:
                return  # the program ends; the row stays SENDING, and the next start takes it up at once
            self._wait(filing_id, failure)
        except Exception as fault:  # noqa: BLE001 - a filing that trips over our bug must not stop those behind it
            log_fault(log, f"filing {filing_id} cannot be sent", fault)
            self._wait(filing_id, from_fault(fault))
        self._left_behind = False

    def _send(self, filing_id: str) -> None:
        try:
            filing: Filing = self._store.read(lambda connection: filings.load(connection, filing_id))
        except filings.DamagedPage as damaged:
            missing = self._store.read(lambda connection: lost_papers.lost_papers(connection, filing_id))
            raise LineFailure(DAMAGED, lost_papers.words(missing) or "a page in the store is damaged") from damaged
        self._sending = _Sending(filing_id, self._clock.monotonic())
        acknowledgement = self._intake.deliver(filing, self._progressed)
        self._failures = 0
        self._rest_until = 0.0
        self._mark(filing_id, lambda c: outbox.mark_delivered(c, filing_id, acknowledgement))

    def _wait(self, filing_id: str, failure: LineFailure) -> None:
        """Puts a filing back, and rests the whole stream where the next filing would fail the same way."""
        reason, detail = failure.reason, str(failure)
        resting = self._clock.monotonic() < self._rest_until
        if not resting:
            # One that was hurried says nothing new: as with `Rest`, it makes no rest longer.
            self._failures += 1
        whole_line = concerns_whole_line(reason)
        asked = self._backoff.asked(failure.retry_after_s)
        delay = max(self._backoff.own(self._failures if whole_line else self._state(filing_id).attempts), asked)
        at = self._clock.now() + timedelta(seconds=delay)
        if whole_line or self._failures >= FAILURES_IN_A_ROW:
            self._stalled = True
            self._rest_until = max(self._rest_until, self._clock.monotonic() + (asked if resting else delay))
            self._pause.begin(asked)
            self._rests_for_line = reason.startswith("line.")
        self._failed.add(filing_id)
        self._put_back(filing_id, reason, detail, at)
        if whole_line:
            self._line_in_doubt()

    def _step_aside(self, filing_id: str) -> None:
        # Nothing failed: due at once, without a reason, and no rest for anybody.
        self._put_back(filing_id, "", "", self._clock.now())

    def _put_back(self, filing_id: str, reason: str, detail: str, at: datetime) -> None:
        sent = self._sending.progress if self._sending and self._sending.filing_id == filing_id else None

        def put_back(connection: Connection) -> None:
            outbox.mark_waiting(connection, filing_id, reason, detail, at)
            if sent is not None:
                sending.keep(connection, filing_id, sent)

        self._mark(filing_id, put_back)

    def _progressed(self, progress: Progress) -> None:
        """Tells everybody, a few times a second at most, and writes it down now and then."""
        at, now = self._sending, self._clock.monotonic()
        assert at is not None
        page = at.progress is None or at.progress.pages_sent != progress.pages_sent
        at.progress = progress
        if page or now - at.told_at >= TELL_EVERY_S:
            at.told_at = now
            self._bus.publish(DeliveryProgressed(at.filing_id, progress))
        if page and now - at.written_at >= WRITE_EVERY_S:
            at.written_at = now
            # Not waited for, and not missed: the centre says the same at the next try.
            note = self._store.write(lambda c: sending.keep(c, at.filing_id, progress))
            note.add_done_callback(lambda done: done.exception())
        if progress.bytes - progress.bytes_sent > OVERTAKEN_FROM and self._overtaken(at):
            raise _OvertakenError

    def _overtaken(self, at: _Sending) -> bool:
        """Whether a filing was confirmed meanwhile that has less left than the one under way; asked once of each."""
        hurried = next(iter(self._hurried), "")
        if hurried in ("", at.filing_id, at.asked_for) or at.progress is None:
            return False
        at.asked_for = hurried
        other = self._state(hurried)
        left = at.progress.bytes - at.progress.bytes_sent
        return other.attempts == 0 and other.progress is not None and other.progress.bytes < left

    def _mark(self, filing_id: str, move: Callable[[Connection], None]) -> bool:
        """Moves an outbox row, durably, and tells everybody; False if it no longer stands where we thought.

        That happens when `kiosk sync once` runs beside the terminal, or a filing was hurried and due at once; the
        contract makes sending twice harmless, so the row's own word is taken.
        """
        try:
            self._write(move)
            moved = True
        except ValueError:
            moved = False
        if moved:
            self._bus.publish(DeliveryChanged(filing_id, self._state(filing_id)))
        return moved

    def _state(self, filing_id: str) -> DeliveryState:
        return self._store.read(lambda connection: outbox.state(connection, filing_id))

    def _write(self, fn: Callable[[Connection], T]) -> T:
        return self._store.write(fn).result()


def _recover(connection: Connection) -> None:
    outbox.recover_interrupted(connection)
    sending.forget_ended(connection)
