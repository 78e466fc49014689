"""Matters: what a list shows of one."""

from kiosk.domain.form import Form
from kiosk.domain.matter import Fee, Guide, LimitUnit, Matter, MatterBrief, Platform, TimeLimit
from kiosk.domain.text import Text

TITLE = Text("企业投资项目备案", "Filing of an investment project")
DEPARTMENT = Text("县发展和改革局", "County Development and Reform Bureau")
MATTER = Matter(
    code="000704001000",
    version=2,
    title=TITLE,
    department=DEPARTMENT,
    platform=Platform.INVESTMENT,
    item_type="20",
    themes=("business", "building"),
    guide=Guide(Text("摘要"), Text("条件"), Text("结果"), Text("依据")),
    form=Form(()),
    materials=(),
    time_limit=TimeLimit(0, 1, LimitUnit.AT_ONCE),
)


def test_a_brief_says_what_a_list_needs_and_keeps_the_platform() -> None:
    assert MATTER.brief() == MatterBrief(
        "000704001000", TITLE, DEPARTMENT, ("business", "building"), Platform.INVESTMENT
    )


def test_a_matter_is_free_and_needs_no_visit_unless_it_says_otherwise() -> None:
    assert MATTER.fee == Fee(0)
    assert MATTER.visits == 0
