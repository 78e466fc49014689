"""Frozen settings: what a county may want to change, every such delay and limit among it.

`kiosk/config_file.py` reads them from a file, `kiosk/config_checks.py` says which values make sense.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

NOT_FITTED = "none"
"""The name, among `devices`, of a device that this machine does not have."""


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """Which machine this is. `id` is a GB/T 2260 region and four digits; `mode` is `hall` or `village`."""

    id: str = "330225-0001"
    place: str = "象山县丹东街道"
    place_en: str = "Dandong Street, Xiangshan"
    mode: str = "hall"
    service_phone: str = "12345"


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Where this machine keeps things. An empty `catalogue` is the built-in one."""

    data: str = "/var/lib/jiujin"
    print_folder: str = ""
    catalogue: str = ""


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """The centre. `token` names this terminal to it; `ca_file` a certificate authority besides the system's."""

    url: str = "http://127.0.0.1:8765"
    token: str = field(default="", repr=False)
    ca_file: str = ""
    upload_bytes_per_s: int = 0
    """The most that papers may take of a line that a village shares; 0 is no ceiling."""
    carry_out_key: str = ""
    """The file with the centre's public key, for filings carried there on a stick; "" is none (docs/carry-out.md)."""


@dataclass(frozen=True, slots=True)
class CabinetMapSettings:
    """Where things hang on the cabinet's board: coil and input addresses as in the frames, from 0; -1 is not fitted."""

    light_reader: int = 0
    light_scanner: int = 1
    light_printer: int = 2
    lock_papers: int = 3
    lock_slips: int = 4
    presence: int = 0
    door_papers: int = 1
    door_slips: int = 2
    presence_inverted: bool = False
    """The sensor's input reads 0, not 1, while somebody is there."""
    doors_inverted: bool = False
    """A door's input reads 0, not 1, while the door stands open."""
    pulse: float = 0.8
    """Seconds for which a lock is powered; 0 where the board itself lets go of it."""
    presence_samples: int = 3
    """So many equal looks in a row, a quarter of a second apart, before somebody counts as there, or as gone."""


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """Which devices hang on this machine. `none` is for one that is not fitted: nothing is opened, its jobs fail."""

    card_port: str = ""
    """The reader's port, such as /dev/ttyUSB0. Ports are not searched, so "" is `none` too."""
    card_baud: int = 115200
    scanner: str = ""
    """SANE's name of the device; "" is the first one that SANE finds; folder:/PATH takes pages from files there."""
    sane_config_dir: str = ""
    printer: str = ""
    """The queue in CUPS, and nothing else: while it is missing, or CUPS is down, the printer is not ready. "" is CUPS'
    default queue or its only one; where there is neither, papers go into `paths.print_folder`."""
    cups_server: str = ""
    scanner_options: dict[str, str] = field(default_factory=dict)
    sdt_library: str = ""
    """The vendor's library of a reader that speaks no frames of its own; takes the place of `card_port`."""
    sdt_port: int = 1001
    """1 to 16 are serial ports, 1001 to 1016 USB."""
    photo_library: str = ""
    """The file of a maker's library that makes a picture of a card's photo, for `kiosk devices read-card --photo`."""
    photo_code: int = 0
    """The number that the `unpack` of such a library wants, its maker's own; 0 where it has no such function."""
    social_reader: str = "none"
    """The PC/SC reader of social-security cards, or a part of its name; "" is whichever has such a card in it."""
    camera: str = "none"
    """The document camera: /dev/video0, or a link under /dev/v4l/by-id; "" is the first one there is."""
    slip_printer: str = "none"
    """The receipt printer: tcp://HOST:9100, serial:///dev/ttyS1?baud=9600, usb://VENDOR:PRODUCT (hexadecimal)."""
    cabinet: str = "none"
    """The Modbus RTU board of sensors, lights and doors: a serial port."""
    cabinet_baud: int = 9600
    cabinet_unit: int = 1
    cabinet_map: CabinetMapSettings = CabinetMapSettings()
    ups: str = "none"
    """The UPS as NUT names it: NAME@HOST[:PORT]."""
    code_reader: bool = False
    """A code reader that types like a keyboard: what it types goes into no field, and people are told to use it."""


