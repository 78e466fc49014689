"""Knowing who is there: the card on the reader, the typed number, the agent's PIN."""

from concurrent.futures import Executor
from dataclasses import dataclass

from kiosk.config import Settings
from kiosk.domain.checks import check_field
from kiosk.domain.citizen_number import birth_date_of, kind_of, sex_of
from kiosk.domain.form import Field, FieldKind, Limits
from kiosk.domain.identity import Evidence, IdentityDocument
from kiosk.domain.normalising import normalise
from kiosk.domain.problem import Problem
from kiosk.domain.resident import Agent, Authority, AuthorityKind
from kiosk.domain.text import Text
from kiosk.events import (
    AgentSignedIn,
    CardNoticed,
    CardRead,
    CardRemoved,
    CardUnreadable,
    DevicesChanged,
    Event,
    EventBus,
    SignInRefused,
)
from kiosk.ports import Clock, DeviceState
from kiosk.services.background import then
from kiosk.services.left_card import LeftCard
from kiosk.services.pins import PinGate
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Signal, Step

NAME = Field("name", FieldKind.TEXT, Text("姓名", "Name"), limits=Limits(min_length=2, max_length=50))
NUMBER = Field("number", FieldKind.ID_NUMBER, Text("身份证号", "Identity number"))

# In a hall a guest may lay the card at any step of looking around; an agent's visit takes cards where it asks for one.
WAITING = {
    "hall": frozenset(Step) - {Step.FAREWELL, Step.DONE, Step.STAFF},
    "village": frozenset({Step.IDENTIFY}),
}
TAKES_LYING = {"hall": frozenset({Step.ATTRACT}), "village": frozenset({Step.IDENTIFY})}

LOST = frozenset({DeviceState.ABSENT, DeviceState.FAILED})

STATEMENTS = {
    AuthorityKind.RESIDENT_PRESENT: "居民本人在场，当面委托代办员申报。",
    AuthorityKind.WRITTEN: "居民书面委托代办员申报，委托书由代办员保管。",
}


@dataclass(slots=True)
class CardWords:
    """What the reader says at the moment, for the screens that wait for a card."""

    reading: bool = False
    trouble: str = ""


