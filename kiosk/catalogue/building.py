"""Turns decoded catalogue files into the domain's values, with shared fields, groups and papers in place."""

from collections.abc import Iterable
from typing import TypeVar

from kiosk.catalogue.files import (
    FieldFile,
    GroupFile,
    GuideFile,
    LifeEventFile,
    MaterialFile,
    MatterFile,
    SharedFile,
    ThemeFile,
    When,
    Words,
)
from kiosk.domain.form import Condition, Field, Form, Group, Limits, Option
from kiosk.domain.material import MaterialRule
from kiosk.domain.matter import Fee, Guide, LifeEvent, Matter, Theme, TimeLimit
from kiosk.domain.text import Text

Part = TypeVar("Part", FieldFile, GroupFile, MaterialFile)


class MisfitError(ValueError):
    """A part of a file cannot become a value; `key` is where, `fault` what."""

    def __init__(self, key: str, fault: str) -> None:
        super().__init__(f"{key}: {fault}")
        self.key = key
        self.fault = fault


class SharedParts:
    """The parts that many matters name. Raises MisfitError when two share an id."""

    def __init__(self, shared: SharedFile) -> None:
        self.fields = _by_id(shared.fields, "shared.fields")
        self.groups = _by_id(shared.groups, "shared.groups")
        self.materials = _by_id(shared.materials, "shared.materials")


def build_theme(file: ThemeFile) -> Theme:
    """A shelf of the catalogue."""
    return Theme(file.id, _text(file.name), _text(file.hint))


def build_life_event(file: LifeEventFile, shared: SharedParts) -> LifeEvent:
    """A life event; raises MisfitError."""
    return LifeEvent(file.matter.code, build_matter(file.matter, shared), file.parts, file.theme)


def build_matter(file: MatterFile, shared: SharedParts) -> Matter:
    """A matter with every shared part in its place; raises MisfitError."""
    groups = (
        _group(_resolve(part, shared.groups, f"groups[{index}]"), f"groups[{index}]", shared)
        for index, part in enumerate(file.groups)
    )
    materials = (
        _material(_resolve(part, shared.materials, f"materials[{index}]"), f"materials[{index}]")
        for index, part in enumerate(file.materials)
    )
    return Matter(
        code=file.code,
        version=file.version,
        title=_text(file.title),
        department=_text(file.department),
        platform=file.platform,
        item_type=file.item_type,
        themes=file.themes,
        guide=_guide(file.guide),
        form=Form(tuple(groups)),
        materials=tuple(materials),
        time_limit=TimeLimit(file.time_limit.promised, file.time_limit.legal, file.time_limit.unit),
        fee=Fee(file.fee.fen, _text(file.fee.note)),
        visits=file.visits,
        aliases=file.aliases,
    )


def _by_id(parts: Iterable[Part], key: str) -> dict[str, Part]:
    named: dict[str, Part] = {}
    for index, part in enumerate(parts):
        if part.id in named:
            raise MisfitError(f"{key}[{index}].id", f"“{part.id}” stands twice")
        named[part.id] = part
    return named


def _resolve(part: str | Part, named: dict[str, Part], key: str) -> Part:
    if not isinstance(part, str):
        return part
    if part not in named:
        raise MisfitError(key, f"nothing shared is called “{part}”")
    return named[part]


def _text(words: Words) -> Text:
    return Text(*words)


def _condition(when: When | None, key: str) -> Condition | None:
    if when is None:
        return None
    if len(when) != 1:
        raise MisfitError(f"{key}.when", "a condition names exactly one field")
    ((field, values),) = when.items()
    return Condition(field, values)


def _guide(file: GuideFile) -> Guide:
    return Guide(
        _text(file.summary),
        _text(file.condition),
        _text(file.result),
        _text(file.legal_basis),
        tuple(_text(step) for step in file.steps),
    )


def _group(file: GroupFile, key: str, shared: SharedParts) -> Group:
    fields = tuple(
        _field(_resolve(part, shared.fields, f"{key}.fields[{index}]"), f"{key}.fields[{index}]")
        for index, part in enumerate(file.fields)
    )
    return Group(file.id, _text(file.question), fields, _condition(file.when, key))


def _field(file: FieldFile, key: str) -> Field:
    limits = file.limits
    return Field(
        id=file.id,
        kind=file.kind,
        label=_text(file.label),
        hint=_text(file.hint),
        required=file.required,
        options=tuple(Option(code, Text(zh, en)) for code, zh, en in file.options),
        limits=Limits(
            limits.minimum,
            limits.maximum,
            limits.min_length,
            limits.max_length,
            limits.not_future,
            limits.not_past,
        ),
        prefill=file.prefill,
        when=_condition(file.when, key),
        unit=_text(file.unit),
    )


def _material(file: MaterialFile, key: str) -> MaterialRule:
    return MaterialRule(
        id=file.id,
        name=_text(file.name),
        hint=_text(file.hint),
        required=file.required,
        max_pages=file.max_pages,
        resolution_dpi=file.resolution_dpi,
        colour=file.colour,
        max_bytes=file.max_bytes,
        when=_condition(file.when, key),
    )
