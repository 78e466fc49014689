"""The 256 text bytes of an identity card, and the document they say.

UTF-16LE in four layouts, told apart by the flag at byte 248: none for the resident card, J for the residence permit of
Hong Kong, Macao and Taiwan residents, I and Y for the foreign permanent resident's card of 2017 and of 2023. Offsets
and lengths are the reader protocol's (GA 450, GA/T 2012), in bytes.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from devices.causes import failure
from kiosk.domain.check_digits import id_check_character
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument, Sex, Validity
from kiosk.errors import DeviceFailure

TEXT_BYTES = 256
FLAG = (248, 2)
LONG_TERM = "长期"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each item stands: name → (offset, length). The English name of a Y card stands in two places."""

    kind: DocumentKind
    flag: str
    fields: dict[str, tuple[int, int]]


RESIDENT = Layout(
    DocumentKind.RESIDENT,
    "",
    {
        "name": (0, 30),
        "sex": (30, 2),
        "ethnicity": (32, 4),
        "birth": (36, 16),
        "address": (52, 70),
        "number": (122, 36),
        "issuer": (158, 30),
        "start": (188, 16),
        "end": (204, 16),
    },
)
HK_MO_TW = Layout(
    DocumentKind.HK_MO_TW,
    "J",
    {
        "name": (0, 30),
        "sex": (30, 2),
        "birth": (36, 16),
        "address": (52, 70),
        "number": (122, 36),
        "issuer": (158, 30),
        "start": (188, 16),
        "end": (204, 16),
        "permit_number": (220, 18),
        "issue_count": (238, 4),
    },
)
FOREIGN_2017 = Layout(
    DocumentKind.FOREIGN_2017,
    "I",
    {
        "name_en": (0, 120),
        "sex": (120, 2),
        "number": (122, 30),
        "nationality": (152, 6),
        "name": (158, 30),
        "start": (188, 16),
        "end": (204, 16),
        "birth": (220, 16),
        "version": (236, 4),
        "issuer": (240, 8),
    },
)
FOREIGN_2023 = Layout(
    DocumentKind.FOREIGN_2023,
    "Y",
    {
        "name": (0, 30),
        "sex": (30, 2),
        "renewals": (32, 4),
        "birth": (36, 16),
        "name_en": (52, 70),
        "number": (122, 36),
        "start": (188, 16),
        "end": (204, 16),
        "name_en_rest": (220, 22),
        "nationality": (242, 6),
        "old_number": (250, 6),
    },
)
LAYOUTS = {layout.flag: layout for layout in (RESIDENT, HK_MO_TW, FOREIGN_2017, FOREIGN_2023)}

_NUMBERS = {
    DocumentKind.RESIDENT: re.compile(r"[1-8]\d{16}[\dX]"),
    DocumentKind.HK_MO_TW: re.compile(r"8[123]\d{15}[\dX]"),
    DocumentKind.FOREIGN_2017: re.compile(r"[A-Z]{3}\d{12}"),
    DocumentKind.FOREIGN_2023: re.compile(r"9\d{16}[\dX]"),
}
_NAMED_ETHNICITIES = 56
_OTHER_ETHNICITIES = {"97": "97", "98": "98", "57": "97", "58": "98"}
"""GB/T 3304 has 97 other and 98 naturalised; some readers send 57 and 58 for them."""


def _private_use() -> dict[int, str]:
    # Cards of the first years write rare characters where GBK once put them: FE50–FEA0 on U+E815–U+E864, in order.
    # GB 18030 gave most of them a code point since, 䶮 (U+E863) for one; the font has no glyph at the old place.
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    now = {0xE815 + n: bytes([0xFE, trail]).decode("gb18030") for n, trail in enumerate(trails)}
    return {old: new for old, new in now.items() if not 0xE000 <= ord(new) <= 0xF8FF}


_PRIVATE_USE = _private_use()


