"""Runs a visit map: knows the step, the way back, and which signals lead on."""

from collections.abc import Callable

from kiosk.workflow.steps import Signal, Step
from kiosk.workflow.visit_map import Need, Return, Stop, Target, VisitMap


class NoSuchMove(Exception):
    """A signal was fired that the current step does not know, or whose step needs what is not known yet: our bug."""


class Machine:
    """The state of one visit on its map. Not thread-safe: it lives on the face's thread.

    `knows` tells whether a need is met; it is asked at every move, so that no step is entered without its data.
    """

    def __init__(self, visit_map: VisitMap, knows: Callable[[Need], bool]) -> None:
        self._map = visit_map
        self._knows = knows
        self._step = visit_map.start
        self._trail: list[Step] = []

    @property
    def step(self) -> Step:
        return self._step

    @property
    def stop(self) -> Stop:
        """The current step's row of the map."""
        return self._map.stops[self._step]

    def target(self, signal: Signal) -> Step | None:
        """Where `signal` would lead from here, or None if it leads nowhere."""
        stop = self.stop
        found: Target | None
        if signal in stop.moves:
            found = stop.moves[signal]
        elif signal is Signal.BACK:
            found = Return.TO_CALLER if stop.back else None
        elif signal in (Signal.CANCEL, Signal.TIMEOUT):
            found = stop.leave
        else:
            return None
        if isinstance(found, Return):
            found = self._trail[-1] if self._trail else None
        if found is None or not all(self._knows(need) for need in self._map.stops[found].needs):
            return None
        return found

    def fire(self, signal: Signal) -> Step:
        """Moves, and returns the new step.

        Raises NoSuchMove where `target` is None. The trail is what BACK walks: going on adds to it, coming back to a
        step already on it cuts it there, and leaving forgets it.
        """
        target = self.target(signal)
        if target is None:
            raise NoSuchMove(f"{signal.value} leads nowhere from {self._step.value}")
        if target in (self._map.rest, self._map.start, Step.FAREWELL):
            self._trail.clear()
        elif target in self._trail:
            del self._trail[self._trail.index(target) :]
        else:
            behind = self.stop.behind.get(target, (self._step,))
            self._trail.extend(step for step in behind if step not in self._trail)
        self._step = target
        return target
