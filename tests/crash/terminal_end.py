"""The terminal as a program without a screen: a visit by the real services, the real store, the real line.

Started again after a death it goes on as a terminal does: what is in the outbox is delivered; where the person was not
told that their filing is saved, they come back, find it or their draft, and go on.
"""

import json
import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Event as Flag
from typing import Any

from devices.printers.folder import FolderPrinter
from kiosk import bootstrap
from kiosk.clock import SystemClock
from kiosk.config import DelaySettings, IntakeSettings, Settings, TerminalSettings, with_paths
from kiosk.documents.fonts import FontBook
from kiosk.domain.case import CaseStatus
from kiosk.domain.filing import Delivery
from kiosk.events import (
    CaseChanged,
    CatalogueLoaded,
    DeliveryChanged,
    DraftKept,
    DraftOpened,
    DraftsFound,
    EvaluationSaved,
    Event,
    FilingSaved,
    LineChanged,
    Printed,
    PrintFailed,
)
from kiosk.ports import PrintRequest
from kiosk.storage import cases, filings, outbox
from kiosk.storage.cipher import Connection
from kiosk.workflow.steps import Signal, Step
from tests.crash import faults
from tests.support.desk import NotingDesk
from tests.unit.services.conftest import Face
from tests.unit.services.road import STROKE, choose_allowance, fill_allowance

KEY = bytes(range(32))
TOKEN = "crash-token"
PATIENCE_S = 30.0
# As long as the visits' tests are, but for the retries. The case changes are asked for when something happens only, so
# that every run passes the same points.
DELAYS = DelaySettings(retry_first=0.02, retry_most=0.1, cases_poll=60.0, receipt_wait=60.0)
PAPER = bytes(range(256)) * 320
"""80 kB of a page: more than the line is handed at once."""
INK = b"\x89PNG" + bytes(range(200)) * 5


class Desk(NotingDesk):
    """Of all devices only a printer is there: papers go into a folder, by the real driver on a thread of its own."""

    def fit(self, folder: Path, bus: Any) -> None:
        self._bus = bus
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="printer")
        self._printer = FolderPrinter(folder, SystemClock())
        self._thread.submit(self._printer.open).result()

    def print_pdf(self, job: str, request: PrintRequest) -> None:
        def printed(done: "Future[Any]") -> None:
            fault = done.exception()
            self._bus.publish(Printed(job, done.result()) if fault is None else PrintFailed(job, "folder"))

        self._thread.submit(self._printer.print_pdf, request, lambda _: None).add_done_callback(printed)

    def close(self) -> None:
        self._thread.shutdown()


