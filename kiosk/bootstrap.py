"""The composition root: the one place that names concrete classes.

A `Running` terminal has two halves. `prepare` opens the store and builds the services, cheap enough to stand before
the first frame; `start` brings up devices, line and catalogue afterwards, each on its own threads.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event, Thread, main_thread
from typing import TYPE_CHECKING

from uuid6 import uuid7

from kiosk.catalogue_install import check_catalogue, county_shelf, install_catalogue
from kiosk.clock import SystemClock
from kiosk.config import Settings
from kiosk.documents.fonts import FontBook
from kiosk.errors import JiujinError, log_fault
from kiosk.events import CaseUnreachable, EventBus
from kiosk.ports import CaseDesk, Clock, DeviceDesk
from kiosk.services.attention import Attention
from kiosk.services.cabinet import Cabinet
from kiosk.services.centre import Centre
from kiosk.services.choose import Choose
from kiosk.services.collect import Collect
from kiosk.services.consumables import Consumables
from kiosk.services.drafts import Drafts
from kiosk.services.endings import Endings
from kiosk.services.evaluate import Evaluate
from kiosk.services.fill import Fill
from kiosk.services.find_filing import FindFiling
from kiosk.services.health import Health
from kiosk.services.identify import Identify
from kiosk.services.pins import PinGate
from kiosk.services.power import PowerWatch
from kiosk.services.receipt import Receipt
from kiosk.services.reprint import Reprint
from kiosk.services.retention import Retention
from kiosk.services.room import RoomWatch
from kiosk.services.staff import Staff
from kiosk.services.status import Status
from kiosk.services.store_watch import StoreWatch
from kiosk.services.submit import Submit
from kiosk.services.terminal import Terminal
from kiosk.services.visit import Visit
from kiosk.status_socket import StatusServer
from kiosk.storage import audit
from kiosk.storage.catalogue import installed_version
from kiosk.storage.connection import Store
from kiosk.store_opening import STORE_FILE, open_or_salvage, open_store

if TYPE_CHECKING:
    from devices.manager import DeviceManager
    from sync.engine import SyncEngine

__all__ = [
    "STORE_FILE",
    "Running",
    "close_all",
    "device_manager",
    "new_id",
    "open_store",
    "prepare",
    "sync_engine",
]

log = logging.getLogger(__name__)

START_WITHIN_S = 10.0
"""How long closing waits for a start that is still under way."""

PAPERS_WITHIN_S = 5.0
"""How long closing waits for papers that are still being drawn."""


def new_id() -> str:
    """A UUIDv7: ordered by time, made without asking anybody."""
    return str(uuid7())


class LateCaseDesk:
    """The line for questions about receipts: `desk` is set once the line stands; nobody can be asked before."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self.desk: CaseDesk | None = None

    def ask(self, session_id: str, filing_id: str) -> None:
        """As `kiosk.ports.CaseDesk`."""
        desk = self.desk
        if desk is None:
            self._bus.publish(CaseUnreachable(filing_id, "line.starting", session_id=session_id))
        else:
            desk.ask(session_id, filing_id)


@dataclass(slots=True)
class Running:
    """A terminal and all that runs beneath it.

    `close` stops everything within a few seconds and never raises; a second call does nothing. Only the store may take
    longer: it finishes every write that was asked for.
    """

    terminal: Terminal
    store: Store
    devices: "DeviceManager | None"
    worker: ThreadPoolExecutor
    centre: "LateCaseDesk"
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
        if self._stopping.is_set():
            return
        self._stopping.set()
        # The papers first: what is being drawn still goes to the printer.
        close_all(self._end_start, self._finish_papers, self._close_started, self.store.close)

    def _end_start(self) -> None:
        if self._starter is not None:
            self._starter.join(START_WITHIN_S)

    def _finish_papers(self) -> None:
        # One thread does one after the other, so whatever was asked for before is done when this is.
        last = self.worker.submit(lambda: None)
        self.worker.shutdown(wait=False)
        try:
            last.result(PAPERS_WITHIN_S)
        except TimeoutError:
            self.worker.shutdown(wait=False, cancel_futures=True)
            log.warning("papers that took too long to draw were given up")

    def _close_started(self) -> None:
        close_all(*reversed(self._closers))

    def _start_rest(self) -> None:
        # requests and pypinyin are slow to import: this thread pays for them, not the first frame.
        steps = (
            self._watch_room,
            self._tell_status,
            self._start_line,
            self._install_catalogue,
            self.terminal.choose.start,
            self._keep_no_longer,
            self.terminal.consumables.start,
            self.terminal.receipt.warm_up,
            self.terminal.submit.warm_up,
            self._check_store,
        )
        for step in steps:
            if self._stopping.is_set():
                return
            try:
                step()
            except JiujinError as failure:
                log.error("start: %s", failure)
            except Exception as fault:  # noqa: BLE001 - what still works must come up: the rest of the start goes on
                log_fault(log, f"start: {step.__qualname__} failed", fault)

    def _tell_status(self) -> None:
        if self.devices is not None:
            server = StatusServer(self.terminal.settings.data_dir, self.devices.snapshots)
            server.start()
            self._closers.append(server.stop)

    def _start_line(self) -> None:
        terminal = self.terminal
        engine = sync_engine(terminal.settings, self.store, terminal.bus, terminal.clock, terminal.devices)
        if not self._stopping.is_set():
            engine.start()
            self.centre.desk = engine
            self._closers.append(engine.stop)

    def _watch_room(self) -> None:
        terminal = self.terminal
        room = RoomWatch(terminal.settings, terminal.clock, terminal.bus, self.store)
        room.start()
        self._closers.append(room.stop)

    def _install_catalogue(self) -> None:
        install_catalogue(self.store, self.terminal.settings)

    def _keep_no_longer(self) -> None:
        terminal = self.terminal
        sweep = Retention(terminal.settings, terminal.clock, terminal.bus, self.store)
        terminal.visit.on_end(sweep.visit_ended)
        sweep.start()
        self._closers.append(sweep.stop)

    def _check_store(self) -> None:
        """Reads the whole store and leaves in the audit whether it is sound; what damage means, `open_or_salvage`.

        Raises StoreFailure.
        """
        faults = self.store.check_later().result()
        facts: dict[str, audit.Fact] = {"faults": len(faults), "first": faults[0] if faults else ""}
        self.store.write(lambda c: audit.record(c, "store.checked", facts, at=self.terminal.clock.now())).result()


