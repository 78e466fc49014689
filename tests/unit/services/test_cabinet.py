"""What the cabinet is told: which light burns, which door opens, and of what a person who leaves is reminded."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import DeviceSettings
from kiosk.events import CardRemoved, DoorsChanged, PowerChanged, PresenceChanged, Printed, PrintFailed, PrintProgress
from kiosk.ports import Door, Light, Power, PrintPhase, PrintPlace
from kiosk.services.cabinet import Reminder
from kiosk.workflow.steps import Signal, Step
from tests.unit.services import conftest
from tests.unit.services.conftest import Face
from tests.unit.services.road import choose_allowance, file_allowance, fill_allowance, sign_in

PAPER = PrintPlace("HP", to_folder=False)
SLIP = PrintPlace("Epson", to_folder=False, roll_mm=120)


@pytest.fixture
def fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Face]:
    """A hall terminal with a cabinet all around it."""
    plain = conftest.Settings
    monkeypatch.setattr(conftest, "Settings", lambda: replace(plain(), devices=DeviceSettings(cabinet="/dev/ttyS9")))
    face, running = conftest.open_face(tmp_path, "hall")
    yield face
    running.close()


def hear(face: Face, *events: object) -> None:
    for event in events:
        face.terminal.visit.hear(event)  # type: ignore[arg-type]


def test_the_light_follows_the_person_from_reader_to_scanner_to_printer(fitted: Face) -> None:
    visit = fitted.terminal.visit
    hear(fitted, PresenceChanged(True))
    assert fitted.desk.lit is Light.READER
    fitted.put_card()
    assert (visit.step, fitted.desk.lit) == (Step.HOME, None)
    choose_allowance(fitted)
    fill_allowance(fitted)
    assert (visit.step, fitted.desk.lit) == (Step.MATERIALS, Light.SCANNER)
    visit.fire(Signal.BACK)
    assert fitted.desk.lit is None


def test_a_receipt_on_its_way_is_where_to_look(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    filing = file_allowance(hall).filing
    job = f"receipt-{filing.filing_id}"
    hear(hall, PrintProgress(job, PrintPhase.PRINTING))
    assert hall.desk.lit is Light.PRINTER
    hall.terminal.visit.fire(Signal.NEXT)
    assert hall.desk.lit is Light.PRINTER, "the paper is the person's even when they leave before it is out"
    hear(hall, Printed(job, PAPER))
    assert hall.desk.lit is not Light.PRINTER
    assert hall.desk.doors == [Door.PAPERS]


def test_a_receipt_that_failed_leads_nobody_to_the_printer(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    filing = file_allowance(hall).filing
    hear(hall, PrintProgress(f"receipt-{filing.filing_id}", PrintPhase.PRINTING))
    hear(hall, PrintFailed(f"receipt-{filing.filing_id}", "paper-out"))
    assert hall.desk.lit is None


def test_an_agent_is_led_to_the_reader_where_a_card_is_wanted(village: Face) -> None:
    sign_in(village)
    assert village.desk.lit is None
    village.terminal.visit.fire(Signal.IDENTIFY)
    assert village.desk.lit is Light.READER
    village.put_card()
    assert village.desk.lit is None


def test_in_a_power_cut_the_reader_invites_nobody(hall: Face) -> None:
    hear(hall, PresenceChanged(True))
    hear(hall, PowerChanged(Power.BATTERY))
    assert hall.desk.lit is None
    hear(hall, PowerChanged(Power.MAINS))
    assert hall.desk.lit is Light.READER


@pytest.mark.parametrize(("place", "door"), [(PAPER, Door.PAPERS), (SLIP, Door.SLIPS)])
def test_what_came_out_opens_its_own_door(hall: Face, place: PrintPlace, door: Door) -> None:
    hear(hall, Printed("job", place))
    assert hall.desk.doors == [door]


def test_a_paper_in_the_folder_opens_no_door(hall: Face) -> None:
    hear(hall, Printed("job", PrintPlace("receipt.pdf", to_folder=True)))
    assert hall.desk.doors == []


def test_a_paper_counts_as_left_until_its_door_was_opened(fitted: Face) -> None:
    cabinet = fitted.terminal.cabinet
    hear(fitted, Printed("job", PAPER))
    assert cabinet.reminder == Reminder(paper_left=True)
    assert fitted.desk.lit is Light.PRINTER
    hear(fitted, DoorsChanged(frozenset({Door.SLIPS})))
    assert cabinet.reminder == Reminder(door_open=True, paper_left=True)
    hear(fitted, DoorsChanged(frozenset({Door.PAPERS})))
    assert cabinet.reminder == Reminder(door_open=True)
    hear(fitted, DoorsChanged(frozenset()))
    assert cabinet.reminder == Reminder()
    assert fitted.desk.lit is Light.READER


def test_without_a_contact_on_the_door_nothing_is_said_of_the_paper(hall: Face) -> None:
    hear(hall, Printed("job", PAPER))
    assert hall.terminal.cabinet.reminder == Reminder()


def test_a_card_left_behind_keeps_the_readers_light(hall: Face) -> None:
    hall.put_card()
    hall.terminal.visit.fire(Signal.CANCEL)
    assert hall.desk.lit is Light.READER
    hear(hall, PowerChanged(Power.BATTERY))
    hall.terminal.visit.fire(Signal.NEXT)
    assert hall.desk.lit is Light.READER, "also where no card is wanted"
    hear(hall, CardRemoved())
    assert hall.desk.lit is None


def test_an_order_is_given_once(hall: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    orders: list[Light | None] = []
    monkeypatch.setattr(hall.desk, "light", orders.append)
    for present in (True, False, True):
        hear(hall, PresenceChanged(present), PowerChanged(Power.BATTERY))
    assert orders == [None]
    assert hall.terminal.cabinet.present is True
