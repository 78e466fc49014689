"""What every board in a cabinet shares: where its lights, locks and sensors hang, and its delays."""

from dataclasses import dataclass, field, fields
from typing import Generic, Self, TypeVar

from kiosk.config import CabinetMapSettings
from kiosk.ports import Door, Light

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class BoardMap:
    """Addresses on the board, from 0 as in the frames; what is not fitted has no entry.

    Lights and locks are coils, presence and door contacts are discrete inputs (Modbus application protocol 1.1b3, 4.3).
    `pulse_s` is how long a lock is powered, 0 where the board itself lets go of it; `presence_samples` so many equal
    looks in a row count.
    """

    lights: dict[Light, int] = field(default_factory=dict)
    locks: dict[Door, int] = field(default_factory=dict)
    presence: int | None = None
    contacts: dict[Door, int] = field(default_factory=dict)
    presence_inverted: bool = False
    doors_inverted: bool = False
    pulse_s: float = 0.8
    presence_samples: int = 3

    @classmethod
    def of(cls, settings: CabinetMapSettings) -> Self:
        """The map as the settings have it, where -1 is not fitted."""
        fitted = {item.name: getattr(settings, item.name) for item in fields(settings)}
        return cls(
            lights={light: at for light in Light if (at := fitted[f"light_{light.value}"]) >= 0},
            locks={door: at for door in Door if (at := fitted[f"lock_{door.value}"]) >= 0},
            presence=settings.presence if settings.presence >= 0 else None,
            contacts={door: at for door in Door if (at := fitted[f"door_{door.value}"]) >= 0},
            presence_inverted=settings.presence_inverted,
            doors_inverted=settings.doors_inverted,
            pulse_s=settings.pulse,
            presence_samples=settings.presence_samples,
        )

    @property
    def coils(self) -> tuple[int, ...]:
        """Every coil that is ours to switch."""
        return (*self.lights.values(), *self.locks.values())

    @property
    def inputs(self) -> tuple[int, ...]:
        """Every input that is looked at."""
        return (*(() if self.presence is None else (self.presence,)), *self.contacts.values())


@dataclass(frozen=True, slots=True)
class BoardDelays:
    """How long a board may take to answer, in seconds, and how often it is asked."""

    answer_s: float = 0.25
    """Boards answer within 100 ms; the guide for serial lines names 1 s at most, which would stop the sensing."""
    tries: int = 3
    """A relay that switches disturbs the line: one damaged answer says nothing."""


class Steady(Generic[ValueT]):
    """The value of a sensor that flickers: the newest that was seen `samples` times in a row."""

    def __init__(self, samples: int, value: ValueT) -> None:
        self._samples = samples
        self._seen = value
        self._times = 0
        self.value = value

    def see(self, now: ValueT) -> ValueT:
        """Takes one look into account; returns what counts."""
        self._times = self._times + 1 if now == self._seen else 1
        self._seen = now
        if self._times >= self._samples:
            self.value = now
        return self.value
