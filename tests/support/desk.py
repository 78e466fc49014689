"""The devices' desk of tests without devices: it notes what was asked, and the test answers by publishing."""

from dataclasses import dataclass, field

from kiosk.ports import DeviceSnapshot, Door, Light, PrintRequest, ScanRequest, Slip


@dataclass
class NotingDesk:
    """`kiosk.ports.DeviceDesk` that notes every request."""

    scans: list[tuple[str, ScanRequest]] = field(default_factory=list)
    prints: list[tuple[str, PrintRequest]] = field(default_factory=list)
    captures: list[tuple[str, ScanRequest]] = field(default_factory=list)
    slips: list[tuple[str, Slip]] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)
    previewing: bool = False
    searching: bool = False
    lit: Light | None = None
    cancelled: int = 0

    def snapshots(self) -> tuple[DeviceSnapshot, ...]:
        return ()

    def scan(self, job: str, request: ScanRequest) -> None:
        self.scans.append((job, request))

    def cancel_scan(self) -> None:
        self.cancelled += 1

    def preview(self, on: bool, *, codes: bool = False) -> None:
        self.previewing, self.searching = on, on and codes

    def capture(self, job: str, request: ScanRequest) -> None:
        self.captures.append((job, request))

    def print_pdf(self, job: str, request: PrintRequest) -> None:
        self.prints.append((job, request))

    def print_slip(self, job: str, slip: Slip) -> None:
        self.slips.append((job, slip))

    def light(self, lit: Light | None) -> None:
        self.lit = lit

    def open_door(self, door: Door) -> None:
        self.doors.append(door)
