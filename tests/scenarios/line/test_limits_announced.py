"""The centre announces its limits, and the terminal keeps to them where a page is taken, not when it is sent."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.papers.shrinking import page_limit
from kiosk import bootstrap
from kiosk.clock import SystemClock
from kiosk.config import DelaySettings, IntakeSettings
from kiosk.domain.filing import Delivery
from kiosk.domain.material import MaterialRule, Page
from kiosk.events import CentreTold, DeliveryChanged, PageScanned, ScanEnded
from kiosk.storage import outbox
from kiosk.workflow.steps import Signal, Step
from sync.client import IntakeClient
from sync.engine import SyncEngine
from tests.scenarios.line.limited_intake import JPEG_AND_PNG, LimitedIntake, limited_intake
from tests.scenarios.line.terminal import TIMES, TOKEN
from tests.unit.services.conftest import Face, open_face
from tests.unit.services.road import STROKE, choose_allowance, fill_allowance

LEAST = 30_000
QUICK: DelaySettings = replace(TIMES, centre_poll=0.05)


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[LimitedIntake]:
    with limited_intake(tmp_path / "intake") as serving:
        yield serving


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Face, bootstrap.Running]]:
    face, running = open_face(tmp_path / "terminal", "hall")
    yield face, running
    running.close()


@pytest.fixture
def face(running: tuple[Face, bootstrap.Running], intake: LimitedIntake) -> Iterator[Face]:
    face, core = running
    client = IntakeClient(IntakeSettings(intake.url, TOKEN), QUICK)
    engine = SyncEngine(core.store, client, core.terminal.bus, SystemClock(), QUICK)
    engine.start()
    yield face
    engine.stop()


def hear_limit(face: Face, file_bytes: int) -> None:
    while face.until(CentreTold).word.limits.file_bytes != file_bytes:
        pass


def to_materials(face: Face) -> MaterialRule:
    face.put_card()
    choose_allowance(face)
    fill_allowance(face)
    assert face.terminal.visit.step is Step.MATERIALS
    return next(rule for rule in face.terminal.collect.rules() if rule.id == "hukou_book")


def scan(face: Face, rule: MaterialRule, page: Page, replaces: int | None = None) -> str:
    """What is said of a page that the scanner gives, "" where it was kept."""
    assert face.terminal.collect.scan(rule, replaces)
    job, _ = face.desk.scans[-1]
    face.terminal.bus.publish(PageScanned(job, page))
    face.terminal.bus.publish(ScanEnded(job, 1))
    face.until(ScanEnded)
    return face.terminal.visit.session.collection.failure


def jpeg(size: int) -> Page:
    return Page(b"\xff" * size, "image/jpeg", 10, 10)


def test_a_page_is_made_for_the_centres_limit_and_one_beyond_it_is_not_kept(face: Face, intake: LimitedIntake) -> None:
    intake.limit(file_bytes=LEAST)
    hear_limit(face, LEAST)
    rule = to_materials(face)
    assert page_limit(rule) > LEAST
    assert scan(face, rule, jpeg(LEAST + 1)) == "centre-too-large"
    assert page_limit(face.desk.scans[-1][1].rule) == LEAST, "the pipeline shrinks it so far by itself"
    assert face.terminal.collect.pages(rule.id) == ()
    assert scan(face, rule, jpeg(LEAST)) == ""
    assert len(face.terminal.collect.pages(rule.id)) == 1


def test_a_kind_of_picture_that_the_centre_does_not_take_is_refused_when_it_is_scanned(
    face: Face, intake: LimitedIntake
) -> None:
    intake.limit(file_bytes=LEAST, media_types=("image/png",))
    hear_limit(face, LEAST)
    assert scan(face, to_materials(face), jpeg(10)) == "centre-media-type"


def test_a_limit_lowered_after_the_scan_is_told_before_anybody_signs(face: Face, intake: LimitedIntake) -> None:
    intake.limit(file_bytes=2 * LEAST)
    hear_limit(face, 2 * LEAST)
    rule = to_materials(face)
    assert scan(face, rule, jpeg(2 * LEAST)) == ""
    assert face.terminal.collect.not_taken() == ()
    intake.limit(file_bytes=LEAST)
    hear_limit(face, LEAST)
    (part,) = face.terminal.collect.not_taken()
    assert (part.rule, part.page) == (rule, 0)
    assert scan(face, rule, jpeg(LEAST), replaces=0) == ""
    assert face.terminal.collect.not_taken() == ()


def test_what_was_kept_to_the_limit_is_what_the_centre_takes(
    face: Face, running: tuple[Face, bootstrap.Running], intake: LimitedIntake
) -> None:
    intake.limit(file_bytes=LEAST, media_types=JPEG_AND_PNG)
    hear_limit(face, LEAST)
    assert scan(face, to_materials(face), jpeg(LEAST)) == ""
    assert face.terminal.collect.next() == ()
    face.terminal.visit.fire(Signal.NEXT)
    assert face.terminal.submit.confirm(STROKE, b"png")
    store = running[1].store
    face.clock.pass_seconds(1)
    while face.until(DeliveryChanged).state.delivery is not Delivery.DELIVERED:
        pass
    assert [row.delivery for row in store.read(outbox.all_rows)] == [Delivery.DELIVERED]


def test_the_last_limits_hold_after_a_restart_without_a_line(tmp_path: Path, face: Face, intake: LimitedIntake) -> None:
    intake.limit(file_bytes=LEAST)
    hear_limit(face, LEAST)
    nobody = IntakeClient(IntakeSettings("http://127.0.0.1:9", TOKEN), QUICK)
    again, core = open_face(tmp_path / "terminal", "hall")
    engine = SyncEngine(core.store, nobody, core.terminal.bus, SystemClock(), QUICK)
    engine.start()
    try:
        hear_limit(again, LEAST)
        assert scan(again, to_materials(again), jpeg(LEAST + 1)) == "centre-too-large"
    finally:
        engine.stop()
        core.close()
