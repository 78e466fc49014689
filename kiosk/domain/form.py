"""Forms as data: fields in question groups, their conditions, and the values people give."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kiosk.domain.text import Text

Answers: TypeAlias = dict[str, str]
"""Field id → what was given: text as typed, the code of an option, `YYYY-MM-DD`, several codes joined by a comma."""


class FieldKind(StrEnum):
    """What a field takes; each kind has a check in `kiosk.domain.checks` and a face in `ui/qml/components`."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    ID_NUMBER = "id-number"
    PHONE = "phone"
    BANK_CARD = "bank-card"
    CREDIT_CODE = "credit-code"


class Prefill(StrEnum):
    """Which fact of the identity document a field takes over; such a field is said, not asked."""

    NONE = ""
    NAME = "name"
    NUMBER = "number"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    ETHNICITY = "ethnicity"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when the answer of `field` is one of `values`; for several choices, when any of them is."""

    field: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        given = answers.get(self.field, "")
        return any(part in self.values for part in given.split(","))


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a value. Numbers and money in their own unit; lengths in characters; dates against today."""

    minimum: float | None = None
    maximum: float | None = None
    min_length: int = 0
    max_length: int = 50
    not_future: bool = False
    not_past: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks for."""

    id: str
    kind: FieldKind
    label: Text
    hint: Text = Text("")
    required: bool = True
    options: tuple[Option, ...] = ()
    limits: Limits = Limits()
    prefill: Prefill = Prefill.NONE
    when: Condition | None = None
    unit: Text = Text("")


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one screen under one spoken question."""

    id: str
    question: Text
    fields: tuple[Field, ...]
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """All groups of a matter, in the order they are asked."""

    groups: tuple[Group, ...]

    def fields(self) -> tuple[Field, ...]:
        return tuple(field for group in self.groups for field in group.fields)

    def asked(self, answers: Answers) -> tuple[Group, ...]:
        """The groups that apply to `answers`, each with at least one visible field."""
        return tuple(
            group
            for group in self.groups
            if (group.when is None or group.when.holds(answers)) and visible(group, answers)
        )


def visible(group: Group, answers: Answers) -> tuple[Field, ...]:
    """The fields of `group` whose condition holds for `answers`."""
    return tuple(field for field in group.fields if field.when is None or field.when.holds(answers))