@dataclass(frozen=True, slots=True)
class DelaySettings:
    """Seconds, all of them."""

    idle: float = 300.0
    countdown: float = 45.0
    gone: float = 20.0
    """Quiet before the countdown where the presence sensor sees nobody any more."""
    receipt_wait: float = 6.0
    done: float = 90.0
    farewell: float = 6.0
    card_poll: float = 0.15
    cases_poll: float = 5.0
    heartbeat: float = 60.0
    """Between two words to the centre on how this machine is (docs/line.md), a fifth more or less."""
    retry_first: float = 1.0
    retry_most: float = 300.0
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    centre_poll: float = 600.0
    """Between two questions to the centre for its limits and its clock, while all is well."""
    catalogue_poll: float = 900.0
    """Between two questions to the centre for a newer catalogue, while all is well."""
    clock_warning: float = 120.0
    """A clock that is further from the centre's is told to staff."""
    clock_wrong: float = 900.0
    """A clock that is further from the centre's is told to whoever stands before the screen, and on their receipt."""
    sign_in_block: float = 5.0
    code_gap: float = 0.035
    """Keys that follow each other faster than this come from a code reader, not from fingers."""


@dataclass(frozen=True, slots=True)
class DraftSettings:
    """How long what was not confirmed waits for its person, and how much of it is kept; then it is wiped."""

    days: int = 7
    per_person: int = 5
    most: int = 300
    megabytes: int = 1000
    """Of scanned pages, of all drafts together."""


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """How long personal data stays here once a filing has come to its end; then it is wiped (docs/line.md)."""

    hall_minutes: int = 10
    """After the centre has acknowledged, for a second copy of the receipt."""
    outlet_days: int = 30
    """After the case is concluded, or has ended otherwise."""
    refused_days: int = 90
    """After the centre has refused it, for as long as it was neither corrected nor taken back."""
    papers_hours: int = 24
    """Papers left as files where there is no printer."""


@dataclass(frozen=True, slots=True)
class CatalogueSettings:
    """Whose word on the matters is taken."""

    keys: tuple[str, ...] = ()
    """Files with the county's public keys (Ed25519, PEM): two while one takes the other's place; none takes nothing."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What the store asks of the disk."""

    least_free_mb: int = 500
    """With less room than this nobody begins: whoever has begun must be able to end, with all their papers."""


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """One agent or technician who may sign in here. `pin` is `scrypt$salt-hex$hash-hex`, made by `kiosk agent-pin`."""

    id: str
    name: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a terminal is told."""

    terminal: TerminalSettings = TerminalSettings()
    paths: PathSettings = PathSettings()
    intake: IntakeSettings = IntakeSettings()
    devices: DeviceSettings = DeviceSettings()
    delays: DelaySettings = DelaySettings()
    drafts: DraftSettings = DraftSettings()
    retention: RetentionSettings = RetentionSettings()
    catalogue: CatalogueSettings = CatalogueSettings()
    store: StoreSettings = StoreSettings()
    agents: tuple[AgentSettings, ...] = ()
    technicians: tuple[AgentSettings, ...] = ()
    """Who may open the staff's screen, besides the agents."""

    @property
    def data_dir(self) -> Path:
        return Path(self.paths.data)

    @property
    def print_folder(self) -> Path:
        return Path(self.paths.print_folder) if self.paths.print_folder else self.data_dir / "printed"


def with_paths(settings: Settings, **changes: Any) -> Settings:
    """A copy with some paths replaced; for the demo and for tests."""
    return replace(settings, paths=replace(settings.paths, **changes))
