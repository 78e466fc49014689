"""Every driver of identity cards before its stand-in, as the contract suite wants them: one line of `BENCHES` each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

from devices.cards.base import ReaderDelays
from devices.cards.sdt import SdtReader
from devices.cards.serial_id import SerialIdReader
from devices.cards.social_card import SocialCardReader
from devices.simulators.control import SimulatorControl, spawn_id_reader
from devices.simulators.sample_cards import SAMPLES, Card
from devices.simulators.social_control import spawn_social_card
from devices.simulators.social_samples import SOCIAL_SAMPLES
from kiosk.clock import SystemClock
from kiosk.ports import IdCardReader
from tests.support.pcscd import PcscService
from tests.support.sdt import compile_sdt

PATIENCE_S = 10.0


def until(what: str, holds: Callable[[], bool]) -> None:
    """Asks until it holds: PC/SC looks into its readers only now and then."""
    deadline = monotonic() + PATIENCE_S
    while not holds():
        if monotonic() > deadline:
            raise AssertionError(f"{what}: it did not come")
        Event().wait(0.005)


@dataclass(frozen=True, slots=True)
class Bench:
    """A driver's stand-in: `control` lays cards down, `spoil` makes readings fail until `clear` and tells the cause."""

    make: Callable[[], IdCardReader]
    control: SimulatorControl
    spoil: Callable[[], str]
    unplug: Callable[[], object]
    replug: Callable[[], object]

    def clear(self) -> None:
        """As it was in the beginning."""
        self.control.clear_faults()
        self.control.remove()


@dataclass(frozen=True, slots=True)
class BenchKind:
    """The cards a driver can read, and how its bench is set up with its files in a folder."""

    cards: Mapping[str, Card]
    set_up: Callable[[Path], AbstractContextManager[Bench]]


@contextmanager
def _serial_id(folder: Path) -> Iterator[Bench]:
    delays = ReaderDelays(answer_s=0.2, select_s=0.2, read_s=0.4)
    with spawn_id_reader(folder) as stand_in:
        yield _ga_450(stand_in.control, lambda: SerialIdReader(str(stand_in.port), SystemClock(), delays=delays))


@contextmanager
def _sdt(folder: Path) -> Iterator[Bench]:
    with spawn_id_reader(folder) as stand_in:
        library = compile_sdt(folder)
        yield _ga_450(stand_in.control, lambda: SdtReader(library.path, 1001, SystemClock()))


def _ga_450(control: SimulatorControl, make: Callable[[], IdCardReader]) -> Bench:
    def spoil() -> str:
        control.fault("status", times=1000, on="read")
        return "read-failed"

    return Bench(make, control, spoil, control.unplug, control.replug)


@contextmanager
def _social_card(_folder: Path) -> Iterator[Bench]:
    with PcscService("Left", "Right") as service, spawn_social_card(service.slot("Left")) as stand_in:

        def spoil() -> str:
            stand_in.control.fault("damaged", times=1000, on="read-by-tag")
            return "bad-data"

        yield Bench(
            lambda: SocialCardReader("Left 00 00", SystemClock()),
            stand_in.control,
            spoil,
            lambda: service.restart(without=["Left"]),
            service.restart,
        )


BENCHES: dict[str, BenchKind] = {
    "serial-id": BenchKind(SAMPLES, _serial_id),
    "sdt": BenchKind(SAMPLES, _sdt),
    "social-card": BenchKind(SOCIAL_SAMPLES, _social_card),
}
