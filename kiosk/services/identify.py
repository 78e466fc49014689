"""Knowing who is there: the card on the reader, the typed number, the agent's PIN."""

import hashlib
import hmac
import secrets
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
    Event,
    EventBus,
    SignInRefused,
)
from kiosk.ports import Clock
from kiosk.services.background import then
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Signal, Step

NAME = Field("name", FieldKind.TEXT, Text("姓名", "Name"), limits=Limits(min_length=2, max_length=50))
NUMBER = Field("number", FieldKind.ID_NUMBER, Text("身份证号", "Identity number"))

FREE_TRIES = 3
MOST_DOUBLINGS = 6

# In a hall a guest may lay the card at any step of looking around; an agent's visit takes cards where it asks for one.
WAITING = {
    "hall": frozenset(Step) - {Step.FAREWELL, Step.DONE},
    "village": frozenset({Step.IDENTIFY}),
}
TAKES_LYING = {"hall": frozenset({Step.ATTRACT}), "village": frozenset({Step.IDENTIFY})}

STATEMENTS = {
    AuthorityKind.RESIDENT_PRESENT: "居民本人在场，当面委托代办员申报。",
    AuthorityKind.WRITTEN: "居民书面委托代办员申报，委托书由代办员保管。",
}


def pin_hash(pin: str, salt: bytes | None = None) -> str:
    """`scrypt$salt$hash` (hex) for the configuration file."""
    salt = secrets.token_bytes(16) if salt is None else salt
    return f"scrypt${salt.hex()}${hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1).hex()}"


def pin_fits(pin: str, stored: str) -> bool:
    """Whether `pin` is the one behind `stored`; a malformed `stored` fits nothing."""
    parts = stored.split("$")
    if len(parts) != 3 or parts[0] != "scrypt":
        return False
    try:
        salt = bytes.fromhex(parts[1])
    except ValueError:
        return False
    return hmac.compare_digest(pin_hash(pin, salt), stored)


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
        self._wrong_pins = 0
        self._next_try_at = 0.0
        self.card = CardWords()
        self._lying: IdentityDocument | None = None
        self._occupied: set[str] = set()
        visit.attach(self.hear)
        visit.on_move(self._moved)

    def hear(self, event: Event) -> None:
        match event:
            case CardNoticed(reader):
                self.card, self._lying = CardWords(reading=True), None
                self._lies_on(reader)
            case CardRead(document, reader):
                self.card = CardWords()
                self._lies_on(reader)
                self._take(document)
            case CardUnreadable(cause, _):
                self.card = CardWords(trouble=cause)
            case CardRemoved(reader):
                self.card, self._lying = CardWords(), None
                self._occupied.discard(reader)
                self._visit.session.identification.card_on_reader = bool(self._occupied)
            case AgentSignedIn(agent):
                if self._visit.step is Step.AGENT_SIGN_IN:
                    self._visit.agent = agent
                    self._visit.fire(Signal.SIGNED_IN)
                return
            case _:
                return
        self._visit.changed()

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
        wait = self._next_try_at - self._clock.monotonic()
        if wait > 0:
            self._bus.publish(SignInRefused(wait))
            return
        then(
            self._worker.submit(self._checked, agent_id, pin),
            self._bus.publish,
            lambda _: self._bus.publish(SignInRefused(0.0)),
        )

    def _checked(self, agent_id: str, pin: str) -> Event:
        # On the worker's thread alone; an unknown number costs as much time as a known one, and so tells nothing.
        found = next((agent for agent in self._settings.agents if agent.id == agent_id), None)
        if pin_fits(pin, found.pin if found else pin_hash("", b"nobody")) and found is not None:
            self._wrong_pins = 0
            return AgentSignedIn(Agent(agent_id, found.name, self._settings.terminal.place))
        self._wrong_pins += 1
        wait = 0.0
        if self._wrong_pins >= FREE_TRIES:
            wait = self._settings.delays.sign_in_block * 2 ** min(self._wrong_pins - FREE_TRIES, MOST_DOUBLINGS)
            self._next_try_at = self._clock.monotonic() + wait
        return SignInRefused(wait)

    def _lies_on(self, reader: str) -> None:
        self._occupied.add(reader)
        self._visit.session.identification.card_on_reader = True

    def _take(self, document: IdentityDocument) -> None:
        visit = self._visit
        resident = visit.session.identification.resident
        if not document.validity.covers(self._clock.now().date()):
            if resident is None:
                self.card = CardWords(trouble="card-expired")
        elif visit.step in WAITING[visit.mode] and resident is None:
            self._accept(document)
        elif resident is None or document.number != resident.number:
            # Another's card, or one laid too early: a filing never changes its person half-way, so it is taken when
            # the visit waits for a card again, if it still lies there.
            self._lying = document

    def _moved(self) -> None:
        lying = self._lying
        if lying is not None and self._visit.step in TAKES_LYING[self._visit.mode]:
            self._lying = None
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
