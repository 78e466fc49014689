"""What people type, brought into the one form that is checked, stored and sent."""

import re

from kiosk.domain.form import Answers, Field, FieldKind, Form

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_DATE = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?$")
_DATE_BARE = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_NUMBER = re.compile(r"^(-?)0*(\d+(?:\.\d+)?)$")
_GAPS = re.compile(r"[\s\-‐-―]+")
_COUNTRY = re.compile(r"^(?:\+86|0086)+(?=[01])")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


def normalise(field: Field, value: str) -> str:
    """`value` as it is kept: no stray spaces, half-width digits, `X` in capitals, dates as `YYYY-MM-DD`.

    Never fails and never hides a mistake: what does not have the shape of its kind comes back as it was typed.
    Normalising twice changes nothing.
    """
    value = value.strip()
    if field.kind is FieldKind.TEXT:
        return value
    value = value.translate(_FULL_WIDTH).strip()
    match field.kind:
        case FieldKind.ID_NUMBER | FieldKind.CREDIT_CODE:
            return _GAPS.sub("", value).upper()
        case FieldKind.BANK_CARD:
            return _GAPS.sub("", value)
        case FieldKind.PHONE:
            return _COUNTRY.sub("", _GAPS.sub("", value).replace("(", "").replace(")", ""))
        case FieldKind.DATE:
            return _date(value)
        case FieldKind.NUMBER | FieldKind.MONEY:
            return _number(value)
        case FieldKind.CHOICES:
            return _choices(field, value)
        case _:
            return value


def settled(form: Form, answers: Answers) -> Answers:
    """The normalised answers to what `form` really asks, in its order; empty ones are left out.

    An answer given before its question went away (another choice was made) is dropped, and with it everything that
    hangs on it, so that nothing leaves the terminal that the person no longer sees.
    """
    kept: Answers = {}
    for group in form.groups:
        if group.when is not None and not group.when.holds(kept):
            continue
        for field in group.fields:
            if field.when is not None and not field.when.holds(kept):
                continue
            if value := normalise(field, answers.get(field.id, "")):
                kept[field.id] = value
    return kept


def _date(value: str) -> str:
    match = _DATE.match(value) or _DATE_BARE.match(value)
    if match is None:
        return value
    year, month, day = match.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def _number(value: str) -> str:
    bare = _THOUSANDS.sub("", re.sub(r"\s", "", value).lstrip("¥￥").replace("。", "."))
    match = _NUMBER.match(bare)
    if match is None:
        return value
    sign, digits = match.groups()
    return digits if float(digits) == 0 else sign + digits


def _choices(field: Field, value: str) -> str:
    given = [part.strip() for part in re.split("[,、]", value) if part.strip()]
    order = [option.code for option in field.options]
    known = [code for code in order if code in given]
    unknown = [code for code in dict.fromkeys(given) if code not in order]
    return ",".join(known + unknown)
