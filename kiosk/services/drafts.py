"""Drafts: what a person gives is kept as they give it, and theirs to go on with at the next visit.

A session's answers belong to a draft once it is settled which one: nothing is kept of a matter before the person has
said what shall become of an earlier draft of it, so that the first key never writes over what was asked about.
"""

from datetime import timedelta
from functools import partial

from kiosk.config import Settings
from kiosk.domain.checks import check_form
from kiosk.domain.draft import Draft, DraftBrief, DraftOwner, DraftPlace, fitting
from kiosk.domain.filing import Channel
from kiosk.domain.form import Answers
from kiosk.domain.material import Page
from kiosk.domain.matter import LifeEvent, Matter
from kiosk.domain.text import Text
from kiosk.events import DraftKept, DraftNotKept, DraftOpened, DraftsFound, DraftUnread, Event, EventBus
from kiosk.ports import Clock
from kiosk.services.background import logged_only, then
from kiosk.services.draft_keeper import DraftKeeper, Keeping
from kiosk.services.fill import prefilled
from kiosk.services.session import Choice, Collection, Filling
from kiosk.services.visit import Visit
from kiosk.storage import audit, catalogue
from kiosk.storage import drafts as stored
from kiosk.storage.connection import Connection, Store
from kiosk.workflow.steps import Signal, Step

ROAD = frozenset({Step.FORM, Step.MATERIALS, Step.REVIEW, Step.SIGN})
"""The steps on which a draft grows."""

ASKING = ROAD | {Step.GUIDE}
"""The steps on which it must be settled what becomes of an earlier draft of the matter."""


