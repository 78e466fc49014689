"""The records of a social-security card, and the document they say (LD/T 32).

EF05 tells of the card, EF06 of the person; these two can be read without a PIN or keys. A record is its tag, its
length and its value, one byte each for the first two. Texts are padded with zeros, blanks or FF; BCD items are exact.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from devices.cards.text_fields import ethnicity_code, printable
from devices.causes import failure
from kiosk.domain.check_digits import id_check_character
from kiosk.domain.citizen_number import birth_date_of, sex_of
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument, Sex, Validity
from kiosk.errors import DeviceFailure

EF05, EF06 = 0xEF05, 0xEF06

CODE, CLASS, VERSION, ISSUER, ISSUED, EXPIRES, CARD_NUMBER = range(0x01, 0x08)
NUMBER, NAME, SEX, ETHNICITY, BIRTHPLACE, BIRTH_DATE = range(0x08, 0x0E)

HEAD_BYTES = 2
_FILLERS = b"\0 \xff"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its name, the bytes of its value, and whether a text may be shorter or longer than that."""

    name: str
    length: int
    text: bool = False


FILES: dict[int, dict[int, Item]] = {
    EF05: {
        CODE: Item("identification code", 16),
        CLASS: Item("class", 1),
        VERSION: Item("version", 4, text=True),
        ISSUER: Item("issuer", 12, text=True),
        ISSUED: Item("issued", 4),
        EXPIRES: Item("expires", 4),
        CARD_NUMBER: Item("card number", 9, text=True),
    },
    EF06: {
        NUMBER: Item("social-security number", 18, text=True),
        NAME: Item("name", 30, text=True),
        SEX: Item("sex", 1),
        ETHNICITY: Item("ethnicity", 1),
        BIRTHPLACE: Item("birthplace", 3),
        BIRTH_DATE: Item("birth date", 4),
    },
}
ITEMS: dict[int, Item] = {tag: item for items in FILES.values() for tag, item in items.items()}
NEEDED = frozenset({CARD_NUMBER, NUMBER, NAME, SEX, BIRTH_DATE})
"""What every card must say; the others may be missing or empty."""

MOST_TEXT = 60
_LONG_TERM = frozenset({"99991231", "99999999"})
"""How cards without an end write it; the standard leaves it open."""
_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_NO_CITIZEN_NUMBER = re.compile(r"[A-Z]{3}[0-9A-Z]{15}", re.ASCII)
_CARD_NUMBER = re.compile(r"[0-9A-Za-z]{1,9}", re.ASCII)
_ISSUER = re.compile(r"[0-9A-Za-z -]+|[\u3400-\u9fff（）]+", re.ASCII)


def cut_short(content: bytes) -> bool:
    """Whether a record says that it is longer than what came."""
    return len(content) < HEAD_BYTES or len(content) < HEAD_BYTES + content[1]


def parse_record(content: bytes) -> tuple[int, bytes]:
    """Tag and value of one record; raises DeviceFailure("bad-data") where it is none of this application's."""
    if cut_short(content):
        raise _nonsense("a record that is cut short")
    tag, length = content[0], content[1]
    item = ITEMS.get(tag)
    if item is None:
        raise _nonsense("an unknown tag")
    if content[HEAD_BYTES + length :].strip(_FILLERS):
        raise _nonsense(f"more than the {item.name}")
    if length > MOST_TEXT or (not item.text and length != item.length):
        raise _nonsense(f"the length of the {item.name}")
    return tag, content[HEAD_BYTES : HEAD_BYTES + length]


