"""Both ends against a model: the terminal's real store, streams and client, and the reference intake behind real HTTP.

Requests are lost before they arrive, their answers are lost after they were acted upon, the terminal loses its power;
people file, correct, bring papers, take back and evaluate, and officials decide meanwhile. Whatever the order: at the
end every filing is one case with the right files, or none for a reason that both ends know, and they tell one story.
"""

import shutil
import socket
import tempfile
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
import requests
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, select

from kiosk.config import DelaySettings, IntakeSettings
from kiosk.domain.case import CASE_ENDINGS, CaseChange, CaseStatus
from kiosk.domain.course import (
    WITHDRAWN,
    Course,
    Withdrawal,
    WithdrawalReason,
    WithdrawalState,
    may_correct,
    may_supplement,
    may_withdraw,
)
from kiosk.domain.evaluation import REASONS, Evaluation
from kiosk.domain.filing import Consent, Delivery, DeliveryState, Filing
from kiosk.domain.identity import Evidence
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.events import EventBus
from kiosk.storage import cases, evaluations, filings, outbox
from kiosk.storage.connection import Connection, Store
from kiosk.storage.endings import course, withdraw
from sync.backoff import Backoff
from sync.client import IntakeClient
from sync.connections import Adapter
from sync.deliveries import Deliveries
from sync.engine import SyncEngine
from sync.manifest import files_of
from sync.reference_intake.cases import CASE_MOVES
from sync.reference_intake.desk import Desk
from sync.reference_intake.endings import ARRIVED
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.server import Store as IntakeStore
from sync.reference_intake.server import serve_store
from sync.reference_intake.tables import filings as begun
from sync.reference_intake.tables import open_engine
from tests.unit.storage.samples import KEY, NOON, page
from tests.unit.storage.samples import filing as sample

OFFICE = "11330225MB00000190"
TIMES = DelaySettings(connect_timeout=5, read_timeout=5, retry_first=30, retry_most=3600, cases_poll=30)


class Fate(Enum):
    """What becomes of one request."""

    ARRIVES = "arrives"
    LOST = "lost before it arrives"
    UNANSWERED = "acted upon, and the answer is lost"
    POWER_BEFORE = "the terminal loses its power before it is sent"
    POWER_AFTER = "the terminal loses its power when the centre has acted upon it"


class PowerCut(BaseException):
    """Nothing of the program survives this; no `except` of it may."""


class Line:
    """The line to the centre: it takes the fates given to it in turn, and is good when none is left."""

    def __init__(self) -> None:
        self.fates: deque[Fate] = deque()
        self.met = Counter[Fate]()
        self._send = Adapter.send

    def send(self, adapter: Adapter, request: requests.PreparedRequest, *rest: Any, **more: Any) -> requests.Response:
        """In the place of `Adapter.send`."""
        fate = self.fates.popleft() if self.fates else Fate.ARRIVES
        self.met[fate] += 1
        if fate is Fate.POWER_BEFORE:
            raise PowerCut
        if fate is Fate.LOST:
            raise requests.ConnectionError("cut before the first byte")
        answer = self._send(adapter, request, *rest, **more)
        if fate is Fate.ARRIVES:
            return answer
        _ = answer.content  # whole, so that the centre has certainly done what it was asked
        answer.close()
        if fate is Fate.POWER_AFTER:
            raise PowerCut
        raise requests.ConnectionError("cut before the answer")


@dataclass
class Centre:
    """The reference intake on a thread of this process, and what an official and an auditor may do there."""

    url: str
    folder: Path
    engine: Engine
    ledger: Ledger
    desk: Desk
    line: Line
    names: Iterator[int] = field(default_factory=lambda: count(1))

    def filings_of(self, terminal: str) -> set[str]:
        """The ids of all that it has of one terminal, completed or not."""
        with self.engine.begin() as connection:
            return set(connection.execute(select(begun.c.filing_id).where(begun.c.owner == terminal)).scalars())

    def stored(self, filing_id: str) -> dict[str, bytes]:
        """The files of a filing as they lie on the centre's disk, by name."""
        return {file.name: file.read_bytes() for file in (self.folder / "materials" / filing_id).iterdir()}


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder: Path = tmp_path_factory.mktemp("centre")
    database = f"sqlite:///{folder / 'intake.db'}"
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    engine = open_engine(database)
    stops: list[Any] = []
    ready = threading.Event()
    serving = threading.Thread(
        target=serve_store, args=(IntakeStore(database, folder / "materials"), listener, ready.set, stops.append)
    )
    line = Line()
    with pytest.MonkeyPatch.context() as patched:

        def send(adapter: Adapter, *given: Any, **more: Any) -> requests.Response:
            return line.send(adapter, *given, **more)

        patched.setattr(Adapter, "send", send)
        serving.start()
        assert ready.wait(20)
        yield Centre(url, folder, engine, Ledger(engine, folder / "materials"), Desk(database), line)
    stops[0]()
    serving.join(20)
    engine.dispose()


