"""Answers stand on the page by the names that the person read, where the centre knows that version of the matter."""

from kiosk.catalogue.loader import load_builtin
from sync.reference_intake.web.labels import keep
from tests.contract.intake.desk.conftest import Centre
from tests.support.browser import Browser
from tests.support.filing_road import ALLOWANCE, ANSWERS


def test_fields_and_options_are_called_as_on_the_terminal(centre: Centre, official: Browser) -> None:
    catalogue = load_builtin()
    matter = next(one for one in catalogue.matters if one.code == ALLOWANCE)
    change = {"matter_code": matter.code, "matter_version": matter.version, "answers": ANSWERS | {"odd": "x,y"}}
    before = centre.case(change=change)
    assert "bank_card" in official.page(f"/cases/{before.filing_id}").text
    keep(centre.engine, catalogue)
    assert keep(centre.engine, catalogue) == 0
    made = centre.case(change=change)
    text = official.page(f"/cases/{made.filing_id}").text
    for asked in matter.form.fields():
        if asked.id in ANSWERS:
            assert asked.label.zh in text
            said = next((one.label.zh for one in asked.options if one.code == ANSWERS[asked.id]), ANSWERS[asked.id])
            assert said in text
    assert "x,y" in text
    assert "bank_card" not in text
    older = centre.case(change=change | {"matter_version": matter.version + 1000})
    assert "字段代号" in official.page(f"/cases/{older.filing_id}").text
