"""Which values of the settings make sense: bounds, addresses, and what may not be said twice."""

import re
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.config import (
    NOT_FITTED,
    AgentSettings,
    DeviceSettings,
    IntakeSettings,
    PathSettings,
    RetentionSettings,
    Settings,
)
from kiosk.errors import ConfigurationFailure
from kiosk.slip_address import SlipAddress

MODES = ("hall", "village")

LONGEST_DELAY_S = 86400.0
"""A day; nothing here waits longer, and some of the clocks beneath could not."""

CARD_BAUDS = (115200, 57600, 38400, 19200, 9600)
"""What the readers on the market speak."""

CABINET_BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
"""What relay boards offer; 9600 and 19200 are those that every Modbus device must (serial line guide 1.02, 3.2)."""

LAST_UNIT = 247
"""Modbus over serial line 1.02, 2.2: 0 is everybody, 248 to 255 are reserved."""

LAST_ADDRESS = 65535

LARGEST_PHOTO_CODE = 2**31 - 1
"""A C int."""

LONGEST_PULSE_S = 10.0
"""A lock's coil that is powered longer burns."""

MOST_SAMPLES = 50

LEAST_UPLOAD, MOST_UPLOAD = 1_000, 1_000_000_000
"""Bytes a second. Slower, and the papers of one busy morning would not be sent by the next."""

MOST_OF_DRAFTS = {"days": 90, "per_person": 100, "most": 10_000, "megabytes": 100_000}
"""Personal data is kept only as long as needed: whoever has not come back after three months begins anew."""

RETENTION_BOUNDS = {
    "hall_minutes": (0, 1440),
    "outlet_days": (0, 366),
    "refused_days": (7, 366),
    "papers_hours": (1, 720),
}
"""Least and most. A week at least for whoever was refused: it must be filed again by somebody who has the papers."""

LEAST_ROOM_MB, MOST_ROOM_MB = 100, 1_000_000
"""Of `store.least_free_mb`: below, the papers of one filing may not fit."""

