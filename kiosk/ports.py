"""What the core needs from outside, as protocols and the values they speak.

Services call the `DeviceDesk`: it returns at once and answers by events. Drivers implement the blocking ports
(`IdCardReader`, `Scanner`, `Printer`) and are only ever called on their own device's thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kiosk.domain.filing import Acknowledgement, Filing
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
class DeviceSnapshot:
    """The health of one device at one moment. `cause` is a DeviceFailure cause, `remedy` what a person can do."""

    name: str
    capability: str
    driver: str
    state: DeviceState
    cause: str = ""
    remedy: str = ""


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


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """One page, as the matter's rule wants it."""

    rule: MaterialRule


class Scanner(Protocol):
    """A source of pages. Blocking; one thread; raises DeviceFailure."""

    def open(self) -> None:
        """Finds the device and opens it."""

    def close(self) -> None:
        """Gives the device back; never raises."""

    def scan(self, request: ScanRequest, progress: Callable[[float], None]) -> Page:
        """Scans one page, telling progress from 0 to 1."""

    def cancel(self) -> None:
        """Ends a running scan; the one call allowed from another thread."""


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """One PDF for the paper printer."""

    title: str
    pdf: bytes
    copies: int = 1


@dataclass(frozen=True, slots=True)
class PrintPlace:
    """Where a paper went: `where` is the printer's name, or the file in the print folder if `to_folder`."""

    where: str
    to_folder: bool


class Printer(Protocol):
    """A printer of A4 papers. Blocking; one thread; raises DeviceFailure."""

    def open(self) -> None:
        """Finds the printer."""

    def close(self) -> None:
        """Lets go of it; never raises."""

    def print_pdf(self, request: PrintRequest) -> PrintPlace:
        """Hands the job over and says where it went."""


class DeviceDesk(Protocol):
    """What services may ask of the devices. Every call returns at once; answers come as events."""

    def snapshots(self) -> tuple[DeviceSnapshot, ...]:
        """The health of every device, now."""

    def scan(self, job: str, request: ScanRequest) -> None:
        """Answers with ScanProgress, then PageScanned or ScanFailed, all with this `job`."""

    def cancel_scan(self) -> None:
        """The running scan, if any, ends with ScanFailed("cancelled")."""

    def print_pdf(self, job: str, request: PrintRequest) -> None:
        """Answers with Printed or PrintFailed."""


class Intake(Protocol):
    """The centre, from the terminal's side. Blocking; sync's thread only. Raises LineFailure or IntakeRefusal."""

    def deliver(self, filing: Filing) -> Acknowledgement:
        """The contract's three steps; returns only on a parsed acknowledgement."""