class Notes:
    """What a caller was told, one line each, in a file that outlives the process."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, word: str) -> None:
        os.write(self._file, word.encode() + b"\n")

    def hear(self, event: Event) -> None:
        match event:
            case FilingSaved(filing):
                self.write(f"saved {filing.filing_id}")
            case DeliveryChanged(filing_id, state) if state.delivery is Delivery.DELIVERED and state.acknowledgement:
                self.write(f"delivered {filing_id} {state.acknowledgement.case_number}")
            case EvaluationSaved(filing_id):
                self.write(f"evaluated {filing_id}")
            case CaseChanged(change):
                self.write(f"case {change.case_number} {change.status.value}")
            case Printed(_, place):
                self.write(f"printed {Path(place.where).name}")


def warm_up() -> None:
    """Imports what the terminal imports late, and loads the paper fonts, before anything is forked."""
    for name in (
        "sqlite_utils",
        "kiosk.catalogue.loader",
        "kiosk.catalogue.search",
        "kiosk.documents.receipt",
        "kiosk.storage.migrations",
        "sync.client",
        "sync.engine",
    ):
        import_module(name)
    FontBook().warm_up()


def run(order: dict[str, Any]) -> None:
    """One life of a terminal. `order`: folder, notes, url, act; fault, where it is to be counted or to die; points.

    act `prepare` brings a visit to its signature and leaves; `confirm` confirms and evaluates, without a line; `go on`
    does all that is left to do, until the centre has everything.
    """
    folder = Path(order["folder"])
    notes = Notes(order["notes"])
    settings = replace(
        with_paths(Settings(), data=str(folder)),
        terminal=TerminalSettings(mode="hall"),
        intake=IntakeSettings(order["url"], TOKEN),
        delays=DELAYS,
    )
    desk = Desk()
    running = bootstrap.prepare(settings, KEY, SystemClock(), devices=desk)
    desk.fit(settings.print_folder, running.terminal.bus)
    running.terminal.bus.subscribe(notes.hear)
    face = Face(running.terminal, desk, SystemClock())  # type: ignore[arg-type]
    if order["act"] == "prepare":
        bootstrap.install_catalogue(running.store, settings)
        running.terminal.choose.start()
        face.until(CatalogueLoaded)
        _to_signature(face)
        running.close()
        return
    rows = running.store.read(outbox.all_rows)
    for row in rows:
        # Raises where it is not whole: no page is missing or damaged.
        running.store.read(lambda connection, found=row.filing_id: filings.load(connection, found))
        notes.write(f"found {row.filing_id} {row.delivery.value}")
    if not rows:
        _come_back(face)
        notes.write("back")
    if order["act"] == "confirm":
        _confirm(face)
        _evaluate(face)
    else:
        _go_on(face, running, settings, order, new=not rows)
    desk.close()
    running.close()
    notes.write("done")
    if order.get("points"):
        Path(order["points"]).write_text(json.dumps(faults.passed()), encoding="utf-8")


def _to_signature(face: Face) -> None:
    face.put_card()
    face.until(DraftsFound)
    choose_allowance(face)
    face.until(DraftsFound)
    fill_allowance(face)
    face.scan_page("hukou_book", PAPER)
    face.until(DraftKept)


def _come_back(face: Face) -> None:
    """The person lays their card again, takes up their draft and goes on to the signature."""
    face.put_card()
    (draft,) = face.until(DraftsFound).drafts
    assert face.terminal.visit.step is Step.DRAFT
    face.terminal.drafts.go_on(draft)
    face.until(DraftOpened)
    assert face.terminal.visit.step is Step.MATERIALS
    assert face.terminal.collect.next() == ()
    face.terminal.visit.fire(Signal.NEXT)


def _confirm(face: Face) -> None:
    assert face.terminal.submit.confirm(STROKE, INK)
    face.until(FilingSaved)


def _evaluate(face: Face) -> None:
    assert face.terminal.evaluate.rate(5)
    face.until(EvaluationSaved)


def _go_on(face: Face, running: bootstrap.Running, settings: Settings, order: dict[str, Any], *, new: bool) -> None:
    engine = bootstrap.sync_engine(settings, running.store, running.terminal.bus, running.terminal.clock)
    engine.start()
    try:
        if new:
            while not face.until(LineChanged).up:
                pass
            if "fault" in order:
                faults.arm(Path(order["folder"]), server=False, database_port=0, death=order["fault"])
            _confirm(face)
            face.until(Printed)
            _evaluate(face)
        pause, deadline = Flag(), time.monotonic() + PATIENCE_S
        while not running.store.read(_all_told):
            assert time.monotonic() < deadline, f"never told everything: {running.store.read(outbox.all_rows)}"
            pause.wait(0.005)
    finally:
        engine.stop()


def _all_told(connection: Connection) -> bool:
    """Whether the centre has everything and has said so, and this end knows what the centre has said."""
    (unsent,) = connection.execute("SELECT count(*) FROM evaluation WHERE NOT sent AND refusal = ''").fetchone()
    rows = outbox.all_rows(connection)
    return unsent == 0 and all(
        row.delivery is Delivery.DELIVERED
        and (change := cases.latest(connection, row.filing_id)) is not None
        and change.status is CaseStatus.RECEIVED
        for row in rows
    )
