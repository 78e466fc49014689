"""Who stands before the terminal, and how well that is known."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    """The identity documents a terminal can read, named as `kiosk devices read-card --json` names them."""

    RESIDENT = "resident"
    HK_MO_TW = "hk-mo-tw"
    FOREIGN_2017 = "foreign-2017"
    FOREIGN_2023 = "foreign-2023"
    SOCIAL = "social"


class Evidence(StrEnum):
    """How strongly an identity is known; a paper always says which."""

    CARD_PRESENT = "card-present"
    TYPED = "typed"
    AGENT_WORD = "agent-word"


class Sex(StrEnum):
    """GB/T 2261.1 codes."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_STATED = "9"


@dataclass(frozen=True, slots=True)
class Validity:
    """From when to when a document holds; `long_term` is the 长期 printed instead of an end."""

    start: date | None = None
    end: date | None = None
    long_term: bool = False

    def covers(self, day: date) -> bool:
        """Whether the document is valid on `day`; a missing bound does not limit."""
        if self.start is not None and day < self.start:
            return False
        return self.long_term or self.end is None or day <= self.end


@dataclass(frozen=True, slots=True)
class IdentityDocument:
    """What one card said, or what was typed in its place.

    `ethnicity` is the two-digit GB/T 3304 code ("" where the card has none); `photo` holds the card's undecoded WLT
    bytes. `nationality` (alpha-3) stands on foreigners' cards, `permit_number` (通行证号码) on residence permits of
    Hong Kong, Macao and Taiwan. Empty strings and None mean that this kind of document has no such field.
    """

    kind: DocumentKind
    evidence: Evidence
    name: str
    number: str
    name_en: str = ""
    sex: Sex = Sex.UNKNOWN
    ethnicity: str = ""
    birth_date: date | None = None
    address: str = ""
    issuer: str = ""
    validity: Validity = Validity()
    card_number: str = ""
    photo: bytes = b""
    nationality: str = ""
    permit_number: str = ""

    def __repr__(self) -> str:
        # A document must never reach a log or a crash dump by being printed.
        return f"IdentityDocument(kind={self.kind.value}, evidence={self.evidence.value})"


def mask_name(name: str) -> str:
    """`史美娥` → `史*娥`, `王芳` → `王*`; for papers and lists that other people may see."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_number(number: str) -> str:
    """All but the first three and the last four characters as stars."""
    if len(number) <= 7:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
