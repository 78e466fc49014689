"""What a person does about a filing that is not well: correct it, bring papers to its case, take it back.

Each needs the person themselves: the filing opens to whoever holds the same card (in a hall), or whom an agent stands
in for (at an outlet). Nothing of a filing is changed: a correction and a supplement are filings of their own, linked to
it.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial

from kiosk.domain.course import (
    WITHDRAWAL_CONSENT,
    Course,
    Withdrawal,
    WithdrawalReason,
    WithdrawalState,
    may_correct,
    may_supplement,
    may_withdraw,
)
from kiosk.domain.draft import Draft, fitting
from kiosk.domain.filing import Consent, Filing, FilingRow
from kiosk.domain.form import Form
from kiosk.domain.identity import Evidence
from kiosk.domain.matter import LifeEvent, Matter
from kiosk.domain.text import Text
from kiosk.events import (
    CourseFound,
    DeliveryChanged,
    Event,
    EventBus,
    LinkNotOpened,
    LinkOpened,
    WithdrawalFailed,
    WithdrawalSaved,
)
from kiosk.ports import Clock
from kiosk.services.background import logged_only, then
from kiosk.services.fill import prefilled
from kiosk.services.session import Choice, Collection, Filling, Link
from kiosk.services.visit import Visit
from kiosk.storage import catalogue, endings, filings, outbox
from kiosk.storage.connection import Connection, Store
from kiosk.workflow.steps import Signal


class Hindrance(StrEnum):
    """Why nothing came of it."""

    ANOTHER_PERSON = "another-person"
    TOO_LATE = "too-late"
    NOT_OFFERED = "not-offered"
    UNREAD = "unread"


class _Hindered(Exception):
    def __init__(self, reason: Hindrance) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Endings:
    """Lives on the face's thread; what it asks of the store comes back as events."""

    def __init__(self, clock: Clock, bus: EventBus, store: Store, visit: Visit) -> None:
        self._clock = clock
        self._bus = bus
        self._store = store
        self._visit = visit
        visit.attach(self.hear)

    @property
    def proven(self) -> bool:
        """Whether it is known who acts: in a hall by the card, at an outlet under an agent's authority."""
        known = self._visit.session.identification
        if known.resident is None:
            return False
        if self._visit.mode == "village":
            return self._visit.agent is not None and known.authority is not None
        return known.resident.evidence is Evidence.CARD_PRESENT

    def look(self, filing_id: str) -> None:
        """Answers with CourseFound; with nothing where it is not here, as then nothing is offered."""
        asked = self._visit.session.session_id

        def work(connection: Connection) -> Course | None:
            try:
                return endings.course(connection, filing_id)
            except KeyError:
                return None

        def found(course: Course | None) -> None:
            if course is not None:
                self._bus.publish(CourseFound(filing_id, course, session_id=asked))

        then(self._store.read_later(work), found, logged_only)

    def correct(self, filing_id: str) -> None:
        """Opens the matter's form anew with the old answers and papers; answers with LinkOpened or LinkNotOpened."""
        self._open(filing_id, self._correction)

    def supplement(self, filing_id: str) -> None:
        """Opens the papers that the centre asks for; answers with LinkOpened or LinkNotOpened."""
        self._open(filing_id, self._supplement)

    def withdraw(self, filing_id: str, reason: WithdrawalReason) -> None:
        """Takes the filing back; answers with WithdrawalSaved or WithdrawalFailed."""
        session, agent = self._visit.session, self._visit.agent
        resident, asked, now = session.identification.resident, session.session_id, self._clock.now()
        if resident is None or not self.proven:
            self._bus.publish(WithdrawalFailed(filing_id, Hindrance.ANOTHER_PERSON, session_id=asked))
            return
        withdrawal = Withdrawal(
            filing_id,
            reason,
            resident.evidence,
            Consent(WITHDRAWAL_CONSENT, now),
            now,
            agent.agent_id if agent is not None and session.identification.authority is not None else "",
        )

        def work(connection: Connection) -> WithdrawalState:
            row, course = _own(connection, filing_id, resident.number)
            if not may_withdraw(row.brief.state, row.case, course):
                raise _Hindered(Hindrance.TOO_LATE)
            return endings.withdraw(connection, withdrawal)

        def saved(state: WithdrawalState) -> None:
            self._bus.publish(WithdrawalSaved(filing_id, state is WithdrawalState.PENDING))
            self._tell_delivery(filing_id)

        then(
            self._store.write(work),
            saved,
            lambda fault: self._bus.publish(WithdrawalFailed(filing_id, _reason(fault), session_id=asked)),
        )

    def hear(self, event: Event) -> None:
        if not isinstance(event, LinkOpened):
            return
        signal = Signal.EDIT_MATERIALS if event.supplements else Signal.EDIT_FORM
        session = self._visit.session
        resident = session.identification.resident
        if resident is None or not self._visit.listens_for(signal):
            return
        link = Link(event.earlier, event.supplements, event.looked_again, event.earlier_number)
        answers = dict(event.answers)
        if not event.supplements:
            answers |= prefilled(event.matter, resident, self._clock.now().date())
        session.choice = Choice(event.matter, event.parts, link)
        session.filling = Filling(answers)
        session.collection = Collection(pages={rule: list(pages) for rule, pages in event.pages.items()})
        self._visit.fire(signal)

    # Inside

    def _open(self, filing_id: str, make: Callable[[Connection, FilingRow, Course, str], LinkOpened]) -> None:
        session = self._visit.session
        resident, asked = session.identification.resident, session.session_id
        if resident is None or not self.proven:
            self._bus.publish(LinkNotOpened(filing_id, Hindrance.ANOTHER_PERSON, session_id=asked))
            return

        def work(connection: Connection) -> LinkOpened:
            row, course = _own(connection, filing_id, resident.number)
            known = row.brief.state.acknowledgement
            number = known.case_number if known is not None else row.brief.provisional_number
            return replace(make(connection, row, course, asked), earlier_number=number)

        then(
            self._store.read_later(work),
            self._bus.publish,
            lambda fault: self._bus.publish(LinkNotOpened(filing_id, _reason(fault), session_id=asked)),
        )

    def _correction(self, connection: Connection, row: FilingRow, course: Course, asked: str) -> LinkOpened:
        if not may_correct(row.brief.state, row.case, course):
            raise _Hindered(Hindrance.TOO_LATE)
        matter, parts = _matter(connection, course.matter_code)
        earlier = row.brief.filing_id
        old = _held(connection, earlier)
        if old is None:
            return LinkOpened(earlier, False, matter, parts, {}, {}, True, session_id=asked)
        kept = {material.rule_id: material.pages for material in old.materials}
        draft = Draft(old.matter_code, old.matter_version, matter.title, dict(old.answers), kept)
        answers, pages = fitting(matter, draft, self._clock.now().date())
        lost = set(old.answers) - set(answers) or any(
            len(pages.get(rule, ())) < len(held) for rule, held in kept.items()
        )
        taken = {rule: tuple(kept) for rule, kept in pages.items()}
        return LinkOpened(earlier, False, matter, parts, answers, taken, bool(lost), session_id=asked)

    def _supplement(self, connection: Connection, row: FilingRow, course: Course, asked: str) -> LinkOpened:
        if row.case is None or not may_supplement(row.brief.state, row.case, course):
            raise _Hindered(Hindrance.TOO_LATE)
        matter, parts = _matter(connection, course.matter_code)
        wanted = [rule for rule in matter.materials if rule.id in row.case.wanted]
        # Where only a sentence says what is wanted, any paper of the matter may be brought, and one must be.
        rules = (
            tuple(replace(rule, when=None, required=True) for rule in wanted)
            if wanted
            else tuple(replace(rule, when=None, required=False) for rule in matter.materials)
        )
        only_papers = replace(matter, form=Form(()), materials=rules)
        return LinkOpened(row.brief.filing_id, True, only_papers, parts, {}, {}, False, session_id=asked)

    def _tell_delivery(self, filing_id: str) -> None:
        then(
            self._store.read_later(partial(outbox.state, filing_id=filing_id)),
            lambda state: self._bus.publish(DeliveryChanged(filing_id, state)),
            logged_only,
        )


def _own(connection: Connection, filing_id: str, number: str) -> tuple[FilingRow, Course]:
    """The filing, if it is this person's."""
    tag = filings.person_tag(connection, number)
    row = next((row for row in filings.rows_of_person(connection, tag) if row.brief.filing_id == filing_id), None)
    if row is None:
        raise _Hindered(Hindrance.ANOTHER_PERSON)
    return row, endings.course(connection, filing_id)


def _matter(connection: Connection, code: str) -> tuple[Matter, tuple[Text, ...]]:
    try:
        found = catalogue.matter(connection, code)
    except KeyError:
        raise _Hindered(Hindrance.NOT_OFFERED) from None
    if isinstance(found, LifeEvent):
        return found.matter, catalogue.titles(connection, found.parts)
    return found, ()


def _held(connection: Connection, filing_id: str) -> Filing | None:
    """The filing as it was confirmed; None where it has been wiped to a skeleton."""
    try:
        return filings.load(connection, filing_id)
    except (KeyError, filings.DamagedPage):
        return None


def _reason(fault: BaseException) -> Hindrance:
    return fault.reason if isinstance(fault, _Hindered) else Hindrance.UNREAD