class Drafts:
    """Lives on the face's thread; what is to be saved it hands to its `DraftKeeper`."""

    def __init__(self, settings: Settings, clock: Clock, bus: EventBus, store: Store, visit: Visit) -> None:
        self._settings = settings
        self._clock = clock
        self._bus = bus
        self._store = store
        self._visit = visit
        self._keeper = DraftKeeper(settings.drafts, clock, bus, store)
        visit.attach(self.hear)
        visit.on_move(self._moved)
        visit.on_change(self._look_once)
        visit.on_given(self.note)
        visit.before_end(self._end)

    # What the faces ask

    @property
    def keeping(self) -> Keeping:
        """What the farewell may say of the draft of the session that has ended."""
        return self._keeper.keeping

    @property
    def unfinished(self) -> bool:
        """Whether the running session holds a draft, which is kept unless the person gives it up."""
        return self._draft() is not None

    def owner(self) -> DraftOwner | None:
        """To whom this session's drafts belong, None while nobody is known."""
        resident = self._visit.session.identification.resident
        if resident is None:
            return None
        agent, terminal = self._visit.agent, self._settings.terminal
        agent_id = agent.agent_id if agent is not None else ""
        return DraftOwner(resident.number, resident.evidence, terminal.id, Channel(self._visit.mode), agent_id)

    def go_on(self, brief: DraftBrief) -> None:
        """Opens that draft: the visit goes to where the person had been. Answers with DraftOpened or DraftUnread."""
        owner, asked = self.owner(), self._visit.session.session_id
        if owner is None:
            return
        self._visit.session.draft.trouble = False

        def opened(result: tuple[Draft, Matter, tuple[Text, ...]]) -> None:
            self._bus.publish(DraftOpened(*result, session_id=asked))

        then(
            self._store.write(partial(self._open, owner, brief.draft_id)),
            opened,
            lambda _: self._bus.publish(DraftUnread(session_id=asked)),
        )

    def anew(self, brief: DraftBrief) -> None:
        """The person begins that matter anew; the draft stays until the first new answer takes its place."""
        self._forget_session()
        self._visit.session.draft.settled = brief.matter_code

    def discard(self, brief: DraftBrief) -> None:
        """Wipes that draft; answers with DraftsFound: what is left."""
        owner = self.owner()
        if owner is None:
            return
        matter = self._visit.session.choice.matter
        if matter is not None and matter.code == brief.matter_code:
            self._forget_session()
        at = self._clock.now()
        dropped = self._store.write(lambda c: stored.drop(c, owner, brief.draft_id, "discarded", at=at))
        then(dropped, lambda _: None, logged_only)
        self._look()

    def give_up(self) -> None:
        """Wipes the draft that the running session holds; nothing where it holds none."""
        owner, draft = self.owner(), self._draft()
        if owner is None or draft is None:
            return
        self._forget_session()
        at = self._clock.now()
        dropped = self._store.write(lambda c: stored.drop_matter(c, owner, draft.matter_code, "discarded", at=at))
        then(dropped, lambda _: None, logged_only)

    # What happens

    def hear(self, event: Event) -> None:
        match event:
            case DraftsFound(drafts):
                self._visit.session.draft.drafts = drafts
                self._ask(drafts)
            case DraftOpened(draft, matter, parts) if self._visit.step is Step.DRAFT:
                self._take_over(draft, matter, parts)
            case DraftUnread():
                self._visit.session.draft.trouble = True
            case DraftKept() | DraftNotKept() if self._visit.step is Step.FAREWELL:
                pass
            case _:
                return
        self._visit.changed()

    def note(self) -> None:
        """Keeps what the session holds now, as soon as the store gets to it; what came meanwhile goes along."""
        self._note(self._draft())

    def _note(self, draft: Draft | None, *, only_first: bool = False) -> None:
        owner = self.owner()
        if owner is None or draft is None:
            return
        self._visit.session.draft.kept = True
        self._keeper.note(owner, draft, only_first=only_first)

    # Inside, on the face's thread

    def _moved(self) -> None:
        visit = self._visit
        if visit.step is not Step.FAREWELL:
            self._keeper.begin()
        if visit.step is Step.DRAFT:
            visit.session.draft.asked = True
        elif visit.step is Step.HOME or (visit.step in ASKING and not self._settled()):
            self._look()
        if visit.step in ROAD:
            self.note()

    def _look_once(self) -> None:
        # A guest may lay the card at any step.
        if not self._visit.session.draft.looked:
            self._look()

    def _look(self) -> None:
        owner, asked = self.owner(), self._visit.session.session_id
        if owner is None:
            return
        self._visit.session.draft.looked = True
        since = self._clock.now() - timedelta(days=self._settings.drafts.days)
        then(
            # By the writer, so that it sees whatever was noted before.
            self._store.write(lambda c: stored.of_person(c, owner, since=since)),
            lambda found: self._bus.publish(DraftsFound(found, session_id=asked)),
            lambda _: self._bus.publish(DraftsFound((), session_id=asked)),
        )

    def _ask(self, drafts: tuple[DraftBrief, ...]) -> None:
        visit, known = self._visit, self._visit.session.draft
        matter = visit.session.choice.matter
        if visit.step in ASKING and matter is not None and not self._settled():
            if any(brief.matter_code == matter.code for brief in drafts):
                if visit.can(Signal.DRAFT):
                    visit.fire(Signal.DRAFT)
                return
            known.settled, known.kept = matter.code, False
            if visit.step in ROAD:
                self.note()
        elif visit.step is Step.HOME and drafts and not known.asked:
            visit.fire(Signal.DRAFT)
        elif visit.step is Step.DRAFT and not drafts:
            visit.fire(Signal.NEXT)

    def _take_over(self, draft: Draft, matter: Matter, parts: tuple[Text, ...]) -> None:
        session, today = self._visit.session, self._clock.now().date()
        resident = session.identification.resident
        if resident is None:
            return
        answers, pages = fitting(matter, draft, today)
        answers |= prefilled(matter, resident, today)
        same = matter.version == draft.matter_version
        session.choice = Choice(matter, parts)
        session.filling = Filling(answers, draft.group if same else 0)
        session.collection = Collection(pages=pages)
        session.draft.settled, session.draft.kept = matter.code, True
        wanted = any(rule.when is None or rule.when.holds(answers) for rule in matter.materials)
        past = draft.place is DraftPlace.MATERIALS and not check_form(matter.form, answers, today)
        self._visit.fire(Signal.EDIT_MATERIALS if past and wanted else Signal.EDIT_FORM)

    def _end(self) -> None:
        if not self._settled() and (draft := self._draft(settled=False)) is not None:
            # The visit ended before the store had said whether there is an earlier draft: that one is not written over.
            self._note(draft, only_first=True)
            self._keeper.end()
        elif self.unfinished:
            if self._keeper.failing or not self._visit.session.draft.kept:
                self.note()
            self._keeper.end()

    def _settled(self) -> bool:
        choice = self._visit.session.choice
        return (
            choice.matter is None or choice.link is not None or self._visit.session.draft.settled == choice.matter.code
        )

    def _forget_session(self) -> None:
        session = self._visit.session
        session.choice, session.filling, session.collection = Choice(), Filling(), Collection()
        session.draft.settled, session.draft.kept = "", False
        self._keeper.forget()

    def _draft(self, *, settled: bool = True) -> Draft | None:
        """What the session holds for a draft; None for nothing, before it is settled, and once it is confirmed."""
        session, step = self._visit.session, self._visit.step
        matter, resident = session.choice.matter, session.identification.resident
        over = session.outcome.saving_id or session.outcome.filing is not None
        if matter is None or resident is None or over or (settled and not self._settled()):
            return None
        if session.choice.link is not None:
            return None  # what it begins with is in the store already, as the filing that it hangs on
        given = prefilled(matter, resident, self._clock.now().date())
        answers: Answers = {
            name: value for name, value in session.filling.answers.items() if value and name not in given
        }
        pages: dict[str, tuple[Page, ...]] = {
            rule: tuple(kept) for rule, kept in session.collection.pages.items() if kept
        }
        if not (answers or pages or (settled and session.draft.kept)):
            return None
        if step in ROAD:
            session.draft.place = DraftPlace.FORM if step is Step.FORM else DraftPlace.MATERIALS
        return Draft(
            matter.code, matter.version, matter.title, answers, pages, session.draft.place, session.filling.group
        )

    def _open(self, owner: DraftOwner, draft_id: int, connection: Connection) -> tuple[Draft, Matter, tuple[Text, ...]]:
        now = self._clock.now()
        draft = stored.load(connection, owner, draft_id, since=now - timedelta(days=self._settings.drafts.days))
        found = catalogue.matter(connection, draft.matter_code)
        parts = catalogue.titles(connection, found.parts) if isinstance(found, LifeEvent) else ()
        audit.record(connection, "draft.resumed", {"draft": draft_id, "matter": draft.matter_code}, at=now)
        return draft, found.matter if isinstance(found, LifeEvent) else found, parts
