"""The shape of catalogue files: what a county official or a technician writes, decoded strictly by msgspec.

A catalogue is a folder (`catalogue.json`, `matters/*.json`, `life-events/*.json`, one matter a file) or one
file with the same keys. Every text is a pair `["中文", "English"]`. A field, a group or a paper that many matters
want stands once under `shared` and is named by its id: `"groups": ["who", {…}]`. An unknown key is an error,
never ignored.
"""

from typing import TypeAlias

from msgspec import Struct

from kiosk.domain.form import FieldKind, Prefill
from kiosk.domain.material import ColourMode
from kiosk.domain.matter import LimitUnit, Platform

Words: TypeAlias = tuple[str, str]
"""Chinese and English, in this order."""

When: TypeAlias = dict[str, tuple[str, ...]]
"""Exactly one key: the field asked before, with the answers under which the thing applies."""


class Strict(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The common root: a mistyped key is told, not skipped."""


class LimitsFile(Strict, frozen=True):
    """See `kiosk.domain.form.Limits`."""

    minimum: float | None = None
    maximum: float | None = None
    min_length: int = 0
    max_length: int = 50
    not_future: bool = False
    not_past: bool = False


class FieldFile(Strict, frozen=True):
    """See `kiosk.domain.form.Field`; an option is `[code, Chinese, English]`."""

    id: str
    kind: FieldKind
    label: Words
    hint: Words = ("", "")
    required: bool = True
    options: tuple[tuple[str, str, str], ...] = ()
    limits: LimitsFile = LimitsFile()
    prefill: Prefill = Prefill.NONE
    when: When | None = None
    unit: Words = ("", "")


class GroupFile(Strict, frozen=True):
    """See `kiosk.domain.form.Group`; a string among the fields names a shared field."""

    id: str
    question: Words
    fields: tuple[str | FieldFile, ...]
    when: When | None = None


class MaterialFile(Strict, frozen=True):
    """See `kiosk.domain.material.MaterialRule`."""

    id: str
    name: Words
    hint: Words = ("", "")
    required: bool = True
    max_pages: int = 10
    resolution_dpi: int = 150
    colour: ColourMode = ColourMode.COLOUR
    max_bytes: int = 10_000_000
    when: When | None = None


class GuideFile(Strict, frozen=True):
    """See `kiosk.domain.matter.Guide`."""

    summary: Words
    condition: Words
    result: Words
    legal_basis: Words
    steps: tuple[Words, ...] = ()


class TimeLimitFile(Strict, frozen=True):
    """See `kiosk.domain.matter.TimeLimit`."""

    promised: int
    legal: int
    unit: LimitUnit


class FeeFile(Strict, frozen=True):
    """See `kiosk.domain.matter.Fee`; `fen` are hundredths of a yuan."""

    fen: int = 0
    note: Words = ("", "")


class MatterFile(Strict, frozen=True):
    """See `kiosk.domain.matter.Matter`; strings among groups and materials name shared ones."""

    code: str
    version: int
    title: Words
    department: Words
    item_type: str
    themes: tuple[str, ...]
    guide: GuideFile
    groups: tuple[str | GroupFile, ...]
    time_limit: TimeLimitFile
    materials: tuple[str | MaterialFile, ...] = ()
    platform: Platform = Platform.UNIFIED
    fee: FeeFile = FeeFile()
    visits: int = 0
    aliases: tuple[str, ...] = ()


class LifeEventFile(Strict, frozen=True):
    """See `kiosk.domain.matter.LifeEvent`; the event's code is its matter's code."""

    matter: MatterFile
    parts: tuple[str, ...]
    theme: str


class ThemeFile(Strict, frozen=True):
    """See `kiosk.domain.matter.Theme`."""

    id: str
    name: Words
    hint: Words = ("", "")


class SharedFile(Strict, frozen=True):
    """What many matters ask for in the same words."""

    fields: tuple[FieldFile, ...] = ()
    groups: tuple[GroupFile, ...] = ()
    materials: tuple[MaterialFile, ...] = ()


class CatalogueFile(Strict, frozen=True):
    """A whole catalogue, or the head of a catalogue folder (then without matters and life events)."""

    version: str
    region: str
    themes: tuple[ThemeFile, ...]
    shared: SharedFile = SharedFile()
    matters: tuple[MatterFile, ...] = ()
    life_events: tuple[LifeEventFile, ...] = ()
