"""The checks of `kiosk doctor`, one function each: what it looks at, what it finds, what can be done.

A check never raises: what keeps it from looking is what it found.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.config import Settings
from kiosk.doctor import county, retention
from kiosk.doctor.findings import Condition, Finding
from kiosk.domain.text import Text
from kiosk.errors import EnvironmentFailure, InputFailure, JiujinError, LineFailure, StoreDamaged
from kiosk.ports import Clock, DeviceSnapshot, DeviceState
from kiosk.storage import health

LEAST_FREE_BYTES = 1_000_000_000
"""Below this a week of scans may fill the disk."""
FIRST_YEAR, LAST_YEAR = 2025, 2099
"""Outside of these a clock has lost its battery."""
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks look at."""

    settings: Settings
    clock: Clock
    devices: tuple[DeviceSnapshot, ...]
    key: bytes | None
    """The store's key; None where it has to be asked of the machine's secret store."""


_DAMAGED = "Start the terminal anew: it sets the store aside and saves what can be read (kiosk store salvage)."
_PATHS = "Correct paths.data in the settings, or run this as the terminal's own user."

Check = Callable[[Surroundings], Iterable[Finding]]

_DEVICES = {
    "id-card": Text("身份证读卡器", "Card reader"),
    "social-card": Text("社保卡读卡器", "Social-card reader"),
    "scanner": Text("扫描仪", "Scanner"),
    "camera": Text("高拍仪", "Document camera"),
    "printer": Text("打印机", "Printer"),
    "slip-printer": Text("凭条打印机", "Receipt printer"),
    "cabinet": Text("机柜控制板", "Cabinet board"),
    "ups": Text("不间断电源", "UPS"),
}
"""By the names of their snapshots."""
_STATES = {
    DeviceState.READY: Condition.OK,
    DeviceState.BUSY: Condition.OK,
    DeviceState.STARTING: Condition.ATTENTION,
    DeviceState.NEEDS_ATTENTION: Condition.ATTENTION,
    DeviceState.ABSENT: Condition.FAILED,
    DeviceState.FAILED: Condition.FAILED,
}


def devices(around: Surroundings) -> Iterable[Finding]:
    """Every device, the ones that are not fitted too."""
    from devices.causes import CAUSES
    from devices.remedies import remedy_for

    for snapshot in around.devices:
        title = _DEVICES.get(snapshot.name, Text(snapshot.name, snapshot.name))
        state = _STATES[snapshot.state]
        cause, remedy = snapshot.cause, snapshot.remedy
        if snapshot.warnings and state is Condition.OK:
            cause = snapshot.warnings[0]
            state, remedy = Condition.ATTENTION, remedy_for(snapshot.driver, cause)
        where = f"{snapshot.driver} {snapshot.place}".rstrip()
        why = f": {CAUSES[cause].message}" if cause in CAUSES else ""
        yield Finding(snapshot.name, title, state, f"{snapshot.state.value}, {where}{why}", cause, remedy)
    fitted = {snapshot.name for snapshot in around.devices}
    for name, title in _DEVICES.items():
        if name not in fitted:
            yield Finding(name, title, Condition.NOT_FITTED)


def store(around: Surroundings) -> Iterable[Finding]:
    """Whether it opens with its key, has the tables of this version, and is sound to the last page."""
    from kiosk.bootstrap import STORE_FILE, open_store
    from kiosk.services.retention import terms_of
    from kiosk.storage.catalogue_steps import installed
    from kiosk.storage.keys import load_key
    from kiosk.storage.retention import kept as held

    title = Text("存储", "Store")
    file = around.settings.data_dir / STORE_FILE
    try:
        there = file.exists()
    except OSError as fault:
        return [Finding("store", title, Condition.FAILED, f"{file}: {fault.strerror}", "unreachable", _PATHS)]
    if not there:
        return [
            Finding(
                "store",
                title,
                Condition.ATTENTION,
                f"{file}: none yet",
                "no-store",
                "It is made by the first kiosk run.",
            )
        ]
    try:
        opened = open_store(around.settings, load_key() if around.key is None else around.key, around.clock)
        try:
            faults, told = opened.check_later().result(), opened.read(health.salvages)
            kept = opened.read(lambda connection: held(connection, terms_of(around.settings.retention)))
            of_county = county.finding(opened.read(installed), around.settings)
        finally:
            opened.close()
    except StoreDamaged as damaged:
        return [Finding("store", title, Condition.FAILED, str(damaged), "store-damaged", _DAMAGED)]
    except JiujinError as fault:
        remedy = "Bring the key back, or the store from its backup; nothing was changed."
        return [Finding("store", title, Condition.FAILED, str(fault), "store", remedy)]
    if faults:
        return [Finding("store", title, Condition.FAILED, f"{file}: {faults[0]}", "store-damaged", _DAMAGED)]
    found = f"{file.stat().st_size // 1000} kB, key fits, sound"
    about_people = retention.finding(kept, around.clock.now())
    about_matters = [of_county] if of_county else []
    return [Finding("store", title, Condition.OK, found), about_people, *about_matters, *_after_salvage(file, told)]


def _after_salvage(file: Path, told: health.Salvages) -> Iterable[Finding]:
    title = Text("存储抢救", "Store salvage")
    if told.held or told.gone or told.untold:
        words = f"{len(told.held)} filings that wait are not whole, {len(told.gone)} are lost"
        remedy = "See kiosk store check; ask these people to file again, by their receipts' numbers."
        yield Finding("store-salvage", title, Condition.ATTENTION, words, "filings-missed", remedy)
    for aside in health.aside(file):
        remedy = "It holds personal data: remove it, with its -wal and -salt, once nothing is missed any more."
        yield Finding("store-aside", title, Condition.ATTENTION, f"{aside}: a damaged store", "store-aside", remedy)


