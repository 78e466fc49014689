"""The running visit: where it stands on the map and what its session knows.

A visit lives on the face's thread and is not thread-safe: the face hands it every event (`hear`) and asks it to move
(`fire`). The screen and the headless player are both faces of the same visit.
"""

from collections import deque
from collections.abc import Callable

from kiosk.domain.resident import Agent
from kiosk.events import Event, SessionEvent
from kiosk.services.session import Session
from kiosk.workflow.machine import Machine, NoSuchMove
from kiosk.workflow.steps import Signal, Step
from kiosk.workflow.visit_map import BEGINNINGS, HALL, VILLAGE, Need

Listener = Callable[[], None]
Hearer = Callable[[Event], None]

MAPS = {"hall": HALL, "village": VILLAGE}


class Visit:
    """Moves one person after the other over the map of `mode` (`hall` or `village`).

    `new_id` makes session ids. A session ends when the visit comes back to the map's place of rest; what ends with it
    is told to every `on_end` listener, which is where the faces forget.
    """

    def __init__(self, mode: str, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._map = MAPS[mode]
        self.mode = mode
        self.agent: Agent | None = None
        self.session = Session(new_id())
        self._machine = Machine(self._map, self._knows)
        self._moving = False
        self._later: deque[Signal] = deque()
        self._closed: dict[str, None] = {}
        self._on_gate: list[Listener] = []
        self._hearers: list[Hearer] = []
        self._on_move: list[Listener] = []
        self._on_change: list[Listener] = []
        self._on_given: list[Listener] = []
        self._before_end: list[Listener] = []
        self._on_end: list[Listener] = []

    @property
    def step(self) -> Step:
        return self._machine.step

    @property
    def progress(self) -> int:
        """1 to 5 on the road of a filing, 0 beside it."""
        return self._machine.stop.progress

    @property
    def gate(self) -> str:
        """Why no visit may begin, "" where one may; the oldest of several reasons."""
        return next(iter(self._closed), "")

    @property
    def resting(self) -> bool:
        """Whether nobody's visit is under way: the map's start or its place of rest."""
        return self.step in (self._map.start, self._map.rest)

    def close_gate(self, reason: str) -> None:
        """From now on no visit begins, for this reason; the running one goes on to its end."""
        if reason not in self._closed:
            self._closed[reason] = None
            self._tell(self._on_gate)
            self.changed()

    def open_gate(self, reason: str) -> None:
        """This reason holds no more; visits begin again once none does."""
        if reason in self._closed:
            del self._closed[reason]
            self._tell(self._on_gate)
            self.changed()

    def can(self, signal: Signal) -> bool:
        """Whether `signal` leads anywhere from here.

        While a filing is being saved nothing but SAVED does; while the gate is closed nothing begins a visit.
        """
        return self._machine.target(signal) is not None and not self._held(signal) and not self._gated(signal)

    def listens_for(self, signal: Signal) -> bool:
        """Whether the current step has a way for `signal`, be its target's needs met yet or not."""
        return signal in self._machine.stop.moves

    def fire(self, signal: Signal) -> None:
        """Moves by `signal`; raises NoSuchMove where it leads nowhere.

        A listener that is being told of a move may fire the next one: it is taken once all have been told of the
        first, so that nobody misses a step or sees it twice, and only if it still leads anywhere.
        """
        if self._moving:
            self._later.append(signal)
            return
        self._moving = True
        try:
            self._move(signal)
            while self._later:
                if self.can(signal := self._later.popleft()):
                    self._move(signal)
        finally:
            self._later.clear()
            self._moving = False

    def hear(self, event: Event) -> bool:
        """Hands an event from outside to the services, on the face's thread.

        False, and nobody has heard it, for an answer that belongs to a session which has ended.
        """
        if isinstance(event, SessionEvent) and event.session_id != self.session.session_id:
            return False
        for hearer in self._hearers:
            hearer(event)
        return True

    def changed(self) -> None:
        """Called by services when the session knows something new."""
        self._tell(self._on_change)

    def given(self) -> None:
        """Called by services at every answer and every page: the session holds something new of the person."""
        self._tell(self._on_given)

    def attach(self, hearer: Hearer) -> None:
        """Adds a service that hears events."""
        self._hearers.append(hearer)

    def on_move(self, listener: Listener) -> None:
        self._on_move.append(listener)

    def on_change(self, listener: Listener) -> None:
        self._on_change.append(listener)

    def on_given(self, listener: Listener) -> None:
        self._on_given.append(listener)

    def before_end(self, listener: Listener) -> None:
        """Called while the session that ends is still there."""
        self._before_end.append(listener)

    def on_end(self, listener: Listener) -> None:
        self._on_end.append(listener)

    def on_gate(self, listener: Listener) -> None:
        """Called when a reason to begin no visit came or went."""
        self._on_gate.append(listener)

    def _move(self, signal: Signal) -> None:
        if self._held(signal):
            raise NoSuchMove(f"{signal.value} cannot be taken while a filing is being saved")
        if self._gated(signal):
            raise NoSuchMove(f"{signal.value} begins a visit, and none may begin: {self.gate}")
        before = self._machine.step
        step = self._machine.fire(signal)
        if step is Step.FAREWELL or (step in (self._map.rest, self._map.start) and before is not Step.FAREWELL):
            self._end_session()
        if step is Step.AGENT_SIGN_IN:
            self.agent = None
        self._tell(self._on_move)

    def _end_session(self) -> None:
        self._tell(self._before_end)
        self.session = Session(self._new_id())
        self._tell(self._on_end)

    def _held(self, signal: Signal) -> bool:
        # Whoever leaves now would not learn whether it was saved; saving takes a blink, or fails and says so.
        return bool(self.session.outcome.saving_id) and signal is not Signal.SAVED

    def _gated(self, signal: Signal) -> bool:
        return bool(self._closed) and signal in BEGINNINGS.get(self.step, ())

    def _knows(self, need: Need) -> bool:
        known = {
            Need.AGENT: self.agent is not None,
            Need.RESIDENT: self.session.identification.resident is not None,
            Need.MATTER: self.session.choice.matter is not None,
            Need.FILING: self.session.outcome.filing is not None,
        }
        return known[need]

    @staticmethod
    def _tell(listeners: list[Listener]) -> None:
        for listener in tuple(listeners):
            listener()
