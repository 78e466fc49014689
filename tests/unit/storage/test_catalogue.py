"""The installed catalogue: whole, replaced as one, never seen half."""

from dataclasses import replace

import pytest

from kiosk.domain.form import Condition, Field, FieldKind, Form, Group, Limits, Option, Prefill
from kiosk.domain.material import ColourMode, MaterialRule
from kiosk.domain.matter import (
    Catalogue,
    Fee,
    Guide,
    LifeEvent,
    LimitUnit,
    Matter,
    Platform,
    Theme,
    TimeLimit,
)
from kiosk.domain.text import Text
from kiosk.storage import catalogue
from kiosk.storage.connection import Store

FORM = Form(
    (
        Group(
            "g",
            Text("您的电话？", "Your phone?"),
            (
                Field("name", FieldKind.TEXT, Text("姓名"), prefill=Prefill.NAME),
                Field("income", FieldKind.MONEY, Text("收入"), limits=Limits(0, 9e6), unit=Text("元", "yuan")),
                Field("kind", FieldKind.CHOICE, Text("类型"), options=(Option("a", Text("甲")),)),
            ),
            when=Condition("kind", ("a", "b")),
        ),
    )
)


def matter(code: str, *themes: str) -> Matter:
    return Matter(
        code=code,
        version=2,
        title=Text(f"事项{code}", f"Matter {code}"),
        department=Text("人社局", "Social security"),
        platform=Platform.INVESTMENT if code == "m2" else Platform.UNIFIED,
        item_type="5",
        themes=themes,
        guide=Guide(Text("概要"), Text("条件"), Text("结果"), Text("依据"), (Text("一"), Text("二"))),
        form=FORM,
        materials=(MaterialRule("id", Text("身份证"), colour=ColourMode.GREY, when=Condition("kind", ("a",))),),
        time_limit=TimeLimit(3, 20, LimitUnit.WORKING_DAYS),
        fee=Fee(500, Text("工本费")),
        aliases=("社保", "养老"),
    )


M1, M2, COMMON = matter("m1", "social", "old"), matter("m2", "build"), matter("e1", "social")
EVENT = LifeEvent("e1", COMMON, ("m1", "m2"), "social")
THEMES = (
    Theme("social", Text("社保", "Social"), Text("提示")),
    Theme("build", Text("建设")),
    Theme("old", Text("老人")),
)
WHOLE = Catalogue("2026.1", "330225", THEMES, (M1, M2), (EVENT,))
ROWS = [("m2", "事项m2", '["shixiang"]'), ("m1", "事项m1", "[]")]


@pytest.fixture(autouse=True)
def _installed(store: Store) -> None:
    assert store.read(catalogue.installed_version) is None
    assert store.read(catalogue.installed_source) is None
    store.write(lambda c: catalogue.install(c, WHOLE, iter(ROWS), source="here")).result()


def test_everything_comes_back_as_it_was(store: Store) -> None:
    assert store.read(catalogue.installed_version) == "2026.1"
    assert store.read(catalogue.installed_source) == "here"
    assert store.read(catalogue.themes) == THEMES
    assert store.read(lambda c: catalogue.matter(c, "m1")) == M1
    assert store.read(lambda c: catalogue.matter(c, "m2")) == M2
    assert store.read(lambda c: catalogue.matter(c, "e1")) == EVENT
    assert store.read(catalogue.index_rows) == ROWS


def test_briefs_of_matters_and_of_life_events_come_apart(store: Store) -> None:
    assert store.read(catalogue.all_briefs) == ((M1.brief(), M2.brief()), (COMMON.brief(),))


def test_an_unknown_code_is_said(store: Store) -> None:
    with pytest.raises(KeyError):
        store.read(lambda c: catalogue.matter(c, "nothing"))


def test_a_new_version_replaces_all_of_the_old_one(store: Store) -> None:
    newer = Catalogue("2026.2", "330225", THEMES[:1], (replace(M2, version=3),), ())
    store.write(lambda c: catalogue.install(c, newer, [], source="here")).result()
    assert store.read(catalogue.installed_version) == "2026.2"
    assert store.read(lambda c: catalogue.matter(c, "m2")) == replace(M2, version=3)
    assert store.read(catalogue.index_rows) == []
    assert store.read(catalogue.all_briefs) == ((replace(M2, version=3).brief(),), ())


def test_a_catalogue_that_fails_half_way_leaves_the_old_one(store: Store) -> None:
    newer = replace(WHOLE, version="2026.2")

    def rows() -> object:
        yield ROWS[0]
        raise LookupError("torn")

    with pytest.raises(LookupError, match="torn"):
        store.write(lambda c: catalogue.install(c, newer, rows(), source="here")).result()
    assert store.read(catalogue.installed_version) == "2026.1"
    assert store.read(catalogue.index_rows) == ROWS


def test_a_code_that_stands_twice_is_refused_by_name(store: Store) -> None:
    with pytest.raises(ValueError, match="m1 stands twice"):
        store.write(lambda c: catalogue.install(c, replace(WHOLE, matters=(M1, M1)), [], source="here")).result()
    assert store.read(catalogue.installed_version) == "2026.1"
