"""What the core needs from outside, as protocols and the values they speak.

Services call the `DeviceDesk`: it returns at once and answers by events. Drivers implement the blocking ports
(`IdCardReader`, `Scanner`, `Printer`) and are only ever called on their own device's thread.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kiosk.domain.catalogue_delta import SealedDelta
from kiosk.domain.filing import Acknowledgement, Filing, Progress
from kiosk.domain.identity import IdentityDocument
from kiosk.domain.material import MaterialRule, Page


class Clock(Protocol):
    """Time, so that tests own it."""

    def now(self) -> datetime:
        """The time of day, timezone-aware."""

    def monotonic(self) -> float:
        """Seconds that never jump back."""


class DeviceState(StrEnum):
    """How a supervised device is."""

    ABSENT = "absent"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    NEEDS_ATTENTION = "needs-attention"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Supply:
    """Something that a printer uses up, as it tells it; `percent` is None where it does not know how much is left.

    `kind` as in prtMarkerSuppliesType of the printer MIB (RFC 3805): `toner`, `ink`, `wasteToner` …, or "".
    """

    name: str
    kind: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class DeviceSnapshot:
    """The health of one device at one moment.

    `name` is unique on a terminal (`id-card`, `social-card`, `scanner` …), `cause` a DeviceFailure cause, `remedy` what
    a person can do, `place` where it hangs: a port, a queue, an address; `warnings` are causes of what still works but
    will not for long (`toner-low`, `paper-low`), `supplies` what a printer says of its own.
    """

    name: str
    capability: str
    driver: str
    state: DeviceState
    cause: str = ""
    remedy: str = ""
    place: str = ""
    warnings: tuple[str, ...] = ()
    supplies: tuple[Supply, ...] = ()


class IdCardReader(Protocol):
    """A reader of identity cards. Blocking; one thread; every call raises DeviceFailure and nothing else."""

    def open(self) -> None:
        """Opens the port and checks that a reader answers."""

    def close(self) -> None:
        """Gives the port back; never raises."""

    def poll(self) -> bool:
        """Whether a card that has not been read yet lies in the field; within 300 ms."""

    def read(self) -> IdentityDocument:
        """Reads the card that `poll` noticed, once."""

    def present(self) -> bool:
        """Whether the card read last still lies there."""


class PaperSource(StrEnum):
    """Where a scanner takes its pages from. ANY is the feeder where it has one with paper in it, else the glass."""

    ANY = "any"
    GLASS = "glass"
    FEEDER = "feeder"


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """Pages as the matter's rule wants them, at most `most_pages` of them; the glass always gives one."""

    rule: MaterialRule
    source: PaperSource = PaperSource.ANY
    most_pages: int = 1


class Scanner(Protocol):
    """A source of pages. Blocking; one thread; raises DeviceFailure."""

    def open(self) -> None:
        """Finds the device and opens it."""

    def close(self) -> None:
        """Gives the device back; never raises."""

    def scan(self, request: ScanRequest, progress: Callable[[float], None]) -> Iterator[Page | None]:
        """Gives page after page as each is done, telling each one's progress from 0 to 1.

        None stands for a blank page that was left out. What goes wrong after some pages is raised after they were
        given.
        """

    def cancel(self) -> None:
        """Ends a running scan; the one call allowed from another thread."""


@dataclass(frozen=True, slots=True)
class CameraPicture:
    """One picture of the live preview, as JPEG, small enough to be shown many times a second."""

    content: bytes = field(repr=False)
    width_px: int
    height_px: int


class Camera(Protocol):
    """A document camera. Blocking; one thread; raises DeviceFailure."""

    def open(self) -> None:
        """Opens it and waits for its first picture."""

    def close(self) -> None:
        """Gives the device back; never raises."""

    def preview(self) -> CameraPicture:
        """The newest picture, within 300 ms."""

    def capture(self, request: ScanRequest) -> Page:
        """One page at full resolution, straightened, by the request's rule."""

    def rest(self) -> None:
        """Stops the stream, so that its light goes off; `preview` and `capture` start it again."""


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """One PDF for the paper printer."""

    title: str
    pdf: bytes = field(repr=False)
    copies: int = 1
    duplex: bool = False


class PrintPhase(StrEnum):
    """How far a paper is: taken by the spooler, coming out of the printer."""

    QUEUED = "queued"
    PRINTING = "printing"


@dataclass(frozen=True, slots=True)
class PrintPlace:
    """Where a paper went: `where` is the printer's name, or the file in the print folder if `to_folder`.

    `sheets` is how many sheets of paper it took, 0 in the folder; None where the printer does not say. `roll_mm` is how
    much of the receipt roll a slip took.
    """

    where: str
    to_folder: bool
    sheets: int | None = None
    roll_mm: int = 0


