"""The reverse of devices.cards.social_fields: a document as the records that stand on its social-security card."""

from datetime import date

from devices.cards import social_fields as fields
from kiosk.domain.identity import IdentityDocument

_CODE = bytes.fromhex("330200D15600000500BF7C7A48FB4966")
_LONG_TERM = "99991231"


def encode_values(document: IdentityDocument) -> dict[int, bytes]:
    """The values of all records, by tag, each as long as LD/T 32 has it; raises ValueError where one does not fit."""
    validity = document.validity
    values = {
        fields.CODE: _CODE,
        fields.CLASS: b"\x01",
        fields.VERSION: b"3.00",
        fields.ISSUER: _issuer(document.issuer),
        fields.ISSUED: _day(validity.start),
        fields.EXPIRES: bytes.fromhex(_LONG_TERM) if validity.long_term else _day(validity.end),
        fields.CARD_NUMBER: document.card_number.encode("ascii"),
        fields.NUMBER: document.number.encode("ascii"),
        fields.NAME: document.name.encode("gb18030"),
        fields.SEX: bytes.fromhex(f"0{document.sex.value}"),
        fields.ETHNICITY: bytes.fromhex(document.ethnicity or "00"),
        fields.BIRTHPLACE: bytes.fromhex(document.number[:6] if document.number[:6].isdecimal() else "330225"),
        fields.BIRTH_DATE: _day(document.birth_date),
    }
    for tag, value in values.items():
        item = fields.ITEMS[tag]
        if len(value) > item.length:
            raise ValueError(f"{item.name}: {len(value)} bytes do not fit into {item.length}")
    return {tag: value.ljust(fields.ITEMS[tag].length, b"\0") for tag, value in values.items()}


def encode_record(tag: int, value: bytes) -> bytes:
    """Tag, length, value."""
    return bytes([tag, len(value)]) + value


def _issuer(issuer: str) -> bytes:
    digits = len(issuer) == fields.ITEMS[fields.ISSUER].length * 2
    return bytes.fromhex(issuer) if digits else issuer.encode("gb18030")


def _day(day: date | None) -> bytes:
    return bytes.fromhex(day.strftime("%Y%m%d")) if day else b"\xff" * 4
