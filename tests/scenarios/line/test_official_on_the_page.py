"""Both ends are played: a terminal files; an official, on the page, asks for papers, gets them, and concludes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.evaluation import Evaluation
from kiosk.domain.filing import Filing
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.events import EvaluationSaved
from kiosk.storage import cases, evaluations
from sync.reference_intake.process import IntakeProcess, spawn_intake
from sync.reference_intake.tables import open_engine
from sync.reference_intake.web.accounts import Accounts
from tests.scenarios.line.terminal import TOKEN, Terminal
from tests.support.browser import Browser
from tests.unit.storage.samples import NOON, filing, page

NAME, PASSWORD = "official", "a password for one test"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[IntakeProcess]:
    process = spawn_intake(tmp_path / "intake", token=TOKEN, desk_port=0)
    engine = open_engine(process.database)
    Accounts(engine).add(NAME, PASSWORD)
    engine.dispose()
    yield process
    process.stop()
    assert (tmp_path / "intake" / "intake.log").read_text() == ""


@pytest.fixture
def official(centre: IntakeProcess) -> Iterator[Browser]:
    with Browser(centre.desk) as browser:
        assert browser.sign_in(NAME, PASSWORD).status_code == 303
        yield browser


def test_a_case_goes_from_the_terminal_to_the_official_and_back_until_it_is_concluded(
    terminal: Terminal, centre: IntakeProcess, official: Browser
) -> None:
    sent = filing(1)
    terminal.connect(centre.url).start()
    terminal.save(sent)
    number = _number(terminal, sent)
    assert f"/cases/{sent.filing_id}" in official.page(f"/?words={number}").links

    note = "身份证照片看不清，请重新拍一张。"
    assert official.act(sent.filing_id, "supplement", papers="id-card", note=note).status_code == 303
    asked = _told(terminal, sent, CaseStatus.SUPPLEMENT_REQUIRED)
    assert asked.note == f"请补：身份证。{note}"
    assert asked.wanted == ("id-card",)

    brought = replace(
        filing(2, materials=(Material("id-card", Text("身份证"), (Page(*_picture(), 60, 90),)),)),
        supplements=sent.filing_id,
    )
    terminal.save(brought)
    assert _number(terminal, brought) == number
    _told(terminal, sent, CaseStatus.RECEIVED, 2)
    seen = official.page(f"/cases/{sent.filing_id}")
    assert "补来的材料" in seen.text
    assert f"/cases/{brought.filing_id}/papers/1/1" in seen.links
    picture = f"/cases/{brought.filing_id}/files/{brought.materials[0].pages[0].digest}"
    assert official.get(picture).content == brought.materials[0].pages[0].content
    assert official.get(f"/cases/{brought.filing_id}").headers["Location"] == f"/cases/{sent.filing_id}"

    official.act(sent.filing_id, "accept")
    assert official.act(sent.filing_id, "conclude", note="同意，每月十号发到卡上。").status_code == 303
    assert _told(terminal, sent, CaseStatus.CONCLUDED).note == "同意，每月十号发到卡上。"

    word = Evaluation(sent.filing_id, 5, (), NOON)
    terminal.store.write(lambda connection: evaluations.save(connection, word)).result()
    terminal.bus.publish(EvaluationSaved(sent.filing_id))
    terminal.until(lambda: "5 · 非常满意" in official.page(f"/cases/{sent.filing_id}").text)
    assert "已经结束" in official.page(f"/cases/{sent.filing_id}").text


def test_a_correction_leads_to_what_it_corrects_and_back(
    terminal: Terminal, centre: IntakeProcess, official: Browser
) -> None:
    wrong = filing(1, materials=())
    terminal.connect(centre.url).start()
    terminal.save(wrong)
    number = _number(terminal, wrong)
    assert official.act(wrong.filing_id, "refuse", ground="form").status_code == 303
    _told(terminal, wrong, CaseStatus.NOT_ACCEPTED)
    right = replace(filing(2, materials=()), corrects=wrong.filing_id)
    terminal.save(right)
    later = _number(terminal, right)
    assert number != later
    assert later in official.page(f"/cases/{wrong.filing_id}").text
    assert f"/cases/{wrong.filing_id}" in official.page(f"/cases/{right.filing_id}").links


def _number(terminal: Terminal, sent: Filing) -> str:
    acknowledgement = terminal.delivered(sent).acknowledgement
    assert acknowledgement is not None
    return acknowledgement.case_number


def _told(terminal: Terminal, sent: Filing, status: CaseStatus, times: int = 1) -> CaseChange:
    """Waits until the terminal has heard that; what it was told."""

    def heard() -> list[CaseChange]:
        history = terminal.store.read(lambda connection: cases.history(connection, sent.filing_id))
        return [change for change in history if change.status is status]

    terminal.until(lambda: len(heard()) == times)
    return heard()[-1]


def _picture() -> tuple[bytes, str]:
    return b"\xff\xd8\xff\xe0" + page(7, 3000).content, "image/jpeg"