class MovableClock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed


class BothEnds(RuleBasedStateMachine):
    """One terminal at a centre that runs on: starting one for each example would take all the time."""

    centre: ClassVar[Centre]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="both-ends-"))
        self.number = next(self.centre.names)
        self.terminal = f"terminal-{self.number}"
        token = f"token-of-{self.number}"
        self.centre.ledger.set_up(OFFICE, {self.terminal: token})
        self.centre.line.fates.clear()
        self.clock = MovableClock()
        self.settings = IntakeSettings(url=self.centre.url, token=token)
        self.filed: dict[str, Filing] = {}
        self.delivered: dict[str, str] = {}
        self.evaluated: dict[str, Evaluation] = {}
        self.start()

    def start(self) -> None:
        self.store = Store.open(self.folder / "jiujin.db", KEY, clock=self.clock)
        self.client = IntakeClient(self.settings, TIMES)
        bus, backoff = EventBus(), Backoff(TIMES.retry_first, TIMES.retry_most)
        self.engine = SyncEngine(self.store, self.client, bus, self.clock, TIMES)
        self.deliveries = Deliveries(self.store, self.client, bus, self.clock, backoff, lambda: None)

    def end(self) -> None:
        self.client.close()
        self.store.close()

    def teardown(self) -> None:
        try:
            self.all_is_told_in_the_end()
        finally:
            self.end()
            shutil.rmtree(self.folder)

    @rule(pages=st.integers(0, 3), alike=st.booleans())
    def a_person_files(self, pages: int, alike: bool) -> None:
        """With `alike` the same page twice, and pages that other filings have as well."""
        seed = len(self.filed) + 1
        kept = [page(1 if alike else seed * 10 + number, 2_000 * (number + 1)) for number in range(pages)]
        self.file(*kept, *(kept[:1] if alike else ()))

    def file(self, *papers: Page, corrects: str | None = None, supplements: str | None = None) -> None:
        seed = len(self.filed) + 1
        made = replace(
            sample(seed, materials=(Material("papers", Text("材料", "Papers"), papers),)),
            filing_id=str(UUID(int=(0x0190_0000_0000 + self.number * 1000 + seed << 80) | 0x7000_8000 << 48)),
            provisional_number=f"ZC-{self.number}-{seed}",
            terminal_id=self.terminal,
            corrects=corrects,
            supplements=supplements,
        )
        self.store.write(lambda c: filings.save(c, made, filings.person_tag(c, "1"))).result()
        self.filed[made.filing_id] = made

    def that(self, may: Callable[[DeliveryState, CaseChange | None, Course], bool]) -> list[str]:
        """Of which filings the terminal, with what it knows now, offers this."""

        def look(conn: Connection) -> list[str]:
            known = {one: (outbox.state(conn, one), cases.latest(conn, one), course(conn, one)) for one in self.filed}
            return [one for one, (state, case, hangs) in known.items() if may(state, case, hangs)]

        return self.store.read(look)

    @precondition(lambda self: self.that(may_correct))
    @rule(data=st.data())
    def a_person_corrects(self, data: st.DataObject) -> None:
        old = data.draw(st.sampled_from(self.that(may_correct)))
        self.file(page(len(self.filed), 3_000), corrects=old)

    @precondition(lambda self: self.that(may_supplement))
    @rule(data=st.data())
    def a_person_brings_papers(self, data: st.DataObject) -> None:
        wanting = data.draw(st.sampled_from(self.that(may_supplement)))
        self.file(page(len(self.filed), 3_000), supplements=wanting)

    @precondition(lambda self: self.that(may_withdraw))
    @rule(data=st.data())
    def a_person_takes_back(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.that(may_withdraw)))
        word = Withdrawal(one, WithdrawalReason.WRONG_ENTRY, Evidence.CARD_PRESENT, Consent("w-1", NOON), NOON)
        self.store.write(lambda c: withdraw(c, word)).result()

    @rule(fates=st.lists(st.sampled_from(Fate), max_size=6))
    def the_line_is_used(self, fates: list[Fate]) -> None:
        """One round of all streams, while these fates befall the first requests."""
        self.use_line(fates, self.engine.run_once)

    @precondition(lambda self: self.filed)
    @rule(fates=st.lists(st.sampled_from(Fate), max_size=4), seconds=st.integers(0, 4000))
    def time_passes(self, fates: list[Fate], seconds: int) -> None:
        """The filings' stream alone, as its thread would: what is due is sent, what is not, is not."""
        self.clock.passed += seconds
        self.use_line(fates, self.send_what_is_due)

    def send_what_is_due(self) -> None:
        for _ in range(len(self.filed) + 1):
            if self.deliveries.step() > 0:
                return

    def use_line(self, fates: list[Fate], act: Callable[[], object]) -> None:
        self.centre.line.fates.extend(fates)
        try:
            act()
        except PowerCut:
            self.restart_after_power_cut()
        self.centre.line.fates.clear()
        self.believe()

    @rule()
    def restart(self) -> None:
        """Somebody ends the program and starts it again."""
        self.end()
        self.start()

    @rule()
    def restart_after_power_cut(self) -> None:
        left = self.folder.with_name(self.folder.name + "-left")
        # What the disk holds at this instant; on the writer's thread, which moves its log at no other time.
        self.store.write(lambda _: shutil.copytree(self.folder, left)).result()
        self.end()
        shutil.rmtree(self.folder)
        left.rename(self.folder)
        self.start()

    def cases(self) -> list[str]:
        """The delivered filings that have a case of their own."""
        return sorted(one for one in self.delivered if self.filed[one].supplements is None)

    @precondition(lambda self: self.cases())
    @rule(data=st.data())
    def an_official_decides(self, data: st.DataObject) -> None:
        filing_id = data.draw(st.sampled_from(self.cases()))
        if moves := sorted(CASE_MOVES[self.stands(filing_id)]):
            self.centre.desk.decide(filing_id, data.draw(st.sampled_from(moves)), "请到窗口")

    @rule(back=st.sampled_from((CaseStatus.SUPPLEMENT_REQUIRED, CaseStatus.NOT_ACCEPTED)))
    def a_case_comes_back(self, back: CaseStatus) -> None:
        """What the rules before and after this one would seldom bring about: it is the person's turn, and they know."""
        if not self.that(may_withdraw):
            self.file(page(len(self.filed), 3_000))
        self.use_line([], self.engine.run_once)
        for filing_id in self.cases():
            if back in CASE_MOVES[self.stands(filing_id)]:
                self.centre.desk.decide(filing_id, back, "请到窗口")
                self.use_line([], self.engine.run_once)
                return

    def stands(self, filing_id: str) -> CaseStatus:
        return CaseStatus(self.centre.desk.show(filing_id)["status"])

    @precondition(lambda self: set(self.filed) - set(self.evaluated))
    @rule(level=st.integers(1, 5))
    def a_person_evaluates(self, level: int) -> None:
        filing_id = min(set(self.filed) - set(self.evaluated))
        word = Evaluation(filing_id, level, (next(iter(REASONS)),) if level <= 2 else (), NOON)
        self.store.write(lambda c: evaluations.save(c, word)).result()
        self.evaluated[filing_id] = word

    def believe(self) -> None:
        """What the terminal now says is delivered is so at the centre, and is never taken back."""
        rows = {row.filing_id: row for row in self.store.read(outbox.all_rows)}
        assert set(rows) == set(self.filed)
        for filing_id, row in rows.items():
            if row.delivery is Delivery.REFUSED:
                assert row.reason in self.reasons(filing_id)
            if row.delivery is not Delivery.DELIVERED:
                assert filing_id not in self.delivered
                continue
            known = self.store.read(lambda c, one=filing_id: outbox.state(c, one)).acknowledgement
            assert known is not None
            assert self.delivered.setdefault(filing_id, known.case_number) == known.case_number
            its_case = self.filed[filing_id].supplements or filing_id
            assert self.centre.desk.show(its_case)["case_number"] == known.case_number

    def reasons(self, filing_id: str) -> frozenset[str]:
        """Why the centre may have refused this filing."""
        made = self.filed[filing_id]
        taken_back = self.store.read(lambda c: course(c, filing_id)).withdrawal is not None
        return frozenset(
            ({WITHDRAWN, "intake.withdrawn"} if taken_back else set())
            | ({"intake.supplement-not-wanted"} if made.supplements else set())
            | ({"intake.not-correctable", "intake.duplicate"} if made.corrects else set())
        )

    def all_is_told_in_the_end(self) -> None:
        """The line is good for good: two rounds bring everything over, and after them there is nothing to bring.

        Two, because a change that answers what the first round brought may come in the second only.
        """
        self.centre.line.fates.clear()
        self.restart_after_power_cut()
        first = self.engine.run_once()
        assert (first.pending, first.reason) == (0, "")
        self.engine.run_once()
        self.believe()
        again = self.engine.run_once()
        assert (again.pending, again.changes, again.evaluations) == (0, 0, 0)
        for filing_id, made in self.filed.items():
            self.one_story(filing_id, made)
        assert len({self.delivered[one] for one in self.cases()}) == len(self.cases()), "two filings share a case"
        assert self.centre.filings_of(self.terminal) <= set(self.filed)

    def one_story(self, filing_id: str, made: Filing) -> None:
        state = self.store.read(lambda c: outbox.state(c, filing_id))
        hangs = self.store.read(lambda c: course(c, filing_id))
        if state.delivery is Delivery.DELIVERED:
            files = self.centre.stored(filing_id)
            assert {name: sha256(data).hexdigest() for name, data in files.items()} == {d: d for d in files_of(made)}
            word, there = self.evaluated.get(filing_id), self.centre.desk.show(filing_id)["evaluation"]
            assert (there["level"] if there else None) == (word.level if word else None)
        else:
            assert state.delivery is Delivery.REFUSED
        status = self.status_there(filing_id)
        if made.supplements is None and state.delivery is Delivery.DELIVERED:
            self.one_case(filing_id)
        else:
            assert status is None, "a case that nobody was told of"
        match hangs.withdrawal:
            case None:
                pass
            case WithdrawalState.LOCAL:
                assert filing_id not in self.centre.filings_of(self.terminal)
            case WithdrawalState.TAKEN:
                assert status in (None, CaseStatus.WITHDRAWN)
            case ending:
                assert ending is WithdrawalState.REFUSED
                assert status in CASE_ENDINGS - {CaseStatus.WITHDRAWN}

    def status_there(self, filing_id: str) -> CaseStatus | None:
        """Where the filing's own case stands; None where the centre made none."""
        if filing_id not in self.centre.filings_of(self.terminal):
            return None
        there = self.centre.desk.show(filing_id)
        return CaseStatus(there["status"]) if there["case_number"] else None

    def one_case(self, filing_id: str) -> None:
        there = self.centre.desk.show(filing_id)
        told = [(step["status"], step["note"]) for step in there["history"]]
        assert told[0] == ("received", "")
        assert told.count(told[0]) == 1, "the case was opened more than once"
        kept = self.store.read(lambda c: cases.history(c, filing_id))
        assert [(change.status.value, change.note) for change in kept] == told
        assert {change.case_number for change in kept} == {self.delivered[filing_id]}
        brought = [one for one in self.delivered if self.filed[one].supplements == filing_id]
        assert told.count(("received", ARRIVED)) == len(brought), "papers told twice, or never"


@pytest.mark.timeout(600)  # a failing story is made as short as can be before it is told
def test_both_ends_tell_the_same_story(centre: Centre) -> None:
    run_state_machine_as_test(
        type("BothEndsHere", (BothEnds,), {"centre": centre}),
        settings=settings(
            max_examples=10, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert set(centre.line.met) == set(Fate)
