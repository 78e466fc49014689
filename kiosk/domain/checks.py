"""Checks of what was answered: one per kind of field, in the order in which a person would mend the faults.

`check_*` tell what keeps a form from going on. `advise_*` tell what is probably mistyped but may be right all the
same: a face shows it and lets the person go on. Words for every code are in `kiosk.domain.wording`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from kiosk.domain.check_digits import (
    CREDIT_ALPHABET,
    credit_check_character,
    id_check_character,
    luhn_holds,
)
from kiosk.domain.citizen_number import LENGTH as ID_LENGTH
from kiosk.domain.form import Answers, Field, FieldKind, Form, Group, visible
from kiosk.domain.normalising import normalise, settled
from kiosk.domain.problem import Problem

OLD_FOREIGN_LENGTH = 15
"""A foreign permanent resident's number of the 2017 card: three letters, then twelve digits."""

PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()  # noqa: SIM905 - a column of codes reads better
)
"""GB/T 2260; 81, 82 and 83 open the numbers of residents from Hong Kong, Macao and Taiwan."""

EARLIEST_YEAR = 1890
"""Nobody alive, and no paper of daily life, is older; an earlier year is a slip of the finger."""

MOBILE_LENGTH = 11
CARD_LENGTHS = (16, 19)
"""UnionPay cards; a field's own limits narrow this to its bank."""

CREDIT_LENGTH = 18
DECIMALS = 2

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)
_DIGITS = re.compile(r"^\d+$", re.ASCII)
_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$", re.ASCII)
_OLD_FOREIGN = re.compile(r"^[A-Z]{3}\d{12}$", re.ASCII)
_MOBILE = re.compile(r"^1[3-9]\d{9}$", re.ASCII)
_FIXED_LINE = re.compile(r"^0(?:10|2\d|[3-9]\d\d)[2-8]\d{6,7}$", re.ASCII)
_NO_AREA_CODE = re.compile(r"^[2-8]\d{6,7}$", re.ASCII)


def check_field(field: Field, value: str, today: date) -> Problem | None:
    """The first thing wrong with `value`, or None. `value` may be raw; it is normalised first."""
    value = normalise(field, value)
    if not value:
        return Problem(_missing_code(field.kind)) if field.required else None
    return _CHECKS[field.kind](field, value, today)


def check_group(group: Group, answers: Answers, today: date) -> dict[str, Problem]:
    """Field id → problem for the fields of `group` that `answers` make visible; empty when all is well."""
    found = {field.id: check_field(field, answers.get(field.id, ""), today) for field in visible(group, answers)}
    return {field_id: problem for field_id, problem in found.items() if problem is not None}


def check_form(form: Form, answers: Answers, today: date) -> dict[str, Problem]:
    """Field id → problem over everything that `form` asks; answers to questions that went away don't count."""
    kept = settled(form, answers)
    problems: dict[str, Problem] = {}
    for group in form.asked(kept):
        problems |= check_group(group, kept, today)
    return problems


def advise_field(field: Field, value: str) -> Problem | None:
    """What is probably mistyped though it may be right: a warning, never a reason to stop.

    A few old bank cards don't keep the Luhn rule, and a few early credit codes were issued with a wrong check
    character, so neither may keep a person from filing.
    """
    value = normalise(field, value)
    if field.kind is FieldKind.BANK_CARD and _DIGITS.match(value) and not luhn_holds(value):
        return Problem("bank-card.unlikely")
    if (
        field.kind is FieldKind.CREDIT_CODE
        and _is_credit_code(value)
        and value[-1] != credit_check_character(value[:-1])
    ):
        return Problem("credit-code.unlikely")
    return None


def _missing_code(kind: FieldKind) -> str:
    if kind in {FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO}:
        return "choice.missing"
    return "date.missing" if kind is FieldKind.DATE else "value.missing"


def _length(kind: str, value: str, shortest: int, longest: int) -> Problem | None:
    if len(value) < shortest:
        return Problem(f"{kind}.short", {"missing": shortest - len(value)})
    if len(value) > longest:
        return Problem(f"{kind}.long", {"extra": len(value) - longest})
    return None


def _text(field: Field, value: str, _today: date) -> Problem | None:
    # Cn and Co stay allowed: characters newer than this Python's table, and the private ones of old identity cards.
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in value):
        return Problem("text.control")
    return _length("text", value, field.limits.min_length, field.limits.max_length)


def _id_number(_field: Field, value: str, today: date) -> Problem | None:
    """GB 11643; with it the permits of Hong Kong, Macao and Taiwan residents and both foreign numbers."""
    if value[:1].isalpha():
        return _old_foreign_number(value)
    body, last = value[: ID_LENGTH - 1], value[ID_LENGTH - 1 : ID_LENGTH]
    if not _DIGITS.match(body) or (last and last not in "0123456789X"):
        return Problem("id-number.characters")
    if wrong := _length("id-number", value, ID_LENGTH, ID_LENGTH):
        return wrong
    if (value[1:3] if value[0] == "9" else value[:2]) not in PROVINCES:
        return Problem("id-number.region")
    born = _day(value[6:10], value[10:12], value[12:14])
    if born is None or born.year < EARLIEST_YEAR or born > today:
        return Problem("id-number.date")
    if value[-1] != id_check_character(body):
        return Problem("id-number.check-digit")
    return None


