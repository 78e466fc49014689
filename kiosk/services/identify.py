"""Knowing who is there: the card on the reader, the typed number, the agent's PIN."""

from collections import defaultdict
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

    def __init__(self, settings: Settings, clock: Clock, bus: EventBus, visit: Visit, pins: PinGate) -> None:
        self._settings = settings
        self._clock = clock
        self._bus = bus
        self._visit = visit
        self._pins = pins
        self.card = CardWords()
        self._said_by = ""
        """The reader that `card` speaks of."""
        self._lying: dict[str, IdentityDocument] = {}
        self._occupied: set[str] = set()
        self._asking = 0
        """The last asking of the agents' door, 0 once it was left: a late answer lets nobody else in."""
        self._left: defaultdict[str, LeftCard] = defaultdict(lambda: LeftCard(clock))
        """By reader: the card that begins nothing until it has been taken away."""
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
                if not self._left[reader].is_it(document.number):
                    self._take(document, reader)
            case CardUnreadable(cause, reader):
                self._say(CardWords(trouble=cause), reader)
            case CardRemoved(reader):
                if reader == self._said_by:
                    self._say(CardWords(), reader)
                self._lying.pop(reader, None)
                self._occupied.discard(reader)
                self._left[reader].removed()
                self._visit.session.identification.card_on_reader = bool(self._occupied)
            case AgentSignedIn(agent, asking):
                if self._asking and asking == self._asking:
                    self._visit.agent = agent
                    self._visit.fire(Signal.SIGNED_IN)
                return
            case DevicesChanged(snapshots):
                for one in snapshots:
                    if one.name in self._left and one.state in LOST:
                        self._left[one.name].reader_lost()
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
        """Whether a card lies on a reader that begins nothing until it has been taken away.

        It is that of somebody whose visit has ended, or was laid down in another's visit.
        """
        return any(self._left[reader].known for reader in self._occupied)

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

    def sign_in(self, agent_id: str, pin: str) -> int:
        """Answers with AgentSignedIn or SignInRefused, which have the number that is returned."""
        place = self._settings.terminal.place
        self._asking = self._pins.ask(
            self._settings.agents,
            agent_id,
            pin,
            lambda found, asking: self._bus.publish(AgentSignedIn(Agent(found.id, found.name, place), asking)),
            lambda wait_s, asking: self._bus.publish(SignInRefused(wait_s, asking)),
        )
        return self._asking

    def _leave(self) -> None:
        resident = self._visit.session.identification.resident
        if resident is not None:
            for reader in self._occupied:
                if not self._left[reader].known and reader not in self._lying:
                    self._left[reader].keep(resident.number)

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
        elif visit.step is Step.FAREWELL or (visit.resting and visit.gate) or visit.mode == "village":
            # Laid too early: it is taken when the visit waits for a card again, if it still lies there. At an outlet
            # that is when the agent begins the next visit; a filing never changes its person half-way.
            if resident is None or document.number != resident.number:
                self._lying[reader] = document
        elif resident is None or document.number != resident.number:
            # Whoever is there when this visit ends need not be whose card it is.
            self._left[reader].keep(document.number)

    def _moved(self) -> None:
        if self._visit.step is not Step.AGENT_SIGN_IN:
            self._asking = 0
        shut = self._visit.resting and self._visit.gate
        if self._lying and self._visit.step in TAKES_LYING[self._visit.mode] and not shut:
            _, lying = self._lying.popitem()  # the one laid down last
            if self._visit.mode == "hall":
                self._wait_for_lifting()
            self._visit.session.identification.card_on_reader = True
            self._accept(lying)

    def _wait_for_lifting(self) -> None:
        while self._lying:
            reader, document = self._lying.popitem()
            self._left[reader].keep(document.number)

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
