"""The outbox against a model: whatever is cut, lost or repeated, no filing is lost and the centre has it once."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.domain.filing import DELIVERY_MOVES, Acknowledgement, Delivery
from kiosk.storage import filings, outbox
from kiosk.storage.cipher import Connection
from kiosk.storage.connection import Store
from tests.unit.storage.samples import KEY, NOON, NUMBER, FixedClock, filing

AT_ONCE = datetime(1970, 1, 1, tzinfo=NOON.tzinfo) - timedelta(days=1)


@dataclass(frozen=True)
class Expected:
    """What the model believes of one row."""

    delivery: Delivery = Delivery.PENDING
    attempts: int = 0
    reason: str = ""
    due_at: datetime = AT_ONCE
    case_number: str = ""


class Cut(Exception):
    """The power went in the middle of a transaction."""


class OutboxMachine(RuleBasedStateMachine):
    """A terminal that files, sends, crashes and starts again, and a centre that must end with one case each."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="outbox-"))
        self.store = self.opened()
        self.model: dict[str, Expected] = {}
        self.now = NOON
        self.centre: dict[str, Acknowledgement] = {}
        self.arrivals: dict[str, int] = {}

    def opened(self) -> Store:
        return Store.open(self.folder / "jiujin.db", KEY, clock=FixedClock())

    def teardown(self) -> None:
        try:
            self.deliver_all()
        finally:
            self.store.close()
            shutil.rmtree(self.folder)

    def write(self, fn: Callable[[Connection], object], *, cut: bool = False) -> None:
        """One transaction; with `cut` it dies after everything was written and before it was committed."""

        def run(conn: Connection) -> None:
            fn(conn)
            if cut:
                raise Cut

        if cut:
            with pytest.raises(Cut):
                self.store.write(run).result()
        else:
            self.store.write(run).result()

    def due(self) -> list[str]:
        """What the model says may be sent now, in the order it must be."""
        pending = [
            (row.due_at, place, id_)
            for place, (id_, row) in enumerate(self.model.items())
            if row.delivery is Delivery.PENDING and row.due_at <= self.now
        ]
        return [id_ for _, _, id_ in sorted(pending)]

    def pick(self, delivery: Delivery, place: int) -> str:
        ids = [id_ for id_, row in self.model.items() if row.delivery is delivery]
        return ids[place % len(ids)]

    def any_in(self, delivery: Delivery) -> bool:
        return any(row.delivery is delivery for row in self.model.values())

    def arrive(self, id_: str) -> Acknowledgement:
        """The filing reaches the centre, which opens a case the first time only."""
        self.arrivals[id_] = self.arrivals.get(id_, 0) + 1
        return self.centre.setdefault(id_, Acknowledgement(f"case-{len(self.centre)}", "123456", self.now))

    @rule(cut=st.booleans())
    def file(self, cut: bool) -> None:
        one = filing(len(self.model) + 1, materials=())
        self.write(lambda c: filings.save(c, one, filings.person_tag(c, NUMBER)), cut=cut)
        if not cut:
            self.model[one.filing_id] = Expected()

    @precondition(lambda self: self.due())
    @rule(cut=st.booleans(), many=st.integers(1, 3))
    def start_sending(self, cut: bool, many: int) -> None:
        chosen = self.due()[:many]
        assert [row.filing_id for row in self.store.read(lambda c: outbox.due(c, self.now, many))] == chosen
        self.write(lambda c: [outbox.mark_sending(c, id_, self.now) for id_ in chosen], cut=cut)
        if not cut:
            for id_ in chosen:
                row = self.model[id_]
                self.model[id_] = replace(row, delivery=Delivery.SENDING, attempts=row.attempts + 1)

    @precondition(lambda self: self.any_in(Delivery.SENDING))
    @rule(place=st.integers(0, 9), cut=st.booleans())
    def acknowledged(self, place: int, cut: bool) -> None:
        id_ = self.pick(Delivery.SENDING, place)
        word = self.arrive(id_)
        self.write(lambda c: outbox.mark_delivered(c, id_, word), cut=cut)
        if not cut:
            self.model[id_] = replace(
                self.model[id_], delivery=Delivery.DELIVERED, reason="", case_number=word.case_number
            )

    @precondition(lambda self: self.any_in(Delivery.SENDING))
    @rule(place=st.integers(0, 9), arrived=st.booleans(), wait_s=st.integers(0, 7200), cut=st.booleans())
    def failed(self, place: int, arrived: bool, wait_s: int, cut: bool) -> None:
        """The line broke before or, with `arrived`, after the centre had taken the filing."""
        id_ = self.pick(Delivery.SENDING, place)
        if arrived:
            self.arrive(id_)
        at = self.now + timedelta(seconds=wait_s)
        self.write(lambda c: outbox.mark_waiting(c, id_, "line.timeout", "", at), cut=cut)
        if not cut:
            self.model[id_] = replace(self.model[id_], delivery=Delivery.PENDING, reason="line.timeout", due_at=at)

    @precondition(
        lambda self: any(row.delivery is Delivery.SENDING and id_ not in self.centre for id_, row in self.model.items())
    )
    @rule()
    def refused(self) -> None:
        id_ = next(i for i, row in self.model.items() if row.delivery is Delivery.SENDING and i not in self.centre)
        self.write(lambda c: outbox.mark_refused(c, id_, "intake.refused", "superseded"))
        self.model[id_] = replace(self.model[id_], delivery=Delivery.REFUSED, reason="intake.refused")

    @precondition(lambda self: self.any_in(Delivery.REFUSED))
    @rule(place=st.integers(0, 9), cut=st.booleans())
    def a_refusal_is_taken_back(self, place: int, cut: bool) -> None:
        id_ = self.pick(Delivery.REFUSED, place)
        self.write(lambda c: outbox.retry(c, id_, self.now), cut=cut)
        if not cut:
            self.model[id_] = replace(self.model[id_], delivery=Delivery.PENDING, due_at=AT_ONCE)

    @rule(clean=st.booleans())
    def restart(self, clean: bool) -> None:
        """The program ends, with or without closing, and starts again as the sender does."""
        if not clean:
            cut_off = self.folder.with_name(self.folder.name + "-cut")
            # What the disk holds at this instant; on the writer's thread, so that it is not moving its log just then.
            self.store.write(lambda c: shutil.copytree(self.folder, cut_off)).result()
            self.store.close()
            shutil.rmtree(self.folder)
            cut_off.rename(self.folder)
        else:
            self.store.close()
        self.store = self.opened()
        left = [id_ for id_, row in self.model.items() if row.delivery is Delivery.SENDING]
        assert self.store.write(outbox.recover_interrupted).result() == len(left)
        for id_ in left:
            self.model[id_] = replace(
                self.model[id_], delivery=Delivery.PENDING, reason=outbox.INTERRUPTED, due_at=AT_ONCE
            )

    @rule(seconds=st.integers(0, 7200))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def retry_all_now(self) -> None:
        self.store.write(outbox.retry_now).result()
        for id_, row in self.model.items():
            if row.delivery is Delivery.PENDING:
                self.model[id_] = replace(row, due_at=AT_ONCE)

    @precondition(lambda self: self.model)
    @rule(place=st.integers(0, 9), goal=st.sampled_from(Delivery))
    def an_illegal_move_changes_nothing(self, place: int, goal: Delivery) -> None:
        id_ = list(self.model)[place % len(self.model)]
        now = self.model[id_].delivery
        # A refusal is taken back by a person only, never by the marks of the stream.
        if goal in DELIVERY_MOVES[now] and now is not Delivery.REFUSED:
            return
        word = Acknowledgement("wrong", "000000", self.now)
        moves: dict[Delivery, Callable[[Connection], None]] = {
            Delivery.SENDING: lambda c: outbox.mark_sending(c, id_, self.now),
            Delivery.PENDING: lambda c: outbox.mark_waiting(c, id_, "line.timeout", "", self.now),
            Delivery.DELIVERED: lambda c: outbox.mark_delivered(c, id_, word),
            Delivery.REFUSED: lambda c: outbox.mark_refused(c, id_, "intake.refused", ""),
        }
        with pytest.raises(ValueError, match="only one that is"):
            self.store.write(moves[goal]).result()

    @invariant()
    def rows_are_as_the_model_says(self) -> None:
        rows = self.store.read(outbox.all_rows)
        assert [row.filing_id for row in rows] == list(self.model)
        for row in rows:
            expected = self.model[row.filing_id]
            assert (row.delivery, row.attempts, row.reason) == (
                expected.delivery,
                expected.attempts,
                expected.reason,
            )
            known = self.store.read(lambda c, id_=row.filing_id: outbox.state(c, id_)).acknowledgement
            assert (known.case_number if known else "") == expected.case_number
        assert len(self.store.read(lambda c: filings.rows(c, 10_000))) == len(rows)

    @invariant()
    def what_is_due_is_as_the_model_says(self) -> None:
        assert [row.filing_id for row in self.store.read(lambda c: outbox.due(c, self.now, 10_000))] == self.due()

    def deliver_all(self) -> None:
        """With the line up for good, everything not refused reaches the centre, exactly once."""
        self.restart(clean=False)
        self.now += timedelta(days=2)
        while self.due():
            self.start_sending(cut=False, many=3)
            while self.any_in(Delivery.SENDING):
                self.acknowledged(0, cut=False)
        self.rows_are_as_the_model_says()
        refused = {id_ for id_, row in self.model.items() if row.delivery is Delivery.REFUSED}
        assert set(self.centre) == set(self.model) - refused
        assert len({word.case_number for word in self.centre.values()}) == len(self.centre)


TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
