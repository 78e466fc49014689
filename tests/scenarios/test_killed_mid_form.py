"""The program is killed while somebody fills a form: what had been kept by then is there at the next start."""

import signal
import subprocess
import sys
from pathlib import Path

from devices.simulators.sample_cards import WANG_JIANGUO
from kiosk.events import CardRemoved, DraftOpened, DraftsFound, PowerChanged
from kiosk.ports import Power
from kiosk.services.draft_keeper import Keeping
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face, open_face

PHONE = "13957412345"
TYPIST = """
import sys
from pathlib import Path
from kiosk.events import DraftKept, DraftsFound
from kiosk.workflow.steps import Signal
from tests.unit.services.conftest import open_face
from tests.unit.services.road import choose_allowance

face, running = open_face(Path(sys.argv[1]), "hall")
face.put_card()
face.until(DraftsFound)
choose_allowance(face)
face.until(DraftsFound)
face.terminal.visit.fire(Signal.NEXT)
face.terminal.fill.begin()
fields = {one.id: one for one in face.terminal.visit.session.choice.matter.form.fields()}
for end in range(1, len(sys.argv[2]) + 1):
    face.terminal.fill.answer(fields["phone"], sys.argv[2][:end])
    face.until(DraftKept)
print("kept", flush=True)
sys.stdin.read()
"""


def come_back(face: Face) -> None:
    face.put_card()
    assert len(face.until(DraftsFound).drafts) == 1
    assert face.terminal.visit.step is Step.DRAFT
    face.terminal.drafts.go_on(face.terminal.visit.session.draft.drafts[0])
    face.until(DraftOpened)


def test_the_answers_are_there_after_a_kill_and_only_for_their_person(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(tmp_path), PHONE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as typist:
        assert typist.stdout is not None
        assert typist.stdout.readline() == "kept\n"
        typist.send_signal(signal.SIGKILL)
        assert typist.wait(30) == -signal.SIGKILL
    face, running = open_face(tmp_path, "hall")
    try:
        face.put_card(WANG_JIANGUO.document)
        assert face.until(DraftsFound).drafts == ()
        face.terminal.visit.fire(Signal.CANCEL)
        face.terminal.visit.fire(Signal.NEXT)
        face.terminal.visit.hear(CardRemoved())
        come_back(face)
        assert face.terminal.visit.session.filling.answers["phone"] == PHONE
    finally:
        running.close()


def test_a_low_battery_keeps_the_draft_over_the_shutdown(tmp_path: Path) -> None:
    face, running = open_face(tmp_path, "hall")
    face.put_card()
    face.until(DraftsFound)
    face.terminal.choose.open("000511007000")
    face.until(DraftsFound)
    face.terminal.visit.fire(Signal.NEXT)
    face.terminal.fill.begin()
    matter = face.terminal.visit.session.choice.matter
    assert matter is not None
    field = next(one for one in matter.form.fields() if one.id == "phone")
    face.terminal.fill.answer(field, PHONE)
    face.terminal.visit.hear(PowerChanged(Power.LOW))
    assert face.terminal.visit.step is Step.FAREWELL
    assert face.terminal.drafts.keeping is not Keeping.NONE
    face.terminal.visit.fire(Signal.NEXT)
    # As the program does on ShutDownWanted: whatever was noted is written before the store is closed.
    running.close()
    face, running = open_face(tmp_path, "hall")
    try:
        come_back(face)
        assert face.terminal.visit.session.filling.answers["phone"] == PHONE
    finally:
        running.close()
