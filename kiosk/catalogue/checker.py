"""The rules a catalogue keeps beyond its shape: unique codes, conditions that can hold, both languages."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from kiosk.domain.form import Condition, Field, FieldKind, Prefill
from kiosk.domain.matter import Catalogue, Matter
from kiosk.domain.text import Text

CODE_LENGTH = 12
"""A basic code (基本编码) has 12 characters (GB/T 39554.1)."""

MAX_TITLE = 110
MAX_HINT = 48
MAX_QUESTION = 30
MAX_OPTION = 24
"""Chinese characters that screens and papers have been drawn for."""

YES, NO = "yes", "no"
"""The answers of a yes-no field, as conditions name them."""

PREFILL_KINDS: dict[Prefill, frozenset[FieldKind]] = {
    Prefill.NAME: frozenset({FieldKind.TEXT}),
    Prefill.NUMBER: frozenset({FieldKind.ID_NUMBER}),
    Prefill.SEX: frozenset({FieldKind.CHOICE}),
    Prefill.BIRTH_DATE: frozenset({FieldKind.DATE}),
    Prefill.ADDRESS: frozenset({FieldKind.TEXT}),
    Prefill.ETHNICITY: frozenset({FieldKind.TEXT, FieldKind.CHOICE}),
}

CHOOSING = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})

_CODE = re.compile(rf"^[0-9A-Z]{{{CODE_LENGTH}}}$")
_ID = re.compile(r"^[a-z][a-z0-9_]*$")
_OPTION = re.compile(r"^[a-z0-9][a-z0-9-]*$")


class Fault(NamedTuple):
    """One broken rule. `position` counts the matters, then the life events; -1 is the catalogue itself."""

    position: int
    title: str
    key: str
    what: str

    @property
    def line(self) -> str:
        """Matter, key and fault in one line."""
        return ": ".join(part for part in (self.title, self.key, self.what) if part)


class _Found(NamedTuple):
    key: str
    what: str


def faults(catalogue: Catalogue, others: Collection[str] = ()) -> Iterator[Fault]:
    """Every broken rule of `catalogue`, in the order of its files; nothing when it is sound.

    `others` are codes of matters that life events may bundle although they are not in it.
    """
    for key, what in _head_faults(catalogue):
        yield Fault(-1, "", key, what)
    themes = {theme.id for theme in catalogue.themes}
    known = {matter.code for matter in catalogue.matters} | set(others)
    seen: set[str] = set()
    filed = [*catalogue.matters, *(event.matter for event in catalogue.life_events)]
    for position, matter in enumerate(filed):
        if matter.code in seen:
            yield Fault(position, matter.title.zh, "code", f"“{matter.code}” stands twice")
        seen.add(matter.code)
        for key, what in matter_faults(matter, themes):
            yield Fault(position, matter.title.zh, key, what)
    for position, event in enumerate(catalogue.life_events, start=len(catalogue.matters)):
        title = event.matter.title.zh
        if event.theme not in themes:
            yield Fault(position, title, "theme", f"there is no theme “{event.theme}”")
        for index, part in enumerate(event.parts):
            if part not in known:
                yield Fault(position, title, f"parts[{index}]", f"there is no matter “{part}”")


def matter_faults(matter: Matter, themes: set[str]) -> Iterator[tuple[str, str]]:
    """Key and fault of every rule that one matter breaks by itself."""
    yield from _face_faults(matter, themes)
    yield from _form_faults(matter)
    yield from _material_faults(matter)


def _head_faults(catalogue: Catalogue) -> Iterator[_Found]:
    if not catalogue.version:
        yield _Found("version", "is empty")
    if not re.fullmatch(r"\d{6}", catalogue.region):
        yield _Found("region", "is six digits (GB/T 2260)")
    seen: set[str] = set()
    for index, theme in enumerate(catalogue.themes):
        if theme.id in seen:
            yield _Found(f"themes[{index}].id", f"“{theme.id}” stands twice")
        seen.add(theme.id)
        yield from _text_faults(theme.name, f"themes[{index}].name", MAX_OPTION)


def _face_faults(matter: Matter, themes: set[str]) -> Iterator[_Found]:
    if not _CODE.match(matter.code):
        yield _Found("code", f"“{matter.code}” is not {CODE_LENGTH} digits and capital letters")
    if matter.version < 1:
        yield _Found("version", "starts at 1")
    yield from _text_faults(matter.title, "title", MAX_TITLE)
    yield from _text_faults(matter.department, "department", MAX_TITLE)
    for index, theme in enumerate(matter.themes):
        if theme not in themes:
            yield _Found(f"themes[{index}]", f"there is no theme “{theme}”")
    if not matter.themes:
        yield _Found("themes", "is empty: nobody would find the matter")
    limit = matter.time_limit
    if not 0 <= limit.promised <= limit.legal:
        yield _Found("time_limit.promised", "is between 0 and the legal limit")
    if matter.fee.fen < 0:
        yield _Found("fee.fen", "is negative")
    guide = matter.guide
    for name in ("summary", "condition", "result", "legal_basis"):
        yield from _text_faults(getattr(guide, name), f"guide.{name}", 400)
    for index, step in enumerate(guide.steps):
        yield from _text_faults(step, f"guide.steps[{index}]", 100)


def _form_faults(matter: Matter) -> Iterator[_Found]:
    asked: dict[str, Field] = {}
    groups: set[str] = set()
    for g, group in enumerate(matter.form.groups):
        key = f"groups[{g}]"
        if group.id in groups:
            yield _Found(f"{key}.id", f"“{group.id}” stands twice")
        groups.add(group.id)
        yield from _text_faults(group.question, f"{key}.question", MAX_QUESTION)
        yield from _condition_faults(group.when, asked, f"{key}.when")
        if not group.fields:
            yield _Found(f"{key}.fields", "is empty")
        for f, field in enumerate(group.fields):
            where = f"{key}.fields[{f}]"
            if field.id in asked:
                yield _Found(f"{where}.id", f"“{field.id}” stands twice")
            yield from _field_faults(field, where)
            yield from _condition_faults(field.when, asked, f"{where}.when")
            asked[field.id] = field


def _material_faults(matter: Matter) -> Iterator[_Found]:
    asked = {field.id: field for field in matter.form.fields()}
    seen: set[str] = set()
    for index, rule in enumerate(matter.materials):
        key = f"materials[{index}]"
        if rule.id in seen:
            yield _Found(f"{key}.id", f"“{rule.id}” stands twice")
        seen.add(rule.id)
        yield from _text_faults(rule.name, f"{key}.name", 40)
        yield from _text_faults(rule.hint, f"{key}.hint", MAX_HINT, may_be_empty=True)
        yield from _condition_faults(rule.when, asked, f"{key}.when")
        if not 1 <= rule.max_pages <= 200:
            yield _Found(f"{key}.max_pages", "is between 1 and 200")
        if not 75 <= rule.resolution_dpi <= 600:
            yield _Found(f"{key}.resolution_dpi", "is between 75 and 600")
        if rule.max_bytes < 100_000:
            yield _Found(f"{key}.max_bytes", "is too small for one page (100,000)")


def _field_faults(field: Field, key: str) -> Iterator[_Found]:
    if not _ID.match(field.id):
        yield _Found(f"{key}.id", f"“{field.id}” is not small letters, digits and _")
    yield from _text_faults(field.label, f"{key}.label", MAX_OPTION)
    yield from _text_faults(field.hint, f"{key}.hint", MAX_HINT, may_be_empty=True)
    yield from _text_faults(field.unit, f"{key}.unit", 6, may_be_empty=True)
    yield from _option_faults(field, key)
    limits = field.limits
    if limits.min_length > limits.max_length:
        yield _Found(f"{key}.limits.min_length", "is larger than max_length")
    if limits.minimum is not None and limits.maximum is not None and limits.minimum > limits.maximum:
        yield _Found(f"{key}.limits.minimum", "is larger than maximum")
    if limits.not_future and limits.not_past:
        yield _Found(f"{key}.limits.not_past", "contradicts not_future")
    if (limits.not_future or limits.not_past) and field.kind is not FieldKind.DATE:
        yield _Found(f"{key}.limits", "not_future and not_past are for dates")
    if field.prefill is not Prefill.NONE and field.kind not in PREFILL_KINDS[field.prefill]:
        yield _Found(f"{key}.prefill", f"a {field.kind.value} field cannot take “{field.prefill.value}”")


def _option_faults(field: Field, key: str) -> Iterator[_Found]:
    if field.kind in CHOOSING and len(field.options) < 2:
        yield _Found(f"{key}.options", "a choice has at least two options")
    if field.kind not in CHOOSING and field.options:
        yield _Found(f"{key}.options", f"a {field.kind.value} field has no options")
    seen: set[str] = set()
    for index, option in enumerate(field.options):
        if option.code in seen:
            yield _Found(f"{key}.options[{index}]", f"“{option.code}” stands twice")
        if not _OPTION.match(option.code):
            yield _Found(f"{key}.options[{index}]", f"“{option.code}” is not small letters, digits and -")
        seen.add(option.code)
        yield from _text_faults(option.label, f"{key}.options[{index}]", MAX_OPTION)


def _condition_faults(when: Condition | None, asked: dict[str, Field], key: str) -> Iterator[_Found]:
    """A condition looks back: its field is asked before, and each of its values can be answered there."""
    if when is None:
        return
    field = asked.get(when.field)
    if field is None:
        yield _Found(key, f"no field “{when.field}” is asked before")
        return
    if not when.values:
        yield _Found(key, "has no values, so it can never hold")
    if field.kind is FieldKind.YES_NO:
        possible = {YES, NO}
    elif field.kind in CHOOSING:
        possible = {option.code for option in field.options}
    else:
        yield _Found(key, f"“{when.field}” is a {field.kind.value}; a condition needs a choice or a yes-no")
        return
    for value in when.values:
        if value not in possible:
            yield _Found(key, f"“{when.field}” is never answered “{value}”")


def _text_faults(text: Text, key: str, longest: int, *, may_be_empty: bool = False) -> Iterator[_Found]:
    if not text.zh and not text.en:
        if not may_be_empty:
            yield _Found(key, "is empty")
        return
    if not text.zh:
        yield _Found(key, "has no Chinese")
    if not text.en:
        yield _Found(key, "has no English")
    if len(text.zh) > longest:
        yield _Found(key, f"has {len(text.zh)} characters, at most {longest} fit")