def _old_foreign_number(value: str) -> Problem | None:
    # The rule of its check digit is not public, so a wrong last digit passes here and is found at the centre.
    if not (value[:3].isascii() and value[:3].isalpha()):
        return Problem("id-number.characters")
    if value[3:] and not _DIGITS.match(value[3:]):
        return Problem("foreign-number.characters")
    if wrong := _length("foreign-number", value, OLD_FOREIGN_LENGTH, OLD_FOREIGN_LENGTH):
        return wrong
    if all(_day(century + value[7:9], value[9:11], value[11:13]) is None for century in ("19", "20")):
        return Problem("id-number.date")
    return None if _OLD_FOREIGN.match(value) else Problem("foreign-number.characters")


def _phone(_field: Field, value: str, _today: date) -> Problem | None:
    """A mobile number of 11 digits, or a fixed line with its area code."""
    if not _DIGITS.match(value):
        return Problem("phone.characters")
    if _NO_AREA_CODE.match(value):
        return Problem("phone.area-code")
    if value[0] == "1":
        wrong = _length("phone", value, MOBILE_LENGTH, MOBILE_LENGTH)
        return wrong or (None if _MOBILE.match(value) else Problem("phone.prefix"))
    if value[0] == "0":
        return _length("phone", value, 10, 12) or (None if _FIXED_LINE.match(value) else Problem("phone.area-code"))
    return Problem("phone.prefix")


def _bank_card(field: Field, value: str, _today: date) -> Problem | None:
    if not _DIGITS.match(value):
        return Problem("bank-card.characters")
    shortest = max(field.limits.min_length, CARD_LENGTHS[0])
    return _length("bank-card", value, shortest, min(field.limits.max_length, CARD_LENGTHS[1]))


def _is_credit_code(value: str) -> bool:
    return len(value) == CREDIT_LENGTH and all(character in CREDIT_ALPHABET for character in value)


def _credit_code(_field: Field, value: str, _today: date) -> Problem | None:
    if not all(character in CREDIT_ALPHABET for character in value):
        return Problem("credit-code.characters")
    return _length("credit-code", value, CREDIT_LENGTH, CREDIT_LENGTH)


def _date(field: Field, value: str, today: date) -> Problem | None:
    if not _DATE.match(value):
        return Problem("date.shape")
    day = _day(value[:4], value[5:7], value[8:])
    if day is None:
        return Problem("date.none-such")
    if day.year < EARLIEST_YEAR:
        return Problem("date.early")
    if field.limits.not_future and day > today:
        return Problem("date.future")
    if field.limits.not_past and day < today:
        return Problem("date.past")
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _number(field: Field, value: str, _today: date) -> Problem | None:
    return _bounded(field, value, field.limits.minimum)


def _money(field: Field, value: str, _today: date) -> Problem | None:
    return _bounded(field, value, 0 if field.limits.minimum is None else field.limits.minimum)


def _bounded(field: Field, value: str, minimum: float | None) -> Problem | None:
    if not _NUMBER.match(value):
        return Problem("number.shape")
    if "." in value and len(value.partition(".")[2]) > DECIMALS:
        return Problem("number.decimals", {"most": DECIMALS})
    number, maximum = Decimal(value), field.limits.maximum
    unit: dict[str, str | int] = {"unit_zh": field.unit.zh, "unit_en": field.unit.en}
    if minimum is not None and number < Decimal(str(minimum)):
        return Problem("number.small", {"minimum": _plain(minimum), **unit})
    if maximum is not None and number > Decimal(str(maximum)):
        return Problem("number.large", {"maximum": _plain(maximum), **unit})
    return None


def _plain(bound: float) -> str:
    return str(int(bound)) if bound == int(bound) else str(bound)


def _choice(field: Field, value: str, _today: date) -> Problem | None:
    known = {option.code for option in field.options}
    return None if set(value.split(",")) <= known else Problem("choice.unknown")


def _one_choice(field: Field, value: str, today: date) -> Problem | None:
    return Problem("choice.unknown") if "," in value else _choice(field, value, today)


def _yes_no(_field: Field, value: str, _today: date) -> Problem | None:
    return None if value in {"yes", "no"} else Problem("choice.unknown")


_CHECKS: dict[FieldKind, Callable[[Field, str, date], Problem | None]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _one_choice,
    FieldKind.CHOICES: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.ID_NUMBER: _id_number,
    FieldKind.PHONE: _phone,
    FieldKind.BANK_CARD: _bank_card,
    FieldKind.CREDIT_CODE: _credit_code,
}
