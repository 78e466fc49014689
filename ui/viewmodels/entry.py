"""How a value stands in its line while it is typed: grouped as people read it, cleaned of what cannot belong to it.

Pure functions on `kiosk.domain.form.Field`. An answer that is still short is kept as typed, so that nothing is lost on
Back; only `kiosk.domain.checks` says whether it is right.
"""

from collections.abc import Callable

from kiosk.domain.checks import CREDIT_LENGTH
from kiosk.domain.citizen_number import LENGTH as ID_LENGTH
from kiosk.domain.form import Field, FieldKind
from kiosk.domain.text import Language

PHONE_LENGTH = 12
"""A fixed line with its area code is one digit longer than a mobile number."""
BANK_CARD_LENGTH = 19
DATE_DIGITS = 8
NUMBER_LENGTH = 12
DIGITS = frozenset("0123456789")

PADS: dict[FieldKind, str] = {
    FieldKind.NUMBER: "money",
    FieldKind.MONEY: "money",
    FieldKind.DATE: "date",
    FieldKind.ID_NUMBER: "identity",
    FieldKind.PHONE: "digits",
    FieldKind.BANK_CARD: "digits",
}
"""The pad of `components/DigitPad.qml` a kind is entered with; the others have the keyboard or tiles."""

_GROUPS: dict[FieldKind, tuple[int, ...]] = {
    # As the numbers stand on cards and as people say them.
    FieldKind.ID_NUMBER: (6, 8, 4),
    FieldKind.PHONE: (3, 4, 4, 4),
    FieldKind.BANK_CARD: (4, 4, 4, 4, 4),
}

_LENGTHS: dict[FieldKind, int] = {
    FieldKind.ID_NUMBER: ID_LENGTH,
    FieldKind.CREDIT_CODE: CREDIT_LENGTH,
    FieldKind.PHONE: PHONE_LENGTH,
    FieldKind.BANK_CARD: BANK_CARD_LENGTH,
    FieldKind.DATE: DATE_DIGITS,
    FieldKind.NUMBER: NUMBER_LENGTH,
    FieldKind.MONEY: NUMBER_LENGTH,
}


def shown(field: Field, answer: str, language: Language = Language.ZH) -> str:
    """`answer` as its line shows it while it is typed."""
    if field.kind is FieldKind.DATE:
        digits = answer.replace("-", "")
        return _dated(digits) if language is Language.ZH else "-".join(filter(None, _date_parts(digits)))
    sizes = _GROUPS.get(field.kind)
    return answer if sizes is None else grouped(answer, sizes)


def taken(field: Field, line: str, before: str, language: Language = Language.ZH) -> str:
    """The answer behind `line`, the text now in the field; `before` is the answer it showed until now.

    What cannot belong to this kind is dropped. Taking away a separator alone takes away the character before it, as
    the finger that pressed 删一位 meant a digit.
    """
    clean = _CLEANERS.get(field.kind)
    if clean is None:
        return line[: field.limits.max_length]
    raw = clean(line)[: _LENGTHS[field.kind]]
    if len(line) < len(shown(field, before, language)) and raw == before.replace("-", ""):
        raw = raw[:-1]
    if field.kind is FieldKind.DATE and len(raw) == DATE_DIGITS:
        return f"{raw[:4]}-{raw[4:6]}-{raw[6:]}"
    return raw


def longest(field: Field) -> int:
    """How many characters the line may hold, separators included and one to spare, so that too many are told."""
    return _LENGTHS[field.kind] + 8 if field.kind in _CLEANERS else field.limits.max_length


def grouped(text: str, sizes: tuple[int, ...]) -> str:
    """`text` cut into groups of `sizes`, with a space between."""
    parts = []
    start = 0
    for size in sizes:
        if start < len(text):
            parts.append(text[start : start + size])
        start += size
    return " ".join(parts)


def _dated(digits: str) -> str:
    # The mark comes with the next digit, never behind the last one: deleting always takes a digit.
    text, month, day = _date_parts(digits)
    if month:
        text += f" 年 {month}"
    if day:
        text += f" 月 {day}"
    return text + " 日" if len(digits) == DATE_DIGITS else text


def _date_parts(digits: str) -> tuple[str, str, str]:
    return digits[:4], digits[4:6], digits[6:]


def _digits(line: str) -> str:
    return "".join(character for character in line if character in DIGITS)


def _identity(line: str) -> str:
    # Letters open the numbers of foreign permanent residents; X ends that of a citizen.
    return "".join(character for character in line.upper() if character.isascii() and character.isalnum())


def _decimal(line: str) -> str:
    digits = "".join(character for character in line.replace("。", ".") if character in DIGITS or character == ".")
    whole, point, fraction = digits.partition(".")
    return whole + (point if whole else "") + fraction.replace(".", "")[:2]


_CLEANERS: dict[FieldKind, Callable[[str], str]] = {
    FieldKind.ID_NUMBER: _identity,
    FieldKind.CREDIT_CODE: _identity,
    FieldKind.PHONE: _digits,
    FieldKind.BANK_CARD: _digits,
    FieldKind.DATE: _digits,
    FieldKind.NUMBER: _decimal,
    FieldKind.MONEY: _decimal,
}
