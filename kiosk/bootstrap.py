"""The composition root: the one place that names concrete classes.

A `Running` terminal has two halves. `prepare` opens the store and builds the services, cheap enough to stand before
the first frame; `start` brings up devices, line and catalogue afterwards, each on its own threads.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread, main_thread
from typing import TYPE_CHECKING

from uuid6 import uuid7

from kiosk.clock import SystemClock
from kiosk.config import Settings
from kiosk.documents.fonts import FontBook
from kiosk.domain.matter import Catalogue
from kiosk.errors import JiujinError, StoreFailure
from kiosk.events import EventBus
from kiosk.ports import Clock, DeviceDesk, Printer
from kiosk.services.choose import Choose
from kiosk.services.collect import Collect
from kiosk.services.evaluate import Evaluate
from kiosk.services.fill import Fill
from kiosk.services.health import Health
from kiosk.services.identify import Identify
from kiosk.services.receipt import Receipt
from kiosk.services.status import Status
from kiosk.services.submit import Submit
from kiosk.services.terminal import Terminal
from kiosk.services.visit import Visit
from kiosk.storage import catalogue as stored
from kiosk.storage.connection import Store

if TYPE_CHECKING:
    from devices.manager import DeviceManager
    from sync.engine import SyncEngine

log = logging.getLogger(__name__)

STORE_FILE = "jiujin.db"

START_WITHIN_S = 10.0
"""How long closing waits for a start that is still under way."""


def new_id() -> str:
    """A UUIDv7: ordered by time, made without asking anybody."""
    return str(uuid7())


@dataclass(slots=True)
class Running:
    """A terminal and all that runs beneath it. `close` stops everything within a few seconds and never raises."""

    terminal: Terminal
    store: Store
    devices: "DeviceManager | None"
    worker: ThreadPoolExecutor
    catalogue: Catalogue | None = None
    """The configured one, if any, read and checked; the built-in one is read when it is needed."""
    _closers: list[Callable[[], None]] = field(default_factory=list)
    _stopping: Event = field(default_factory=Event)
    _starter: Thread | None = None

    def start(self) -> None:
        """Brings up the devices, the line and the catalogue; returns at once."""
        # From here on the main thread draws, and must never wait for the disk.
        self.store.keep_off(main_thread())
        if self.devices is not None:
            self.devices.start()
            self._closers.append(self.devices.stop)
        self._starter = Thread(target=self._start_rest, name="start", daemon=True)
        self._starter.start()

    def close(self) -> None:
        self._stopping.set()
        if self._starter is not None:
            self._starter.join(START_WITHIN_S)
        for closer in reversed(self._closers):
            closer()
        self.worker.shutdown(wait=True, cancel_futures=True)
        self.store.close()

    def _start_rest(self) -> None:
        # requests and pypinyin are slow to import: this thread pays for them, not the first frame.
        steps = (self._start_line, self._install_catalogue, self.terminal.choose.start, self.terminal.receipt.warm_up)
        for step in steps:
            if self._stopping.is_set():
                return
            try:
                step()
            except JiujinError as failure:
                log.error("start: %s", failure)
            except Exception as fault:  # noqa: BLE001 - what still works must come up: the rest of the start goes on
                log.error("start: %s failed: %s: %s", step.__qualname__, type(fault).__name__, fault)

    def _start_line(self) -> None:
        terminal = self.terminal
        engine = sync_engine(terminal.settings, self.store, terminal.bus, terminal.clock)
        if not self._stopping.is_set():
            engine.start()
            self._closers.append(engine.stop)

    def _install_catalogue(self) -> None:
        install_catalogue(self.store, self.terminal.settings, self.catalogue)


def open_store(settings: Settings, key: bytes, clock: Clock) -> Store:
    """The terminal's store; raises StoreFailure naming the file."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise StoreFailure(
            f"{settings.data_dir}: the folder for the store cannot be made ({fault.strerror})"
        ) from fault
    return Store.open(settings.data_dir / STORE_FILE, key, clock=clock)