class Identify:
    """Takes cards, typed numbers and agents' PINs into the session."""

    def __init__(self, settings: Settings, clock: Clock, bus: EventBus, visit: Visit, worker: Executor) -> None:
        self._settings = settings
        self._clock = clock
        self._bus = bus
        self._visit = visit
        self._worker = worker
        self._pins = PinGate(settings.agents, settings.delays.sign_in_block, clock)
        self.card = CardWords()
        self._said_by = ""
        """The reader that `card` speaks of."""
        self._lying: dict[str, IdentityDocument] = {}
        self._occupied: set[str] = set()
        self._trying = ""
        """The number that was tried last, "" once the door was left: a late answer lets nobody else in."""
        self._left = LeftCard(clock)
        self._left_on: frozenset[str] = frozenset()
        visit.attach(self.hear)
        visit.on_move(self._moved)
        visit.on_gate(self._moved)
        visit.before_end(self._leave)

    def hear(self, event: Event) -> None:
        match event:
            case CardNoticed(reader):
                self._say(CardWords(reading=True), reader)
                self._lying.pop(reader, None)
                self._lies_on(reader)
            case CardRead(document, reader):
                self._say(CardWords(), reader)
                self._lies_on(reader)
                if not self._left.is_it(document.number):
                    self._take(document, reader)
            case CardUnreadable(cause, reader):
                self._say(CardWords(trouble=cause), reader)
            case CardRemoved(reader):
                if reader == self._said_by:
                    self._say(CardWords(), reader)
                self._lying.pop(reader, None)
                self._occupied.discard(reader)
                if reader in self._left_on:
                    self._left.removed()
                self._visit.session.identification.card_on_reader = bool(self._occupied)
            case AgentSignedIn(agent):
                if self._visit.step is Step.AGENT_SIGN_IN and agent.agent_id == self._trying:
                    self._visit.agent = agent
                    self._visit.fire(Signal.SIGNED_IN)
                return
            case DevicesChanged(snapshots):
                if any(one.name in self._left_on and one.state in LOST for one in snapshots):
                    self._left.reader_lost()
                return
            case _:
                return
        self._visit.changed()

    @property
    def card_lies(self) -> bool:
        """Whether a card lies on a reader, whoever's it is."""
        return bool(self._occupied)

    @property
    def lying_on(self) -> frozenset[str]:
        """The readers on which a card lies."""
        return frozenset(self._occupied)

    @property
    def left_card(self) -> bool:
        """Whether the card of somebody whose visit has ended still lies on a reader."""
        return bool(self._occupied) and self._left.known

    def type_resident(self, name: str, number: str, authority: AuthorityKind) -> dict[str, Problem]:
        """Takes a resident by typed number with the agent's word; village mode only.

        Returns what is wrong, by field (`name`, `number`); an empty dict means the visit has gone on.
        """
        today = self._clock.now().date()
        name, number = normalise(NAME, name), normalise(NUMBER, number)
        checked = {"name": check_field(NAME, name, today), "number": check_field(NUMBER, number, today)}
        problems = {key: problem for key, problem in checked.items() if problem is not None}
        if not problems:
            self._accept(self._typed(name, number), authority)
        return problems

    def sign_in(self, agent_id: str, pin: str) -> None:
        """Answers with AgentSignedIn or SignInRefused; after three wrong PINs each further try waits longer."""
        wait = self._pins.wait_s()
        if wait > 0:
            self._bus.publish(SignInRefused(wait))
            return
        self._trying = agent_id
        then(
            self._worker.submit(self._checked, agent_id, pin),
            self._bus.publish,
            lambda _: self._bus.publish(SignInRefused(0.0)),
        )

    def _checked(self, agent_id: str, pin: str) -> Event:
        found = self._pins.check(agent_id, pin)
        if found is None:
            return SignInRefused(max(0.0, self._pins.wait_s()))
        return AgentSignedIn(Agent(agent_id, found.name, self._settings.terminal.place))

    def _leave(self) -> None:
        resident = self._visit.session.identification.resident
        if resident is not None and self._occupied:
            self._left.keep(resident.number)
            self._left_on = frozenset(self._occupied)

    def _say(self, words: CardWords, reader: str) -> None:
        self.card, self._said_by = words, reader

    def _lies_on(self, reader: str) -> None:
        self._occupied.add(reader)
        self._visit.session.identification.card_on_reader = True

    def _take(self, document: IdentityDocument, reader: str) -> None:
        visit = self._visit
        resident = visit.session.identification.resident
        if not document.validity.covers(self._clock.now().date()):
            if resident is None:
                self.card = CardWords(trouble="card-expired")
        elif visit.step in WAITING[visit.mode] and resident is None and not (visit.resting and visit.gate):
            self._accept(document)
        elif resident is None or document.number != resident.number:
            # Another's card, or one laid too early: a filing never changes its person half-way, so it is taken when
            # the visit waits for a card again, if it still lies there.
            self._lying[reader] = document

    def _moved(self) -> None:
        if self._visit.step is not Step.AGENT_SIGN_IN:
            self._trying = ""
        shut = self._visit.resting and self._visit.gate
        if self._lying and self._visit.step in TAKES_LYING[self._visit.mode] and not shut:
            _, lying = self._lying.popitem()  # the one laid down last
            self._visit.session.identification.card_on_reader = True
            self._accept(lying)

    def _accept(self, document: IdentityDocument, authority: AuthorityKind = AuthorityKind.RESIDENT_PRESENT) -> None:
        known = self._visit.session.identification
        known.resident = document
        if self._visit.mode == "village":
            known.authority = Authority(authority, STATEMENTS[authority])
        if self._visit.can(Signal.IDENTIFIED):
            self._visit.fire(Signal.IDENTIFIED)

    @staticmethod
    def _typed(name: str, number: str) -> IdentityDocument:
        return IdentityDocument(
            kind=kind_of(number),
            evidence=Evidence.AGENT_WORD,
            name=name,
            number=number,
            sex=sex_of(number),
            birth_date=birth_date_of(number),
        )