def parse_card(values: Mapping[int, bytes]) -> IdentityDocument:
    """The document in the values of a card's records, by tag.

    Raises DeviceFailure: `bad-data` on anything a real card cannot say (a needed item missing, a half character, a
    date that does not exist, a wrong check digit, a sex or birth date that contradicts the number), `card-unknown`
    for the cards of foreigners whose number is made from a passport's.
    """
    for tag in NEEDED:
        if tag not in values or (ITEMS[tag].text and not values[tag].strip(_FILLERS)):
            raise _nonsense(f"no {ITEMS[tag].name}")
    number = _number(values[NUMBER])
    sex, born = _sex(values[SEX]), _date(values, BIRTH_DATE)
    if born != birth_date_of(number):
        raise _nonsense("the birth date is not the number's")
    if sex in {Sex.MALE, Sex.FEMALE} and sex is not sex_of(number):
        raise _nonsense("the sex is not the number's")
    return IdentityDocument(
        kind=DocumentKind.SOCIAL,
        evidence=Evidence.CARD_PRESENT,
        name=_name(values[NAME]),
        number=number,
        sex=sex,
        ethnicity=_ethnicity(values),
        birth_date=born,
        issuer=_issuer(values.get(ISSUER, b"")),
        validity=_validity(values),
        card_number=_ascii(values[CARD_NUMBER], _CARD_NUMBER, CARD_NUMBER),
    )


def _nonsense(what: str) -> DeviceFailure:
    # Only the name of the item: what stands in it is a person's.
    return failure("bad-data", what)


def _ascii(value: bytes, pattern: re.Pattern[str], tag: int) -> str:
    text = value.strip(_FILLERS).decode("ascii", "replace")
    if not pattern.fullmatch(text):
        raise _nonsense(ITEMS[tag].name)
    return text


def _number(value: bytes) -> str:
    text = value.strip(_FILLERS).decode("ascii", "replace")
    if _NO_CITIZEN_NUMBER.fullmatch(text):
        raise failure("card-unknown", "its number is no citizen number")
    if not _NUMBER.fullmatch(text) or id_check_character(text[:17]) != text[17]:
        raise _nonsense(ITEMS[NUMBER].name)
    return text


def _gb18030(value: bytes) -> str | None:
    # GB 18030 holds GBK and gives most of what cards once wrote into its private area the place it has today.
    try:
        text = value.rstrip(_FILLERS).decode("gb18030").strip(" \u3000")
    except UnicodeDecodeError:
        return None
    return text if all(printable(char) for char in text) else None


def _name(value: bytes) -> str:
    name = _gb18030(value)
    if not name:
        raise _nonsense(ITEMS[NAME].name)
    return name


def _issuer(value: bytes) -> str:
    """The issuer in words where it is written so, else the digits of its code."""
    if not value.strip(_FILLERS):
        return ""
    text = _gb18030(value)
    return text if text and _ISSUER.fullmatch(text) else value.hex().upper()


def _bcd(value: bytes, tag: int) -> str:
    digits = value.hex()
    if not digits.isdecimal():
        raise _nonsense(ITEMS[tag].name)
    return digits


def _sex(value: bytes) -> Sex:
    try:
        return Sex(_bcd(value, SEX).removeprefix("0"))
    except ValueError:
        raise _nonsense(ITEMS[SEX].name) from None


def _ethnicity(values: Mapping[int, bytes]) -> str:
    value = values.get(ETHNICITY, b"")
    return ethnicity_code(_bcd(value, ETHNICITY)) if value.strip(b"\0\xff") else ""


def _date(values: Mapping[int, bytes], tag: int) -> date:
    digits = _bcd(values[tag], tag)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except (ValueError, OverflowError):
        raise _nonsense(ITEMS[tag].name) from None


def _validity(values: Mapping[int, bytes]) -> Validity:
    def told(tag: int) -> bool:
        return bool(values.get(tag, b"").strip(b"\0\xff"))

    start = _date(values, ISSUED) if told(ISSUED) else None
    if told(EXPIRES) and _bcd(values[EXPIRES], EXPIRES) in _LONG_TERM:
        return Validity(start, None, long_term=True)
    end = _date(values, EXPIRES) if told(EXPIRES) else None
    if start is not None and end is not None and end < start:
        raise _nonsense("it ended before it began")
    return Validity(start, end)