def configured_catalogue(settings: Settings) -> Catalogue | None:
    """The catalogue that the settings name, read and checked; None where they name none. Raises CatalogueFailure."""
    if not settings.paths.catalogue:
        return None
    from kiosk.catalogue import loader

    return loader.load_file(Path(settings.paths.catalogue))


def install_catalogue(store: Store, settings: Settings, configured: Catalogue | None = None) -> None:
    """Puts the built-in (or configured) catalogue into the store where it is newer than what is there.

    `configured` is the one that the settings name, where it has been read already.
    Raises CatalogueFailure naming file, matter and key; the store keeps what it had.
    """
    from kiosk.catalogue import loader
    from kiosk.catalogue.search import prepare_rows

    installed = store.read(stored.installed_version)
    catalogue = configured or configured_catalogue(settings)
    if catalogue is None and installed is not None and not loader.newer(loader.builtin_version(), installed):
        return
    catalogue = catalogue or loader.load_builtin()
    if installed == catalogue.version:
        return
    rows = prepare_rows(catalogue)
    store.write(lambda connection: stored.install(connection, catalogue, rows)).result()


def prepare(settings: Settings, key: bytes, clock: Clock | None = None, devices: DeviceDesk | None = None) -> Running:
    """Opens the store and builds the services, over the machine's own devices unless others are given.

    Raises CatalogueFailure, StoreFailure or EnvironmentFailure with one plain line.
    """
    clock = clock or SystemClock()
    # Before the store is opened: with a broken catalogue nothing at all is touched.
    catalogue = configured_catalogue(settings)
    bus = EventBus()
    fonts = FontBook()
    fonts.check()
    store = open_store(settings, key, clock)
    manager = None
    if devices is None:
        devices = manager = device_manager(settings, bus, clock)
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="papers")
    visit = Visit(settings.terminal.mode, new_id)
    health = Health(visit)
    collect = Collect(visit, devices, new_id)
    terminal = Terminal(
        settings=settings,
        clock=clock,
        bus=bus,
        devices=devices,
        visit=visit,
        health=health,
        identify=Identify(settings, clock, bus, visit, worker),
        choose=Choose(store, bus, visit),
        fill=Fill(visit, clock),
        collect=collect,
        submit=Submit(settings, clock, bus, store, visit, collect, new_id),
        receipt=Receipt(settings, clock, bus, visit, health, devices, fonts, worker),
        evaluate=Evaluate(visit, clock, bus, store),
        status=Status(visit, bus, store),
    )
    return Running(terminal, store, manager, worker, catalogue)


def device_manager(settings: Settings, bus: EventBus, clock: Clock) -> "DeviceManager":
    """The drivers this machine is configured for, under supervision."""
    from devices.cards.serial_id import SerialIdReader
    from devices.manager import DeviceManager
    from devices.printers.choice import choose_printer
    from devices.scanners.sane import SaneScanner

    wanted = settings.devices

    def reader() -> SerialIdReader:
        return SerialIdReader(wanted.card_port, clock, wanted.card_baud)

    def scanner() -> SaneScanner:
        config_dir = Path(wanted.sane_config_dir) if wanted.sane_config_dir else None
        return SaneScanner(wanted.scanner, clock, config_dir=config_dir, options=wanted.scanner_options)

    def printer() -> Printer:
        return choose_printer(wanted.printer, settings.print_folder, clock, server=wanted.cups_server)

    return DeviceManager(
        bus,
        clock,
        reader=reader if wanted.card_port else None,
        scanner=None if wanted.scanner == "none" else scanner,
        printer=printer,
    )


def sync_engine(settings: Settings, store: Store, bus: EventBus, clock: Clock) -> "SyncEngine":
    """The line to the centre; not yet started."""
    from sync.client import IntakeClient
    from sync.engine import SyncEngine

    client = IntakeClient(settings.intake, settings.delays)
    return SyncEngine(store, client, bus, clock, settings.delays)
