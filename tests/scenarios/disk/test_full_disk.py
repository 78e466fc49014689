"""The disk fills up at every place of the road: nothing lost, nothing half, the truth told, and on by itself."""

import json

from kiosk.storage import cases, filings, outbox
from kiosk.storage.connection import Store
from tests.support.damaged_store import filing
from tests.support.small_disk import SmallDisk
from tests.unit.storage.samples import KEY, FixedClock

SAVING = """
import json, sys
from pathlib import Path
from kiosk.errors import StoreFull
from kiosk.storage import outbox
from kiosk.storage.connection import Store
from tests.support.damaged_store import filing, save
from tests.support.small_disk import Room
from tests.unit.storage.samples import KEY, FixedClock

folder = Path(sys.argv[1])
room = Room(folder)
store = Store.open(folder / "jiujin.db", KEY, clock=FixedClock(), min_free_bytes=0)
save(store, filing(1))
told = []
for number, left in enumerate(range(0, 400_000, 8_000), 2):
    room.leave(left)
    try:
        save(store, filing(number))
        told.append([number, "saved"])
    except StoreFull:
        told.append([number, "full"])
        # Nothing half: neither in the store as it is now, nor in the way of the next.
        assert store.read(outbox.all_rows)[-1].filing_id != filing(number).filing_id
    room.plenty()
    if told[-1][1] == "full":
        save(store, filing(number))
assert store.check_later().result() == ()
store.close()
print(json.dumps(told))
"""

MARKING = """
import json, sys
from pathlib import Path
from datetime import timedelta
from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.consumables import Consumable
from kiosk.domain.draft import Draft
from kiosk.domain.evaluation import Evaluation
from kiosk.domain.text import Text
from kiosk.errors import StoreFull
from kiosk.storage import audit, cases, consumables, drafts, evaluations, outbox
from kiosk.storage.connection import Store
from tests.support.damaged_store import LIMITS, OWNER, filing, save, scan
from tests.support.small_disk import Room
from tests.unit.storage.samples import ACKNOWLEDGEMENT, KEY, NOON, FixedClock
import random

folder = Path(sys.argv[1])
room = Room(folder)
store = Store.open(folder / "jiujin.db", KEY, clock=FixedClock(), min_free_bytes=0)
one = save(store, filing(1)).filing_id
paper = scan(random.Random(1), 40_000)
change = CaseChange(one, "330225-42", CaseStatus.ACCEPTED, "x", NOON)
draft = Draft("330225000043", 1, Text("x"), {"a": "b"}, {"hukou": (paper,)})
road = {
    "draft": lambda c: drafts.save(c, OWNER, draft, LIMITS, at=NOON),
    "sending": lambda c: outbox.mark_sending(c, one, NOON),
    "waiting": lambda c: outbox.mark_waiting(c, one, "line.broken", "", NOON),
    "sending again": lambda c: outbox.mark_sending(c, one, NOON),
    "delivered": lambda c: outbox.mark_delivered(c, one, ACKNOWLEDGEMENT),
    "case": lambda c: cases.record(c, [change], "c2"),
    "evaluation": lambda c: evaluations.save(c, Evaluation(one, 5, (), NOON)),
    "evaluation sent": lambda c: evaluations.mark_sent(c, one),
    "consumable": lambda c: consumables.refill(c, Consumable.SHEETS, 200, by="7", at=NOON),
    "audit": lambda c: audit.record(c, "test.noted", {"words": "x" * 20_000}, at=NOON),
}
refused = {}
tables = "filing", "outbox", "case_change", "stream_cursor", "evaluation", "consumable", "audit", "draft", "page"


def everything():
    return store.read(lambda c: [c.execute(f"SELECT * FROM {table}").fetchall() for table in tables])


for name, act in road.items():
    refused[name] = 0
    for left in (0, 5_000, 9_000, 20_000):
        before = everything()
        room.leave(left)
        try:
            store.write(act).result()
            break
        except StoreFull:
            refused[name] += 1
            assert everything() == before, name
    else:
        room.plenty()
        store.write(act).result()
    room.plenty()
    # An empty log: what is refused next is refused from its first page on.
    store.write(lambda c: None).result()
    store.close()
    store = Store.open(folder / "jiujin.db", KEY, clock=FixedClock(), min_free_bytes=0)
assert store.check_later().result() == ()
store.close()
print(json.dumps(refused))
"""

