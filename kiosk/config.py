"""Frozen settings, read from TOML: what a county may want to change, every such delay and limit among it."""

import re
import tomllib
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints
from urllib.parse import urlsplit

from kiosk.errors import ConfigurationFailure


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


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """Which devices hang on this machine. `none` is for one that is not fitted: nothing is opened, its jobs fail."""

    card_port: str = ""
    """The reader's port, such as /dev/ttyUSB0. Ports are not searched, so "" is `none` too."""
    card_baud: int = 115200
    scanner: str = ""
    """SANE's name of the device; "" is the first one that SANE finds."""
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
    ups: str = "none"
    """The UPS as NUT names it: NAME@HOST[:PORT]."""


@dataclass(frozen=True, slots=True)
class DelaySettings:
    """Seconds, all of them."""

    idle: float = 300.0
    countdown: float = 45.0
    receipt_wait: float = 6.0
    done: float = 90.0
    farewell: float = 6.0
    card_poll: float = 0.1
    cases_poll: float = 5.0
    retry_first: float = 1.0
    retry_most: float = 300.0
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    sign_in_block: float = 5.0


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """One agent who may sign in here. `pin` is `scrypt$salt-hex$hash-hex`, made by `kiosk agent-pin`."""

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
    agents: tuple[AgentSettings, ...] = ()

    @property
    def data_dir(self) -> Path:
        return Path(self.paths.data)

    @property
    def print_folder(self) -> Path:
        return Path(self.paths.print_folder) if self.paths.print_folder else self.data_dir / "printed"


MODES = ("hall", "village")

NOT_FITTED = "none"
"""The name, among `devices`, of a device that this machine does not have."""

LONGEST_DELAY_S = 86400.0
"""A day; nothing here waits longer, and some of the clocks beneath could not."""

CARD_BAUDS = (115200, 57600, 38400, 19200, 9600)
"""What the readers on the market speak."""

LONGEST_NAME = 200
"""Of a name in a filing, as the contract takes it (sync/contract/CONTRACT.md)."""

TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)
"""A bearer token (RFC 6750, 2.1)."""

AGENT_ID = re.compile(r"[0-9]{1,8}", re.ASCII)
"""What the sign-in screen's digit pad takes."""

PIN_ENTRY = re.compile(r"scrypt\$(?:[0-9a-f]{2})+\$(?:[0-9a-f]{2})+", re.ASCII)

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