def line(around: Surroundings) -> Iterable[Finding]:
    """Whether the centre answers, and how far its clock is from this machine's."""
    from sync.client import IntakeClient

    title = Text("网络与中心", "Line to the centre")
    url = around.settings.intake.url
    try:
        client = IntakeClient(around.settings.intake, around.settings.delays)
        asked_at = around.clock.now()
        try:
            health = client.health()
        finally:
            client.close()
    except LineFailure as fault:
        remedy = _LINE_REMEDIES.get(fault.reason, "Look at the line and at the centre's state.")
        return [Finding("line", title, Condition.FAILED, f"{url}: {fault}", fault.reason, remedy)]
    except (EnvironmentFailure, InputFailure) as fault:
        return [
            Finding("line", title, Condition.FAILED, f"{url}: {fault}", "line", "Correct [intake] in the settings.")
        ]
    # Taken half way between question and answer, so that a slow line is not taken for a slow clock.
    skew = abs((asked_at + (around.clock.now() - asked_at) / 2 - health.now).total_seconds())
    if skew > around.settings.delays.clock_warning:
        words = f"{url}: this machine's clock is {skew:.0f} s from the centre's"
        return [Finding("line", title, Condition.ATTENTION, words, "clock-skew", "Set the clock (timedatectl).")]
    return [Finding("line", title, Condition.OK, f"{url}: contract {health.contract}, clocks {skew:.0f} s apart")]


_LINE_REMEDIES = {
    "line.unreachable": "Check the network cable, the address in intake.url and the firewall.",
    "line.timeout": "Check the network; the centre may be overloaded.",
    "line.certificate": "Check intake.ca_file.",
    "line.certificate-date": "Check this machine's clock; if it is right, the centre must renew its certificate.",
    "line.certificate-name": "Check intake.url and the DNS: who answers is not at that address.",
    "line.portal": "Something on the way answers in the centre's place: check the network's sign-in page.",
    "intake.unknown-token": "Enrol the terminal again; the centre does not know its token.",
}


def clock(around: Surroundings) -> Iterable[Finding]:
    """Whether the year can be true, and whether somebody keeps the clock right."""
    title = Text("时钟", "Clock")
    now = around.clock.now()
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        remedy = "Set the clock (timedatectl set-time); the machine's battery may be empty."
        return [Finding("clock", title, Condition.FAILED, f"{now:%Y-%m-%d %H:%M}", "clock-year", remedy)]
    if _SYNCHRONISED.parent.is_dir() and not _SYNCHRONISED.exists():
        remedy = "Let systemd-timesyncd reach a time server (timedatectl timesync-status)."
        return [Finding("clock", title, Condition.ATTENTION, f"{now:%Y-%m-%d %H:%M}", "clock-unsynchronised", remedy)]
    return [Finding("clock", title, Condition.OK, f"{now:%Y-%m-%d %H:%M %Z}")]


def disk(around: Surroundings) -> Iterable[Finding]:
    """Whether there is room for filings."""
    title = Text("磁盘", "Disk")
    folder = around.settings.data_dir
    try:
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        free = shutil.disk_usage(folder).free
    except OSError as fault:
        return [Finding("disk", title, Condition.FAILED, f"{folder}: {fault.strerror}", "unreachable", _PATHS)]
    words = f"{folder}: {free // 1_000_000} MB free"
    least = around.settings.store.least_free_mb
    if free < least * 1_000_000:
        remedy = "Make room on this disk: below store.least_free_mb nobody can begin. It goes on by itself."
        return [Finding("disk", title, Condition.FAILED, f"{words}, {least} MB needed", "disk-full", remedy)]
    if free < LEAST_FREE_BYTES:
        return [Finding("disk", title, Condition.ATTENTION, words, "disk-low", "Make room on this disk.")]
    return [Finding("disk", title, Condition.OK, words)]


def fonts(around: Surroundings) -> Iterable[Finding]:  # noqa: ARG001 - every machine has the same
    """Whether the papers' fonts are there."""
    from kiosk.documents.fonts import FontBook

    title = Text("字体", "Fonts")
    try:
        FontBook().check()
    except EnvironmentFailure as fault:
        remedy = "Install the package that the line names."
        return [Finding("fonts", title, Condition.FAILED, str(fault), "font-missing", remedy)]
    return [Finding("fonts", title, Condition.OK, "main and rare characters")]


def catalogue(around: Surroundings) -> Iterable[Finding]:
    """Whether the county's matters can be read."""
    from kiosk.catalogue import loader

    title = Text("事项清单", "Catalogue")
    configured = around.settings.paths.catalogue
    try:
        read = loader.load_file(Path(configured)) if configured else loader.load_builtin()
    except InputFailure as fault:
        remedy = "Mend the file (kiosk catalogue check FILE)."
        return [Finding("catalogue", title, Condition.FAILED, str(fault), "catalogue", remedy)]
    words = f"version {read.version}, {len(read.matters)} matters"
    return [Finding("catalogue", title, Condition.OK, words)]


CHECKS: tuple[Check, ...] = (devices, store, line, clock, disk, fonts, catalogue)
"""In the order of the report."""


def look(around: Surroundings) -> tuple[Finding, ...]:
    """Everything that all checks find."""
    return tuple(finding for check in CHECKS for finding in check(around))


def moment(now: datetime) -> str:
    """For the report's own JSON: UTC, to the second."""
    return now.astimezone(UTC).isoformat(timespec="seconds")