VISIT = """
import json, sys
from pathlib import Path
from dataclasses import replace
from kiosk.events import DraftKept, DraftNotKept, DraftsFound, FilingSaved, RoomChanged, SavingFailed
from kiosk.services.draft_keeper import Keeping
from kiosk.services.room import RoomWatch
from kiosk.workflow.steps import Signal, Step
from tests.support.small_disk import Room
from tests.unit.services.conftest import open_face
from tests.unit.services.road import STROKE, choose_allowance, fill_allowance

folder = Path(sys.argv[1])
room, told = Room(folder), {}
face, running = open_face(folder, "hall")
terminal, visit = face.terminal, face.terminal.visit
settings = replace(terminal.settings, store=replace(terminal.settings.store, least_free_mb=2))
watch = RoomWatch(settings, terminal.clock, terminal.bus, running.store, every_s=3600)


def look():
    watch.look()
    return face.until(RoomChanged).enough


told["enough at first"] = look()
face.put_card()
face.until(DraftsFound)
choose_allowance(face)
face.until(DraftsFound)
fill_allowance(face)
face.until(DraftKept)
face.scan_page("hukou_book", b"page one" * 9000)
terminal.collect.next()
visit.fire(Signal.NEXT)
room.leave(0)
told["kept while full"] = []
for _ in range(2):
    assert terminal.submit.confirm(STROKE, b"png" * 3000)
    told["said"] = face.until(SavingFailed).message.split(": ", 1)[1]
told["enough while full"] = look()
told["gate while full"] = visit.gate
told["step while full"] = visit.step.value
told["shown as full"] = terminal.store_watch.full
# Who goes now is told the truth of their draft, and nobody else begins.
if sys.argv[2] == "leaves":
    visit.fire(Signal.CANCEL)
    face.until(DraftNotKept) if terminal.drafts.keeping is Keeping.SAVING else None
    told["draft"] = terminal.drafts.keeping.value
    visit.fire(Signal.NEXT)
    told["can begin while full"] = visit.can(Signal.BROWSE)
room.leave(2_100_000)
watch.look()
told["gate with a little more than the least"] = visit.gate
room.plenty()
told["enough again"] = look()
told["gate again"] = visit.gate
if sys.argv[2] == "leaves":
    told["can begin again"] = visit.can(Signal.BROWSE)
else:
    assert terminal.submit.confirm(STROKE, b"png" * 3000)
    told["number"] = face.until(FilingSaved).filing.provisional_number
running.close()
print(json.dumps(told))
"""

PRINTING = """
import sys
from pathlib import Path
from devices.printers.folder import FolderPrinter
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from kiosk.ports import PrintRequest
from tests.support.small_disk import Room

folder = Path(sys.argv[1])
room, printer = Room(folder), FolderPrinter(folder / "printed", SystemClock())
printer.open()
for left in (0, 10_000, 50_000):
    room.leave(left)
    try:
        printer.print_pdf(PrintRequest("回执", b"%PDF" * 25_000), lambda phase: None)
        print("printed")
    except DeviceFailure as failure:
        print(failure.cause, sorted(file.name for file in (folder / "printed").iterdir()))
room.plenty()
print(Path(printer.print_pdf(PrintRequest("回执", b"%PDF" * 25_000), lambda phase: None).where).stat().st_size)
"""


def test_a_filing_is_saved_whole_or_not_at_all_however_much_fits(disk: SmallDisk) -> None:
    told = json.loads(disk.run(SAVING))
    outcomes = {outcome for _, outcome in told}
    assert outcomes == {"saved", "full"}, "the disk was never full, or always"
    store = Store.open(disk.folder / "jiujin.db", KEY, clock=FixedClock(), min_free_bytes=0)
    try:
        kept = [row.filing_id for row in store.read(outbox.all_rows)]
        assert kept == [filing(number).filing_id for number in range(1, len(told) + 2)]
        for number in range(1, len(told) + 2):
            whole = store.read(lambda c, n=number: filings.load(c, filing(n).filing_id))
            assert whole.materials == filing(number).materials
            assert f"-{number:04}-" in whole.provisional_number, "a number was skipped or given twice"
    finally:
        store.close()


def test_every_mark_on_the_road_is_made_or_not_at_all(disk: SmallDisk) -> None:
    refused = json.loads(disk.run(MARKING))
    assert all(refused.values()), refused
    store = Store.open(disk.folder / "jiujin.db", KEY, clock=FixedClock(), min_free_bytes=0)
    try:
        (row,) = store.read(outbox.all_rows)
        assert row.delivery.value == "delivered"
        assert store.read(cases.cursor) == "c2"
    finally:
        store.close()


def test_a_person_who_stays_files_once_there_is_room(disk: SmallDisk) -> None:
    told = json.loads(disk.run(VISIT, "stays"))
    assert told["said"].startswith("the disk is full; make room")
    assert (told["enough at first"], told["enough while full"], told["enough again"]) == (True, False, True)
    assert (told["gate while full"], told["step while full"], told["shown as full"]) == ("disk-full", "sign", True)
    assert told["gate with a little more than the least"] == "disk-full"
    assert told["gate again"] == ""
    assert "-0001-" in told["number"], "a number was lost with the saving that failed"


def test_a_person_who_leaves_is_told_what_became_of_their_draft(disk: SmallDisk) -> None:
    told = json.loads(disk.run(VISIT, "leaves"))
    # What was kept before the disk was full is still there; the last page may not be, and is then not promised.
    assert told["draft"] in {"kept", "lost"}
    assert not told["can begin while full"]
    assert told["can begin again"]


def test_a_paper_for_the_folder_is_whole_or_not_there(disk: SmallDisk) -> None:
    lines = disk.run(PRINTING).splitlines()
    assert lines == ["folder []"] * 3 + ["100000"]