def load(path: Path) -> Settings:
    """The settings in the TOML file at `path`; what it does not say keeps its default.

    Raises ConfigurationFailure, one line naming the file and the key, for a missing or broken file, an unknown key,
    and a value of the wrong type or outside its bounds.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise ConfigurationFailure(f"{path}: cannot be read ({fault.strerror})") from fault
    except ValueError as fault:
        # Not TOML, not UTF-8, or a number of thousands of digits.
        raise ConfigurationFailure(f"{path}: is not valid TOML: {fault}") from fault
    settings: Settings = _read(Settings, table, path, "")
    _check(settings, path)
    return settings


def with_paths(settings: Settings, **changes: Any) -> Settings:
    """A copy with some paths replaced; for the demo and for tests."""
    return replace(settings, paths=replace(settings.paths, **changes))


def _read(kind: Any, table: dict[str, Any], path: Path, prefix: str) -> Any:
    hints = get_type_hints(kind)
    known = {item.name: item for item in fields(kind)}
    for key in table:
        if key not in known:
            raise ConfigurationFailure(f"{path}: unknown key {prefix}{key}; known here: {', '.join(known)}")
    for name, item in known.items():
        if name not in table and item.default is MISSING and item.default_factory is MISSING:
            raise ConfigurationFailure(f"{path}: key {prefix}{name} is missing")
    return kind(**{key: _value(hints[key], value, path, prefix + key) for key, value in table.items()})


def _value(kind: Any, value: Any, path: Path, key: str) -> Any:
    if is_dataclass(kind):
        if not isinstance(value, dict):
            raise ConfigurationFailure(f"{path}: {key} must be a table")
        return _read(kind, value, path, key + ".")
    if getattr(kind, "__origin__", None) is tuple:
        if not isinstance(value, list):
            raise ConfigurationFailure(f"{path}: {key} must be a list of tables")
        return tuple(_value(get_args(kind)[0], item, path, f"{key}[{n}]") for n, item in enumerate(value))
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise ConfigurationFailure(f"{path}: {key} is too large") from None
    origin = getattr(kind, "__origin__", kind)
    if isinstance(origin, UnionType) or not isinstance(value, origin) or isinstance(value, bool) != (kind is bool):
        wanted = getattr(origin, "__name__", str(origin))
        raise ConfigurationFailure(f"{path}: {key} must be {wanted}, not {type(value).__name__}")
    return value


def _check(settings: Settings, path: Path) -> None:
    if settings.terminal.mode not in MODES:
        raise ConfigurationFailure(f"{path}: terminal.mode must be one of {', '.join(MODES)}")
    if re.fullmatch(r"[0-9]{6}-[0-9]{4}", settings.terminal.id) is None:
        raise ConfigurationFailure(f"{path}: terminal.id must be six digits, a dash and four digits (330225-0042)")
    _check_words("terminal.place", settings.terminal.place, path)
    _check_paths(settings.paths, path)
    _check_intake(settings.intake, path)
    if settings.devices.card_baud not in CARD_BAUDS:
        raise ConfigurationFailure(f"{path}: devices.card_baud must be one of {', '.join(map(str, CARD_BAUDS))}")
    for item in fields(settings.delays):
        # Not a number compares as false, whatever it is compared with.
        if not 0 < getattr(settings.delays, item.name) <= LONGEST_DELAY_S:
            raise ConfigurationFailure(
                f"{path}: delays.{item.name} must be more than 0 and at most {LONGEST_DELAY_S:.0f} seconds"
            )
    _check_agents(settings.agents, path)


def _check_words(key: str, words: str, path: Path) -> None:
    # Both stand in every filing, where the contract takes names of 1 to 200 characters.
    if not (words.strip() and len(words) <= LONGEST_NAME and words.isprintable()):
        raise ConfigurationFailure(f"{path}: {key} must be 1 to {LONGEST_NAME} printable characters")


def _check_paths(paths: PathSettings, path: Path) -> None:
    for item in fields(paths):
        folder = getattr(paths, item.name)
        if "\0" in folder or (folder and not Path(folder).is_absolute()) or (item.name == "data" and not folder):
            raise ConfigurationFailure(f"{path}: paths.{item.name} must be an absolute path")


def _check_intake(intake: IntakeSettings, path: Path) -> None:
    if not _fit_for_personal_data(intake.url):
        raise ConfigurationFailure(f"{path}: intake.url must be https://HOST (http only on this machine itself)")
    if intake.token and TOKEN.fullmatch(intake.token) is None:
        raise ConfigurationFailure(f"{path}: intake.token must be letters, digits and -._~+/ alone (RFC 6750)")
    if intake.ca_file and not (Path(intake.ca_file).is_absolute() and Path(intake.ca_file).is_file()):
        raise ConfigurationFailure(f"{path}: intake.ca_file must be the absolute path of a file that is there")


def _fit_for_personal_data(url: str) -> bool:
    """Whether what is sent there can be read by nobody on the way."""
    try:
        parts = urlsplit(url)
        # Asking for the port checks it.
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    # A query, a fragment or a name before the host would end up in the midst of every address.
    if parts.query or parts.fragment or parts.username is not None:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in THIS_MACHINE))


def _check_agents(agents: tuple[AgentSettings, ...], path: Path) -> None:
    seen: set[str] = set()
    for n, agent in enumerate(agents):
        if AGENT_ID.fullmatch(agent.id) is None:
            raise ConfigurationFailure(
                f"{path}: agents[{n}].id must be 1 to 8 digits, as the sign-in screen takes them"
            )
        _check_words(f"agents[{n}].name", agent.name, path)
        if agent.id in seen:
            raise ConfigurationFailure(f"{path}: agents[{n}].id is another agent's too")
        if PIN_ENTRY.fullmatch(agent.pin) is None:
            raise ConfigurationFailure(f"{path}: agents[{n}].pin must be a line made by `kiosk agent-pin`")
        seen.add(agent.id)
