"""The acts of the officials' page: each where the law's order of things allows it, once, and told to the terminal."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from kiosk.domain.case import CaseStatus
from sync.reference_intake.cases import CASE_MOVES
from sync.reference_intake.tables import acts, case_cards
from sync.reference_intake.web.acts import RULES, Act, allowed
from tests.contract.intake.desk.conftest import Centre
from tests.support.browser import Browser
from tests.unit.storage.samples import NAME, NOON, NUMBER, filing

FILLED: dict[Act, dict[str, str | list[str]]] = {
    Act.ACCEPT: {},
    Act.SUPPLEMENT: {"papers": ["id-card", "lease"], "note": "身份证照片看不清。"},
    Act.REFUSE: {"ground": "not-ours"},
    Act.REVIEW: {},
    Act.SUSPEND: {"note": "等待公示十天。"},
    Act.CONCLUDE: {"note": "同意，每月发到卡上。"},
}


@pytest.mark.parametrize("act", list(Act))
def test_each_act_moves_the_case_once_and_the_terminal_hears_of_it(centre: Centre, official: Browser, act: Act) -> None:
    made = centre.case()
    if act in (Act.REVIEW, Act.SUSPEND, Act.CONCLUDE):
        assert official.act(made.filing_id, "accept").status_code == 303
    page = official.follow(official.act(made.filing_id, act.value, **FILLED[act]))
    assert f"已办：{RULES[act].name.zh}" in page.text
    newest = centre.changes(made.filing_id)[-1]
    assert newest["status"] == RULES[act].leads_to.value
    if act is Act.SUPPLEMENT:
        assert newest["note"] == "请补：身份证、租房合同。身份证照片看不清。"
    with centre.engine.begin() as connection:
        query = select(acts).where(acts.c.filing_id == made.filing_id).order_by(acts.c.number.desc())
        row = connection.execute(query.limit(1)).one()
    assert (row.official, row.act) == ("王芳", act.value)
    assert row.acted_at


def test_only_what_the_state_allows_is_offered_and_taken(centre: Centre, official: Browser) -> None:
    made = centre.case()
    page = official.page(f"/cases/{made.filing_id}")
    forms = {form.action.rpartition("/")[2]: form for form in page.forms if "/acts/" in form.action}
    assert set(forms) == {"accept", "supplement", "refuse"}
    forms["accept"].action = f"/cases/{made.filing_id}/acts/conclude"
    assert official.send(forms["accept"], note="好了").status_code == 409
    assert [change["status"] for change in centre.changes(made.filing_id)] == ["received"]


def test_every_status_offers_exactly_the_acts_of_the_state_machine() -> None:
    for status, moves in CASE_MOVES.items():
        assert {RULES[act].leads_to for act in allowed(status.value)} == moves - {
            CaseStatus.WITHDRAWN,
            CaseStatus.RECEIVED,
        }


def test_a_double_click_is_one_act_and_both_see_it_done(centre: Centre, official: Browser) -> None:
    made = centre.case()
    form = official.page(f"/cases/{made.filing_id}").form("/acts/accept")
    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(lambda _: _fresh(official).send(form), range(4)))
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["Location"] for answer in answers} == {f"/cases/{made.filing_id}?done=accept"}
    assert [change["status"] for change in centre.changes(made.filing_id)] == ["received", "accepted"]


def test_of_two_officials_at_once_the_second_is_told_what_the_first_did(centre: Centre) -> None:
    for _ in range(5):
        made = centre.case()
        with centre.browser("王芳") as one, centre.browser("陈伟") as other:
            accept = one.page(f"/cases/{made.filing_id}").form("/acts/accept")
            refuse = other.page(f"/cases/{made.filing_id}").form("/acts/refuse")
            with ThreadPoolExecutor(2) as both:
                first = both.submit(one.send, accept)
                second = both.submit(other.send, refuse, ground="other", note="不属于受理范围。")
            answers = {"王芳": first.result(), "陈伟": second.result()}
        late = [name for name, answer in answers.items() if answer.status_code == 409]
        assert sorted(answer.status_code for answer in answers.values()) == [303, 409]
        assert {"王芳", "陈伟"} - set(late) <= {name for name in answers if name in answers[late[0]].text}
        if late == ["陈伟"]:
            assert "不属于受理范围。" in answers["陈伟"].text
        assert len(centre.changes(made.filing_id)) == 2


def test_a_page_that_was_opened_before_another_act_does_nothing(centre: Centre, official: Browser) -> None:
    made = centre.case()
    old = official.page(f"/cases/{made.filing_id}").form("/acts/refuse")
    with centre.browser("陈伟") as other:
        other.act(made.filing_id, "accept")
    answer = official.send(old, ground="form")
    assert answer.status_code == 409
    assert "陈伟" in answer.text
    assert "已受理" in answer.text
    assert [change["status"] for change in centre.changes(made.filing_id)] == ["received", "accepted"]


def test_a_form_of_one_case_cannot_be_spent_on_another(centre: Centre, official: Browser) -> None:
    one, other = centre.case(), centre.case()
    form = official.page(f"/cases/{one.filing_id}").form("/acts/accept")
    assert official.send(form).status_code == 303
    form.action = f"/cases/{other.filing_id}/acts/accept"
    assert official.send(form).status_code == 409
    assert len(centre.changes(other.filing_id)) == 1


@pytest.mark.parametrize(
    ("act", "fields", "word"),
    [
        (Act.SUPPLEMENT, {}, "请选要补的材料"),
        (Act.SUPPLEMENT, {"papers": "of-another-matter"}, "不在这一件里"),
        (Act.REFUSE, {"ground": "because"}, "请选一个理由"),
        (Act.REFUSE, {"ground": "other"}, "请写给群众看的话"),
        (Act.ACCEPT, {"note": "长" * 501}, "最多 500 字"),
        (Act.ACCEPT, {"note": f"{NAME}，您好"}, "不要写姓名"),
        (Act.ACCEPT, {"note": f"证件 {NUMBER} 已核"}, "不要写姓名"),
        (Act.ACCEPT, {"note": "请打 138 0013 8000"}, "不要写姓名"),
    ],
)
def test_an_incomplete_form_does_nothing_says_why_and_keeps_what_was_typed(
    centre: Centre, official: Browser, act: Act, fields: dict[str, str], word: str
) -> None:
    made = centre.case()
    answer = official.act(made.filing_id, act.value, **fields)
    assert answer.status_code == 422
    assert word in answer.text
    if "note" in fields:
        assert fields["note"] in answer.text
    assert len(centre.changes(made.filing_id)) == 1


def test_a_second_supplement_must_be_meant(centre: Centre, official: Browser) -> None:
    made = centre.case()
    official.act(made.filing_id, "supplement", papers="id-card")
    official.act(made.filing_id, "accept")
    official.act(made.filing_id, "review")
    asked = official.act(made.filing_id, "supplement", papers="photo")
    assert asked.status_code == 422
    assert "已经告知过一次" in asked.text
    assert official.act(made.filing_id, "supplement", papers="photo", again="yes").status_code == 303


def test_who_may_only_look_is_offered_no_act_and_can_do_none(centre: Centre, official: Browser) -> None:
    made = centre.case()
    form = official.page(f"/cases/{made.filing_id}").form("/acts/accept")
    with centre.browser("看一看") as reader:
        page = reader.page(f"/cases/{made.filing_id}")
        assert not [form for form in page.forms if "/acts/" in form.action]
        form.fields = [("csrf", page.form("/sign-out").fields[0][1]), *form.fields[1:]]
        answer = reader.send(form)
    assert answer.status_code == 403
    assert "只能查看" in answer.text
    assert len(centre.changes(made.filing_id)) == 1


def test_the_clock_of_the_decision_stands_still_while_it_is_suspended(centre: Centre, official: Browser) -> None:
    made = centre.case()
    days = [_due(centre, made.filing_id)]
    for act in ("accept", "review", "suspend", "review", "conclude"):
        assert official.act(made.filing_id, act, note="等待公示。").status_code == 303
        days.append(_due(centre, made.filing_id))
    received, accepted, review, suspended, again, concluded = days
    assert received is not None
    assert accepted is not None
    assert accepted > received
    assert review == accepted == again
    assert suspended is None
    assert concluded is None


def test_an_evaluation_comes_back_on_the_page(centre: Centre, official: Browser) -> None:
    made = centre.case()
    given = {
        "filing_id": made.filing_id,
        "level": 2,
        "reasons": ["too-long", "<b>说</b>"],
        "given_at": (NOON + timedelta(hours=1)).isoformat(),
    }
    assert centre.stranger.send("POST", "/v1/evaluations", json=given).status_code == 200
    text = official.page(f"/cases/{made.filing_id}").text
    assert "2 · 不满意" in text
    assert "花的时间太长" in text
    assert "<b>说</b>" in text


def test_a_filing_that_is_not_complete_is_no_case_yet(centre: Centre, official: Browser) -> None:
    from sync.manifest import manifest_of

    begun = filing(99)
    assert centre.stranger.begin(manifest_of(begun)).status_code == 200
    official.page(f"/cases/{begun.filing_id}", 404)


def _due(centre: Centre, filing_id: str) -> str | None:
    with centre.engine.begin() as connection:
        query = select(case_cards.c.due_on).where(case_cards.c.filing_id == filing_id)
        due = connection.execute(query).scalar_one()
    return None if due is None else str(due)


def _fresh(browser: Browser) -> Browser:
    """The same person's browser on a connection of its own."""
    other = Browser(browser.url)
    other.session.cookies.update(browser.session.cookies)
    return other
