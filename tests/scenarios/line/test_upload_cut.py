"""The line breaks in the middle of a page: what arrived stays, only the rest is sent."""

import dataclasses

from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess, spawn_intake
from tests.scenarios.line.proxy import Fate, LineProxy
from tests.scenarios.line.terminal import TOKEN, Terminal
from tests.unit.storage.samples import filing

CUT_AT = 200_000
SIZE = 500_000


def _one_large_page() -> Material:
    content = bytes(i * 31 % 251 for i in range(SIZE))
    return Material("deed", Text("不动产权证"), (Page(content, "image/jpeg", 10, 10),))


def test_the_rest_is_sent_after_a_cut(terminal: Terminal, line: LineProxy, desk: Desk) -> None:
    sent = filing(materials=(_one_large_page(),))
    digest = sent.materials[0].pages[0].digest
    cut = line.fail_once(f"PATCH /v1/filings/{sent.filing_id}/uploads/{digest}", Fate(body_bytes=CUT_AT))
    terminal.save(sent)
    terminal.connect(line.url).start()
    state = terminal.delivered(sent)
    assert cut.is_set()
    assert state.attempts == 2
    signature = len(sent.signature.png)
    assert line.seen.bodies("PATCH") == [signature, CUT_AT, SIZE - CUT_AT]
    (case,) = desk.cases()
    assert all(file["stored"] for file in desk.show(case["case_number"])["files"])


def test_the_intake_loses_power_in_the_middle(terminal: Terminal, intake: IntakeProcess) -> None:
    line = LineProxy(intake.url)
    sent = filing(materials=(_one_large_page(),))
    digest = sent.materials[0].pages[0].digest
    line.fail_once(f"PATCH /v1/filings/{sent.filing_id}/uploads/{digest}", Fate(body_bytes=CUT_AT))
    terminal.save(sent)
    report = terminal.connect(line.url).run_once()
    assert report.pending == 1
    line.close()
    intake.kill()
    again = spawn_intake(intake.folder, token=TOKEN)
    line = LineProxy(again.url)
    try:
        assert terminal.connect(line.url).run_once().delivered == 1
        assert line.seen.bodies("PATCH") == [SIZE - CUT_AT]
    finally:
        line.close()
        again.stop()


def test_bytes_that_were_damaged_at_the_centre_are_sent_again(
    terminal: Terminal, line: LineProxy, intake: IntakeProcess, desk: Desk
) -> None:
    sent = filing(materials=(_one_large_page(),))
    digest = sent.materials[0].pages[0].digest
    line.fail_once(f"PATCH /v1/filings/{sent.filing_id}/uploads/{digest}", Fate(body_bytes=CUT_AT))
    terminal.save(sent)
    engine = terminal.connect(line.url)
    assert engine.run_once().pending == 1
    (part,) = (intake.folder / "materials" / sent.filing_id).glob("*.part")
    part.write_bytes(b"\0" * CUT_AT)
    assert engine.run_once().delivered == 1
    assert line.seen.bodies("PATCH")[-2:] == [SIZE - CUT_AT, SIZE]
    assert (part.parent / digest).read_bytes() == sent.materials[0].pages[0].content
    assert len(desk.cases()) == 1


def test_the_same_page_twice_is_sent_once(terminal: Terminal, line: LineProxy, desk: Desk) -> None:
    page = _one_large_page()
    sent = filing(materials=(page, dataclasses.replace(page, rule_id="deed-2")))
    terminal.save(sent)
    assert terminal.connect(line.url).run_once().delivered == 1
    assert line.seen.bodies("PATCH") == [len(sent.signature.png), SIZE]
    assert len(desk.show(sent.filing_id)["files"]) == 3
