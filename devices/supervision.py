"""What supervision asks of a driver beyond its port, and the delays it goes by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from kiosk.events import EventBus
from kiosk.ports import Clock, Supply


@dataclass(frozen=True, slots=True)
class SupervisionDelays:
    """Seconds between a device's questions and tries."""

    card_poll_s: float = 0.15
    """Between two looks for a card: half of the 300 ms in which one has to be noticed, and no more work than that."""
    check_s: float = 1.5
    """Between two looks at the health of an idle device that can tell it."""
    preview_s: float = 0.1
    """Between two pictures of the camera's preview."""
    sense_s: float = 0.25
    """Between two looks at the cabinet's sensors."""
    door_owed_s: float = 20.0
    """How long a pick-up door that could not be opened is still opened when its board comes back."""
    power_s: float = 1.5
    """Between two questions to the UPS."""
    attention_s: float = 20.0
    """How long a fault that only the next job can disprove is shown."""
    first_retry_s: float = 0.5
    most_retry_s: float = 3.0
    """Tries come at doubling distances up to this one, so that a device plugged in again is back within 5 s."""
    permanent_retry_s: float = 30.0
    """Faults that need a hand are looked at again this often, after some quicker tries."""
    stop_s: float = 2.0
    """How long `stop` waits for all devices together."""
    watch_s: float = 1.0
    """Between two looks for calls that do not come back."""
    open_limit_s: float = 60.0
    """How long a call that opens or closes a device may last; network scanners are looked for at length."""
    idle_limit_s: float = 10.0
    """How long a question to an idle device may last."""
    poll_limit_s: float = 5.0
    """How long a question to an idle card reader may last."""
    read_limit_s: float = 20.0
    """How long reading a card may last: three tries at 9600 baud."""
    job_limit_s: float = 60.0
    """How long a job may go on without a sign of life, where its driver does not say."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all devices of a terminal share: `changed` is called on a device's thread after its snapshot changed."""

    bus: EventBus
    delays: SupervisionDelays
    changed: Callable[[], None]
    clock: Clock


class Opened(Protocol):
    """What every driver has."""

    def open(self) -> None:
        """Raises DeviceFailure."""

    def close(self) -> None:
        """Never raises."""


@runtime_checkable
class Cancellable(Protocol):
    """A driver whose running call can be ended from another thread."""

    def cancel(self) -> None:
        """Returns at once; the running call raises DeviceFailure soon."""


@runtime_checkable
class Checked(Protocol):
    """A driver that can tell its device's health without a job."""

    def check(self) -> None:
        """Raises the DeviceFailure that a job would raise now."""


@runtime_checkable
class Limited(Protocol):
    """A driver that knows how long its jobs may go on without a sign of life."""

    @property
    def limit_s(self) -> float: ...


@runtime_checkable
class Named(Protocol):
    """A driver that has a name, as `--driver` takes it."""

    driver_name: str


@runtime_checkable
class Placed(Protocol):
    """A driver that can say where its device hangs: a port, a queue, an address; "" before it is known."""

    @property
    def place(self) -> str: ...


@runtime_checkable
class Warned(Protocol):
    """A driver that knows what will soon keep its device from working, as causes of the table; on its own thread."""

    @property
    def warnings(self) -> tuple[str, ...]: ...


@runtime_checkable
class Supplied(Protocol):
    """A printer that tells how full its supplies are, as the last look found it; on its own thread."""

    @property
    def supplies(self) -> tuple[Supply, ...]: ...