def close_all(*closers: Callable[[], None]) -> None:
    """Calls every one of them, in this order, whatever the others meet.

    An exception is logged and goes no further; only what ends the program (Ctrl-C) is raised, after the last one.
    """
    with ExitStack() as stack:
        for closer in reversed(closers):
            stack.callback(_close, closer)


def _close(closer: Callable[[], None]) -> None:
    try:
        closer()
    except Exception as fault:  # noqa: BLE001 - whatever one leaves open, the rest is closed
        log_fault(log, "closing failed", fault)


def prepare(settings: Settings, key: bytes, clock: Clock | None = None, devices: DeviceDesk | None = None) -> Running:
    """Opens the store and builds the services, over the machine's own devices unless others are given.

    Raises CatalogueFailure, StoreFailure or EnvironmentFailure with one plain line.
    """
    clock = clock or SystemClock()
    # Before the store is opened: with a broken catalogue nothing at all is touched.
    check_catalogue(settings)
    bus = EventBus()
    fonts = FontBook()
    fonts.check()
    with ExitStack() as undo:
        store = open_or_salvage(settings, key, clock, bus)
        undo.callback(store.close)
        manager = None
        if devices is None:
            devices = manager = device_manager(settings, bus, clock)
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="papers")
        centre = LateCaseDesk(bus)
        terminal = _terminal(settings, clock, bus, store, devices, fonts, worker, centre)
        undo.pop_all()
    return Running(terminal, store, manager, worker, centre)


def _terminal(
    settings: Settings,
    clock: Clock,
    bus: EventBus,
    store: Store,
    devices: DeviceDesk,
    fonts: FontBook,
    worker: ThreadPoolExecutor,
    centre: CaseDesk,
) -> Terminal:
    visit = Visit(settings.terminal.mode, new_id)
    health = Health(visit)
    told = Centre(settings, clock, visit)
    collect = Collect(visit, devices, new_id, told)
    pins = PinGate(settings.delays.sign_in_block, clock, worker)
    identify = Identify(settings, clock, bus, visit, pins)
    drafts = Drafts(settings, clock, bus, store, visit)
    # Before the receipt: it hears first what became of the filing, and the receipt goes by that.
    submit = Submit(settings, clock, bus, store, visit, collect, drafts, new_id)
    receipt = Receipt(settings, clock, bus, visit, health, told, devices, fonts, worker)
    return Terminal(
        settings=settings,
        clock=clock,
        bus=bus,
        devices=devices,
        visit=visit,
        health=health,
        centre=told,
        identify=identify,
        choose=Choose(store, bus, visit),
        fill=Fill(visit, clock),
        collect=collect,
        drafts=drafts,
        submit=submit,
        receipt=receipt,
        reprint=Reprint(settings, bus, store, visit, health, devices, fonts, worker),
        evaluate=Evaluate(visit, clock, bus, store),
        status=Status(visit, bus, store),
        endings=Endings(clock, bus, store, visit),
        find_filing=FindFiling(visit, bus, store, devices, centre),
        consumables=Consumables(clock, bus, store, visit),
        staff=Staff(settings, bus, visit, pins),
        # These two hear last: what they light, unlock and end depends on what the others made of the event.
        cabinet=Cabinet(settings, visit, devices, identify),
        power=PowerWatch(bus, visit),
        store_watch=StoreWatch(bus, visit),
        attention=Attention(
            visit, health, {"printer": receipt.again, "slip-printer": receipt.again, "scanner": collect.again}
        ),
    )


def device_manager(settings: Settings, bus: EventBus, clock: Clock) -> "DeviceManager":
    """The drivers this machine is configured for, under supervision."""
    from devices.fitting import fit
    from devices.manager import DeviceManager
    from devices.supervision import SupervisionDelays

    return DeviceManager(bus, clock, fit(settings, clock), SupervisionDelays(card_poll_s=settings.delays.card_poll))


def sync_engine(
    settings: Settings, store: Store, bus: EventBus, clock: Clock, devices: DeviceDesk | None = None
) -> "SyncEngine":
    """The line to the centre; not yet started. Heartbeats tell of `devices`; without them there are none."""
    from importlib.metadata import version

    from sync.begun import KeptBegun
    from sync.client import IntakeClient
    from sync.engine import SyncEngine
    from sync.fleet import AboutTerminal

    about = None
    if devices is not None:
        about = AboutTerminal(
            settings.terminal.id,
            version("jiujin"),
            settings.delays.heartbeat,
            settings.data_dir,
            installed_version,
            devices.snapshots,
        )

    client = IntakeClient(settings.intake, settings.delays, begun=KeptBegun(store))
    shelf = county_shelf(settings, store, bus)
    return SyncEngine(store, client, bus, clock, settings.delays, about, shelf)