UPS_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}@([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?", re.ASCII)
"""NAME@HOST[:PORT], as NUT's own programs take it; an IPv6 address stands in brackets."""

LONGEST_NAME = 200
"""Of a name in a filing, as the contract takes it (sync/contract/CONTRACT.md)."""

TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)
"""A bearer token (RFC 6750, 2.1)."""

AGENT_ID = re.compile(r"[0-9]{1,8}", re.ASCII)
"""What the sign-in screen's digit pad takes."""

PIN_ENTRY = re.compile(r"scrypt\$(?:[0-9a-f]{2})+\$(?:[0-9a-f]{2})+", re.ASCII)

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


def check(settings: Settings, path: Path) -> None:
    """Raises ConfigurationFailure, one line naming the file at `path` and the key, for the first that does not."""
    if settings.terminal.mode not in MODES:
        raise ConfigurationFailure(f"{path}: terminal.mode must be one of {', '.join(MODES)}")
    if re.fullmatch(r"[0-9]{6}-[0-9]{4}", settings.terminal.id) is None:
        raise ConfigurationFailure(f"{path}: terminal.id must be six digits, a dash and four digits (330225-0042)")
    _check_words("terminal.place", settings.terminal.place, path)
    _check_paths(settings.paths, path)
    _check_intake(settings.intake, path)
    if settings.devices.card_baud not in CARD_BAUDS:
        raise ConfigurationFailure(f"{path}: devices.card_baud must be one of {', '.join(map(str, CARD_BAUDS))}")
    _check_photos(settings.devices, path)
    _check_cabinet(settings.devices, path)
    slips = settings.devices.slip_printer
    if slips not in {"", NOT_FITTED} and not _names_a_slip_printer(slips):
        raise ConfigurationFailure(
            f"{path}: devices.slip_printer must be tcp://HOST:PORT, serial:///dev/NAME or usb://VVVV:PPPP, or none"
        )
    if settings.devices.ups != NOT_FITTED and not _names_a_ups(settings.devices.ups):
        raise ConfigurationFailure(f"{path}: devices.ups must be NAME@HOST or NAME@HOST:PORT, or none")
    for item in fields(settings.delays):
        # Not a number compares as false, whatever it is compared with.
        if not 0 < getattr(settings.delays, item.name) <= LONGEST_DELAY_S:
            raise ConfigurationFailure(
                f"{path}: delays.{item.name} must be more than 0 and at most {LONGEST_DELAY_S:.0f} seconds"
            )
    for key, most in MOST_OF_DRAFTS.items():
        if not 1 <= getattr(settings.drafts, key) <= most:
            raise ConfigurationFailure(f"{path}: drafts.{key} must be 1 to {most}")
    _check_retention(settings.retention, path)
    _check_catalogue_keys(settings.catalogue.keys, path)
    if not LEAST_ROOM_MB <= settings.store.least_free_mb <= MOST_ROOM_MB:
        raise ConfigurationFailure(f"{path}: store.least_free_mb must be {LEAST_ROOM_MB} to {MOST_ROOM_MB}")
    _check_agents(settings.agents, path, "agents")
    _check_agents(settings.technicians, path, "technicians")


def _check_catalogue_keys(keys: tuple[str, ...], path: Path) -> None:
    if any("\0" in key or not Path(key).is_absolute() for key in keys):
        raise ConfigurationFailure(f"{path}: catalogue.keys must be absolute paths")


def _check_retention(retention: RetentionSettings, path: Path) -> None:
    for key, (least, most) in RETENTION_BOUNDS.items():
        if not least <= getattr(retention, key) <= most:
            raise ConfigurationFailure(f"{path}: retention.{key} must be {least} to {most}")


def _names_a_slip_printer(address: str) -> bool:
    try:
        SlipAddress.read(address)
    except ValueError:
        return False
    return True


def _names_a_ups(name: str) -> bool:
    found = UPS_NAME.fullmatch(name)
    return found is not None and (found[2] is None or 0 < int(found[2][1:]) <= LAST_ADDRESS)


def _check_photos(devices: DeviceSettings, path: Path) -> None:
    library = devices.photo_library
    if "\0" in library or (library and not Path(library).is_absolute()):
        raise ConfigurationFailure(f"{path}: devices.photo_library must be an absolute path")
    if not 0 <= devices.photo_code <= LARGEST_PHOTO_CODE:
        raise ConfigurationFailure(f"{path}: devices.photo_code must be 0 to {LARGEST_PHOTO_CODE}")


def _check_cabinet(devices: DeviceSettings, path: Path) -> None:
    if devices.cabinet_baud not in CABINET_BAUDS:
        raise ConfigurationFailure(f"{path}: devices.cabinet_baud must be one of {', '.join(map(str, CABINET_BAUDS))}")
    if not 1 <= devices.cabinet_unit <= LAST_UNIT:
        raise ConfigurationFailure(f"{path}: devices.cabinet_unit must be 1 to {LAST_UNIT}")
    board = devices.cabinet_map
    for names in (
        ("light_reader", "light_scanner", "light_printer", "lock_papers", "lock_slips"),
        ("presence", "door_papers", "door_slips"),
    ):
        seen: set[int] = set()
        for name in names:
            address = getattr(board, name)
            if not -1 <= address <= LAST_ADDRESS:
                raise ConfigurationFailure(
                    f"{path}: devices.cabinet_map.{name} must be 0 to {LAST_ADDRESS}, or -1 for not fitted"
                )
            if address in seen:
                raise ConfigurationFailure(f"{path}: devices.cabinet_map.{name} is another one's address too")
            seen |= {address} - {-1}
    if not 0 <= board.pulse <= LONGEST_PULSE_S:
        raise ConfigurationFailure(f"{path}: devices.cabinet_map.pulse must be 0 to {LONGEST_PULSE_S:.0f} seconds")
    if not 1 <= board.presence_samples <= MOST_SAMPLES:
        raise ConfigurationFailure(f"{path}: devices.cabinet_map.presence_samples must be 1 to {MOST_SAMPLES}")


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
    if intake.upload_bytes_per_s and not LEAST_UPLOAD <= intake.upload_bytes_per_s <= MOST_UPLOAD:
        raise ConfigurationFailure(
            f"{path}: intake.upload_bytes_per_s must be 0 (no ceiling) or {LEAST_UPLOAD} to {MOST_UPLOAD}"
        )
    if intake.ca_file and not (Path(intake.ca_file).is_absolute() and Path(intake.ca_file).is_file()):
        raise ConfigurationFailure(f"{path}: intake.ca_file must be the absolute path of a file that is there")
    if intake.carry_out_key and not Path(intake.carry_out_key).is_absolute():
        # Not looked for here: a key file that is gone must not keep the terminal from starting.
        raise ConfigurationFailure(f"{path}: intake.carry_out_key must be an absolute path")


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


def _check_agents(agents: tuple[AgentSettings, ...], path: Path, key: str) -> None:
    seen: set[str] = set()
    for n, agent in enumerate(agents):
        if AGENT_ID.fullmatch(agent.id) is None:
            raise ConfigurationFailure(f"{path}: {key}[{n}].id must be 1 to 8 digits, as the sign-in screen takes them")
        _check_words(f"{key}[{n}].name", agent.name, path)
        if agent.id in seen:
            raise ConfigurationFailure(f"{path}: {key}[{n}].id is another agent's too")
        if PIN_ENTRY.fullmatch(agent.pin) is None:
            raise ConfigurationFailure(f"{path}: {key}[{n}].pin must be a line made by `kiosk agent-pin`")
        seen.add(agent.id)
