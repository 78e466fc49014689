"""A clock that tests move, and a centre that says what it is told to say."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from kiosk.domain.filing import Acknowledgement, Filing, Progress
from tests.unit.storage.samples import ACKNOWLEDGEMENT, NOON

Answer = Acknowledgement | Exception


class MovedClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self._now = NOON
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def move(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def set_wall_clock(self, seconds: float) -> None:
        """As somebody who corrects the date does: only the time of day jumps."""
        self._now += timedelta(seconds=seconds)


class ScriptedIntake:
    """Answers deliveries from a script, then with an acknowledgement; remembers what it was handed."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = deque(answers)
        self.delivered: list[Filing] = []
        self.watch: Callable[[Filing], None] = lambda _filing: None

    def deliver(self, filing: Filing, told: Callable[[Progress], None]) -> Acknowledgement:
        self.delivered.append(filing)
        self.watch(filing)
        answer = self.answers.popleft() if self.answers else ACKNOWLEDGEMENT
        if isinstance(answer, Exception):
            raise answer
        return answer