class Printer(Protocol):
    """A printer of A4 papers. Blocking; one thread; raises DeviceFailure."""

    def open(self) -> None:
        """Finds the printer."""

    def close(self) -> None:
        """Lets go of it; never raises."""

    def print_pdf(self, request: PrintRequest, told: Callable[[PrintPhase], None]) -> PrintPlace:
        """Prints to the end and says where it went; what cannot come out is taken back before it raises."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One line of a slip; `scale` is 1 or 2, for both width and height."""

    words: str
    scale: int = 1
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """What the receipt printer puts on its roll: lines, then the code, then a cut."""

    title: str
    lines: tuple[SlipLine, ...] = field(repr=False)
    code: str = ""


class SlipPrinter(Protocol):
    """A printer of slips on a roll. Blocking; one thread; raises DeviceFailure."""

    def open(self) -> None:
        """Opens the line to it and asks how it is."""

    def close(self) -> None:
        """Gives the line back; never raises."""

    def print_slip(self, slip: Slip) -> PrintPlace:
        """Prints and cuts; raises paper-out, door-open … before anything is printed where it can tell."""


class Light(StrEnum):
    """The guide lights, each beside the device it names."""

    READER = "reader"
    SCANNER = "scanner"
    PRINTER = "printer"


class Door(StrEnum):
    """The pick-up doors in front of what comes out."""

    PAPERS = "papers"
    SLIPS = "slips"


@dataclass(frozen=True, slots=True)
class CabinetState:
    """What the board in the cabinet senses; `present` is None where no presence sensor is fitted."""

    present: bool | None = None
    open_doors: frozenset[Door] = frozenset()


class Cabinet(Protocol):
    """The board around the devices: presence, guide lights, doors. Blocking; one thread; raises DeviceFailure."""

    def open(self) -> None:
        """Opens the bus and asks the board for its state."""

    def close(self) -> None:
        """All lights off, the bus given back; never raises."""

    def sense(self) -> CabinetState:
        """What the board senses now."""

    def light(self, lit: Light | None) -> None:
        """Lights this one alone; None is none."""

    def open_door(self, door: Door) -> None:
        """Unlocks one door; raises DeviceFailure("unsupported") where it is not fitted."""


class Power(StrEnum):
    """Where the terminal's electricity comes from. LOW is a battery that is about to end."""

    MAINS = "mains"
    BATTERY = "battery"
    LOW = "low"


class Ups(Protocol):
    """The battery that bridges a power cut. Blocking; one thread; raises DeviceFailure."""

    def open(self) -> None:
        """Finds it."""

    def close(self) -> None:
        """Lets go of it; never raises."""

    def power(self) -> Power:
        """How it is fed now."""


class DeviceDesk(Protocol):
    """What services may ask of the devices. Every call returns at once; answers come as events."""

    def snapshots(self) -> tuple[DeviceSnapshot, ...]:
        """The health of every device, now."""

    def scan(self, job: str, request: ScanRequest) -> None:
        """Answers with ScanProgress and PageScanned, then ScanEnded or ScanFailed, all with this `job`."""

    def cancel_scan(self) -> None:
        """The running scan, if any, ends with ScanFailed("cancelled")."""

    def preview(self, on: bool, *, codes: bool = False) -> None:
        """From now on the camera answers with CameraSaw many times a second, or no more.

        With `codes` what it sees is searched for codes, too: CodeScanned for each that comes into sight.
        """

    def capture(self, job: str, request: ScanRequest) -> None:
        """Takes one page with the camera; answers as `scan` does."""

    def print_pdf(self, job: str, request: PrintRequest) -> None:
        """Answers with PrintProgress, then Printed or PrintFailed."""

    def print_slip(self, job: str, slip: Slip) -> None:
        """Answers with Printed or PrintFailed."""

    def light(self, lit: Light | None) -> None:
        """Lights the guide light beside one device and no other; nothing where there are none."""

    def open_door(self, door: Door) -> None:
        """Unlocks a pick-up door; nothing where there is none."""


class Intake(Protocol):
    """The centre, from the terminal's side. Blocking; sync's thread only. Raises LineFailure or IntakeRefusal."""

    def deliver(self, filing: Filing, told: Callable[[Progress], None]) -> Acknowledgement:
        """The contract's three steps; returns only on a parsed acknowledgement.

        `told` hears how far it is, first by what the centre says it has, then many times a second, on this thread.
        """


class CatalogueShelf(Protocol):
    """The terminal's catalogue, from the line's side. Blocking; sync's thread only."""

    def standing(self) -> tuple[str, int] | None:
        """What is installed: its version, and the serial of the step taken last (0 for none). None before there is any.

        Raises StoreFailure.
        """

    def take(self, sealed: SealedDelta) -> None:
        """Takes a step that the county has published; raises CatalogueRefusal or StoreFailure, and nothing has changed
        then.
        """


class CaseDesk(Protocol):
    """The centre's answer to whoever holds a receipt, from whichever terminal. Any thread; returns at once."""

    def ask(self, session_id: str, filing_id: str) -> None:
        """Answers with CaseFound, CaseNotFound or CaseUnreachable for that session, before a deadline.

        A later question takes the place of one that has not been asked yet.
        """
