"""Random filings, endings and times: what is due is wiped, nothing else is, and nothing undelivered ever."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.case import CASE_ENDINGS, CaseStatus
from kiosk.events import EventBus
from kiosk.services.retention import Retention
from kiosk.storage import audit, filings, outbox
from kiosk.storage.connection import Store
from tests.scenarios.retention import people
from tests.scenarios.retention.people import DAY, HandClock, Person
from tests.unit.storage.samples import KEY

FILINGS = 4
ACTS = ("deliver", "refuse", "try", "take-back", "accept", "conclude", "withdraw")
MOMENTS = st.sampled_from([timedelta(minutes=20), timedelta(minutes=31), 5 * DAY, 21 * DAY, 61 * DAY, -7 * DAY])
STEPS = st.lists(
    st.one_of(st.tuples(st.integers(0, FILINGS - 1), st.sampled_from(ACTS)), MOMENTS.map(lambda by: (by, "pass"))),
    min_size=8,
    max_size=24,
)
TERMS = {"hall": timedelta(minutes=30), "village": 20 * DAY, "refused": 60 * DAY}


class Model:
    """What the rules say, in the simplest words."""

    def __init__(self, village: bool) -> None:
        self.village = village
        self.delivery = "pending"
        self.ended = False
        self.end = ""
        self.since: datetime | None = None
        self.whole = True
        self.forgotten = False

    def look(self, now: datetime) -> None:
        end = ""
        if self.delivery == "refused":
            end = "refused"
        elif self.delivery == "delivered" and (self.ended or not self.village):
            end = "concluded" if self.ended else "acknowledged"
        if end != self.end or (self.since is not None and self.since > now):
            self.end, self.since = end, now if end else None
        if not self.end or self.since is None or self.forgotten:
            return
        term = TERMS["refused" if end == "refused" else "village" if self.village else "hall"]
        if now >= self.since + term:
            self.whole = False
        trace = {"acknowledged": None, "concluded": TERMS["village"], "refused": TERMS["refused"]}[end]
        if trace is not None and not self.whole and now >= self.since + trace:
            self.forgotten = True


def act(store: Store, who: Person, model: Model, name: str, now: datetime) -> None:
    def change(conn: filings.Connection) -> None:
        match name, model.delivery:
            case "deliver", "pending":
                people.deliver(conn, who, now)
                model.delivery = "delivered"
            case "refuse", "pending":
                people.refuse(conn, who, now)
                model.delivery = "refused"
            case "try", "pending":
                outbox.mark_sending(conn, who.id, now)
                model.delivery = "sending"
            case "try", "sending":
                outbox.mark_waiting(conn, who.id, "line.timeout", "", now)
                model.delivery = "pending"
            case "take-back", "refused" if model.whole:
                outbox.retry(conn, who.id, now)
                model.delivery = "pending"
            case (("accept" | "conclude" | "withdraw"), "delivered"):
                status = {
                    "accept": CaseStatus.ACCEPTED,
                    "conclude": CaseStatus.CONCLUDED,
                    "withdraw": CaseStatus.WITHDRAWN,
                }[name]
                before = conn.execute("SELECT count(*) FROM case_change").fetchone()
                people.tell(conn, who, status, now)
                if before != conn.execute("SELECT count(*) FROM case_change").fetchone():
                    model.ended = status in CASE_ENDINGS

    store.write(change).result()


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, villages=st.lists(st.booleans(), min_size=FILINGS, max_size=FILINGS))
def test_only_what_is_due_is_wiped_and_nothing_undelivered_ever(
    steps: list[tuple[int, str] | tuple[timedelta, str]], villages: list[bool]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = HandClock()
        store = Store.open(Path(folder) / "jiujin.db", KEY, clock=clock)
        try:
            assert play(store, clock, Path(folder), steps, villages) == set()
        finally:
            store.close()


def play(
    store: Store,
    clock: HandClock,
    folder: Path,
    steps: list[tuple[int, str] | tuple[timedelta, str]],
    villages: list[bool],
) -> set[str]:
    """The pages that are there too many or too few at the end; every step is judged on the way."""
    sweep = Retention(people.settings_for(folder), clock, EventBus(), store)
    crowd = [people.person(seed, village=village) for seed, village in enumerate(villages, 1)]
    models = [Model(village) for village in villages]
    store.write(lambda c: [people.save(c, who) for who in crowd]).result()
    for which, name in steps:
        if isinstance(which, timedelta):
            clock.moment += which
        else:
            act(store, crowd[which], models[which], name, clock.moment)
        sweep.sweep()
        skeletons = people.skeletons(store)
        for who, model in zip(crowd, models, strict=True):
            model.look(clock.moment)
            assert (who.id in skeletons) is (not model.whole)
            tag = store.read(lambda c, who=who: filings.person_tag(c, who.filing.parties.resident.number))
            assert (store.read(lambda c, tag=tag: filings.rows_of_person(c, tag)) == ()) is model.forgotten
            if model.delivery in {"pending", "sending"} or model.whole:
                assert store.read(lambda c, who=who: filings.load(c, who.id)) == who.filing
    assert store.read(audit.first_broken) is None
    held = {
        page.digest
        for who, model in zip(crowd, models, strict=True)
        if model.whole
        for material in who.filing.materials
        for page in material.pages
    }
    return held ^ {one for (one,) in store.read(lambda c: c.execute("SELECT digest FROM page").fetchall())}