def parse_text(content: bytes, photo: bytes = b"") -> IdentityDocument:
    """The document in a card's text bytes; `photo` is handed on undecoded.

    Raises DeviceFailure("bad-data") on anything a real card cannot say: a wrong length, half a surrogate pair,
    control characters, a date that does not exist, a number whose check digit is wrong, an unknown layout.
    """
    if len(content) != TEXT_BYTES:
        raise _nonsense(f"{len(content)} text bytes")
    layout = LAYOUTS.get(_item(content, *FLAG, "flag"))
    if layout is None:
        raise _nonsense("unknown layout")
    items = {name: _item(content, offset, length, name) for name, (offset, length) in layout.fields.items()}
    name_en = " ".join((items.get("name_en", "") + items.get("name_en_rest", "")).split())
    name = items["name"] or name_en
    if not name:
        raise _nonsense("name")
    return IdentityDocument(
        kind=layout.kind,
        evidence=Evidence.CARD_PRESENT,
        name=name,
        number=_number(layout.kind, items["number"]),
        name_en=name_en,
        sex=_sex(items["sex"]),
        ethnicity=ethnicity_code(items["ethnicity"]) if "ethnicity" in items else "",
        birth_date=_date(items["birth"], "birth"),
        address=items.get("address", ""),
        issuer=items.get("issuer", ""),
        validity=_validity(items["start"], items["end"]),
        photo=photo,
        nationality=_nationality(items["nationality"]) if "nationality" in items else "",
        permit_number=items.get("permit_number", ""),
    )


def parse_newest_address(content: bytes) -> str:
    """The address that was added to the card after it was made (70 bytes); raises as `parse_text` does."""
    if len(content) != RESIDENT.fields["address"][1]:
        raise _nonsense("newest address")
    return _item(content, 0, len(content), "newest address")


def _nonsense(what: str) -> DeviceFailure:
    # Only the name of the item: what stands in it is a person's.
    return failure("bad-data", what)


def _item(content: bytes, offset: int, length: int, name: str) -> str:
    try:
        text = content[offset : offset + length].decode("utf-16-le")
    except UnicodeDecodeError:
        raise _nonsense(name) from None
    text = text.rstrip("\0 \u3000").lstrip(" \u3000").translate(_PRIVATE_USE)
    if not all(printable(char) for char in text):
        raise _nonsense(name)
    return text


def printable(char: str) -> bool:
    """Whether a card may write this character: no control, format or unassigned one."""
    # Planes 2 and 3 hold ideographs alone, and newer ones than Python's Unicode tables know stand in names.
    if 0x20000 <= ord(char) <= 0x3FFFD:
        return True
    return unicodedata.category(char) not in {"Cc", "Cf", "Cn", "Zl", "Zp"}


def _sex(text: str) -> Sex:
    try:
        return Sex(text)
    except ValueError:
        raise _nonsense("sex") from None


def ethnicity_code(text: str) -> str:
    """The two-digit code of GB/T 3304 as the terminal writes it; raises DeviceFailure("bad-data") on any other."""
    if re.fullmatch(r"\d\d", text, re.ASCII):
        if 1 <= int(text) <= _NAMED_ETHNICITIES:
            return text
        if text in _OTHER_ETHNICITIES:
            return _OTHER_ETHNICITIES[text]
    raise _nonsense("ethnicity")


def _date(text: str, name: str) -> date:
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        raise _nonsense(name)
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise _nonsense(name) from None


def _validity(start: str, end: str) -> Validity:
    begins = _date(start, "valid from")
    if end == LONG_TERM:
        return Validity(begins, None, long_term=True)
    ends = _date(end, "valid to")
    if ends < begins:
        raise _nonsense("valid to")
    return Validity(begins, ends)


def _number(kind: DocumentKind, text: str) -> str:
    if not (text.isascii() and _NUMBERS[kind].fullmatch(text)):
        raise _nonsense("number")
    if kind is not DocumentKind.FOREIGN_2017 and id_check_character(text[:17]) != text[17]:
        raise _nonsense("number")
    return text


def _nationality(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text, re.ASCII):
        raise _nonsense("nationality")
    return text
