"""Cards for demos and tests: people who do not exist, with numbers that are valid, and cards as plain JSON.

The JSON has the keys of `kiosk devices read-card --json`, plus `newest_address` for an address added later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.check_digits import id_check_character
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument, Sex, Validity

PHOTO = bytes(index * 37 % 256 for index in range(1024))
"""Stands for the 1,024 undecoded photo bytes of a card."""

_ISSUER = "象山县公安局"
_LONG_TERM = "long-term"


@dataclass(frozen=True, slots=True)
class Card:
    """What lies in the field: the document printed and stored, and an address added later ("" for none)."""

    document: IdentityDocument
    newest_address: str = field(default="", repr=False)
    photo: bytes = field(default=PHOTO, repr=False)


def _resident(
    name: str,
    first17: str,
    ethnicity: str,
    address: str,
    validity: Validity,
    newest_address: str = "",
) -> Card:
    document = IdentityDocument(
        kind=DocumentKind.RESIDENT,
        evidence=Evidence.CARD_PRESENT,
        name=name,
        number=first17 + id_check_character(first17),
        sex=Sex.MALE if int(first17[16]) % 2 else Sex.FEMALE,  # GB 11643: odd for men, even for women
        ethnicity=ethnicity,
        birth_date=date(int(first17[6:10]), int(first17[10:12]), int(first17[12:14])),
        address=address,
        issuer=_ISSUER,
        validity=validity,
    )
    return Card(document, newest_address)


SHI_MEIE = _resident(
    "史美娥",
    "33022519430614082",
    "01",
    "浙江省象山县丹东街道后堂街12弄3号",
    Validity(date(2006, 5, 18), None, long_term=True),
)
WANG_JIANGUO = _resident(
    "王建国",
    "33022519681001531",
    "01",
    "浙江省象山县石浦镇渔港中路168号",
    Validity(date(2016, 9, 9), date(2036, 9, 9)),
    "浙江省象山县丹西街道丹阳路57号2幢301室",
)
LAN_RARE = _resident(
    "蓝𬱖䶮",
    "33022519920229204",
    "22",
    "浙江省象山县西周镇莲花村畲族新居8号",
    Validity(date(2019, 3, 4), date(2039, 3, 4)),
)
CHEN_CHILD = _resident(
    "陈小满",
    "33022520180521117",
    "01",
    "浙江省象山县墙头镇溪里方村26号",
    Validity(date(2023, 7, 10), date(2028, 7, 10)),
)

LIU_HONG_KONG = Card(
    IdentityDocument(
        kind=DocumentKind.HK_MO_TW,
        evidence=Evidence.CARD_PRESENT,
        name="廖嘉敏",
        number="81000019850812006" + id_check_character("81000019850812006"),
        sex=Sex.FEMALE,
        birth_date=date(1985, 8, 12),
        address="浙江省象山县大徐镇雅林溪村15号",
        issuer=_ISSUER,
        validity=Validity(date(2022, 11, 1), date(2027, 11, 1)),
        permit_number="H0382271",
    )
)
WEBER_2017 = Card(
    IdentityDocument(
        kind=DocumentKind.FOREIGN_2017,
        evidence=Evidence.CARD_PRESENT,
        name="韦伯",
        name_en="WEBER, KLAUS DIETER",
        number="DEU330274031907",
        sex=Sex.MALE,
        birth_date=date(1974, 3, 19),
        issuer="3302",
        validity=Validity(date(2019, 6, 20), date(2029, 6, 19)),
        nationality="DEU",
    )
)
OKAFOR_2023 = Card(
    IdentityDocument(
        kind=DocumentKind.FOREIGN_2023,
        evidence=Evidence.CARD_PRESENT,
        name="欧佳芙",
        name_en="OKAFOR-ADEYEMI CHUKWUEMEKA OLUWASEUN ADA",
        number="93356619890304002" + id_check_character("93356619890304002"),
        sex=Sex.FEMALE,
        birth_date=date(1989, 3, 4),
        validity=Validity(date(2024, 2, 1), date(2034, 1, 31)),
        nationality="NGA",
    )
)

SAMPLES: dict[str, Card] = {
    "shi-meie": SHI_MEIE,
    "wang-jianguo": WANG_JIANGUO,
    "lan-rare": LAN_RARE,
    "chen-child": CHEN_CHILD,
    "liu-hong-kong": LIU_HONG_KONG,
    "weber-2017": WEBER_2017,
    "okafor-2023": OKAFOR_2023,
}


def card_to_json(card: Card) -> dict[str, str | None]:
    """A card as one JSON object; the photo is left out."""
    document = card.document
    validity = document.validity
    end = validity.end.isoformat() if validity.end else None
    return {
        "kind": document.kind.value,
        "name": document.name,
        "name_en": document.name_en,
        "sex": document.sex.value,
        "ethnicity": document.ethnicity,
        "birth_date": document.birth_date.isoformat() if document.birth_date else None,
        "address": document.address,
        "number": document.number,
        "issuer": document.issuer,
        "valid_from": validity.start.isoformat() if validity.start else None,
        "valid_to": _LONG_TERM if validity.long_term else end,
        "nationality": document.nationality,
        "permit_number": document.permit_number,
        "card_number": document.card_number,
        "newest_address": card.newest_address,
    }


def card_from_json(said: Mapping[str, object]) -> Card:
    """The card in a JSON object; raises ValueError (a missing kind, name or number, a bad date) on anything else."""

    def text(key: str) -> str:
        return str(said.get(key) or "")

    def day(key: str) -> date | None:
        return date.fromisoformat(text(key)) if text(key) else None

    if not text("number"):
        raise ValueError("a card needs a number")
    long_term = text("valid_to") == _LONG_TERM
    document = IdentityDocument(
        kind=DocumentKind(text("kind")),
        evidence=Evidence.CARD_PRESENT,
        name=text("name"),
        number=text("number"),
        name_en=text("name_en"),
        sex=Sex(text("sex") or "0"),
        ethnicity=text("ethnicity"),
        birth_date=day("birth_date"),
        address=text("address"),
        issuer=text("issuer"),
        validity=Validity(day("valid_from"), None if long_term else day("valid_to"), long_term),
        nationality=text("nationality"),
        permit_number=text("permit_number"),
        card_number=text("card_number"),
    )
    return Card(document, text("newest_address"))
