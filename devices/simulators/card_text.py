"""The reverse of devices.cards.text_fields: a document as the 256 bytes that stand on its card."""

from datetime import date

from devices.cards.text_fields import FLAG, LAYOUTS, LONG_TERM, RESIDENT, TEXT_BYTES, Layout
from kiosk.domain.identity import IdentityDocument

NAME_EN_FIRST = 35
"""Characters of the English name that fit the Y card's first place; the rest stands in its second."""


def encode_text(document: IdentityDocument) -> bytes:
    """The text bytes of a card that says `document`; raises ValueError where an item does not fit."""
    layout = next(layout for layout in LAYOUTS.values() if layout.kind is document.kind)
    content = bytearray(b" \0" * (TEXT_BYTES // 2))
    for name, text in _items(document, layout).items():
        _put(content, layout.fields[name], text)
    _put(content, FLAG, layout.flag)
    return bytes(content)


def encode_newest_address(address: str) -> bytes:
    """The 70 bytes of an address that was added later; raises ValueError where it is too long."""
    length = RESIDENT.fields["address"][1]
    content = bytearray(b" \0" * (length // 2))
    _put(content, (0, length), address)
    return bytes(content)


def _items(document: IdentityDocument, layout: Layout) -> dict[str, str]:
    split = NAME_EN_FIRST if "name_en_rest" in layout.fields else len(document.name_en)
    validity = document.validity
    said = {
        "name": "" if document.name == document.name_en else document.name,
        "name_en": document.name_en[:split],
        "name_en_rest": document.name_en[split:],
        "sex": document.sex.value,
        "ethnicity": document.ethnicity,
        "birth": _day(document.birth_date),
        "address": document.address,
        "number": document.number,
        "issuer": document.issuer,
        "start": _day(validity.start),
        "end": LONG_TERM if validity.long_term else _day(validity.end),
        "nationality": document.nationality,
        "permit_number": document.permit_number,
        "issue_count": "01",
        "version": "01",
        "renewals": "00",
        "old_number": "",
    }
    return {name: said[name] for name in layout.fields}


def _day(day: date | None) -> str:
    return day.strftime("%Y%m%d") if day else ""


def _put(content: bytearray, place: tuple[int, int], text: str) -> None:
    offset, length = place
    encoded = text.encode("utf-16-le")
    if len(encoded) > length:
        raise ValueError(f"{len(encoded)} bytes do not fit into {length}")
    content[offset : offset + len(encoded)] = encoded
