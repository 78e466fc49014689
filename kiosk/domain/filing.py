"""A filing (申报): what was confirmed on a terminal, and how far its delivery (投递) has come."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.domain.case import CaseChange
from kiosk.domain.form import Answers
from kiosk.domain.identity import mask_name
from kiosk.domain.material import Material
from kiosk.domain.resident import Parties


class Channel(StrEnum):
    """Through which kind of place a filing came in."""

    HALL = "hall"
    VILLAGE = "village"


class Delivery(StrEnum):
    """The terminal's half of a filing's life."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    REFUSED = "refused"


DELIVERY_MOVES: dict[Delivery, frozenset[Delivery]] = {
    # A crash while sending leaves SENDING behind, so SENDING may go back to PENDING. What was delivered stays so; a
    # refusal ends a delivery until a person takes it back.
    Delivery.PENDING: frozenset({Delivery.SENDING}),
    Delivery.SENDING: frozenset({Delivery.PENDING, Delivery.DELIVERED, Delivery.REFUSED}),
    Delivery.DELIVERED: frozenset(),
    Delivery.REFUSED: frozenset({Delivery.PENDING}),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature drawn with a finger: strokes of (x, y, ms since the first touch), and its picture (PNG)."""

    strokes: tuple[tuple[tuple[float, float, int], ...], ...] = field(repr=False)
    png: bytes = field(repr=False)
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person agreed to: the version of the text, and when."""

    text_version: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Filing:
    """What was confirmed; never changed afterwards. `filing_id` is a UUIDv7 made by the terminal.

    `corrects` is the filing that this one takes the place of, `supplements` the one to whose case it brings papers.
    """

    filing_id: str
    provisional_number: str
    terminal_id: str
    channel: Channel
    matter_code: str
    matter_version: int
    matter_title: str
    parties: Parties
    answers: Answers = field(repr=False)
    materials: tuple[Material, ...]
    signature: Signature
    consent: Consent
    confirmed_at: datetime
    corrects: str | None = None
    supplements: str | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The centre's word that it has a filing: 办件编号 and the six-digit 查询密码."""

    case_number: str
    query_code: str = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a filing has been sent: its different pages, and the bytes of all its files, signature included."""

    pages: int
    pages_sent: int
    bytes: int
    bytes_sent: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits or is on its way, all filings together; refused ones are not in it."""

    filings: int = 0
    pages_left: int = 0
    bytes_left: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """How far a filing has come, and why not further.

    `reason` is a stable code (`line.unreachable`, `intake.nonsense`, `intake.refused` …), `detail` one plain line for
    staff without personal data. `progress` is what was written down last of a filing that the centre does not have yet;
    it comes and goes without the state being another.
    """

    delivery: Delivery
    attempts: int = 0
    reason: str = ""
    detail: str = ""
    acknowledgement: Acknowledgement | None = None
    progress: Progress | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class FilingBrief:
    """What a list of filings shows."""

    filing_id: str
    provisional_number: str
    matter_title: str
    name: str = field(repr=False)
    confirmed_at: datetime
    state: DeliveryState
    wiped: bool = False
    """What is left is a skeleton: no name, no papers, nothing that could be printed."""

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A filing together with the newest word on its case, None while the centre has said nothing.

    Papers brought later have no case of their own: `case` is that of the filing they were brought for.
    """

    brief: FilingBrief
    case: CaseChange | None

    @property
    def brings_papers(self) -> bool:
        """Whether the case is another filing's, which counts it already."""
        return self.case is not None and self.case.filing_id != self.brief.filing_id
