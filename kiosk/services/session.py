"""What one person's use of the terminal knows, a typed part for each act, from identification to wipe."""

from dataclasses import dataclass, field

from kiosk.domain.draft import DraftBrief, DraftPlace
from kiosk.domain.filing import DeliveryState, Filing
from kiosk.domain.form import Answers
from kiosk.domain.identity import IdentityDocument
from kiosk.domain.material import Page
from kiosk.domain.matter import Matter
from kiosk.domain.receipt_case import ReceiptCase
from kiosk.domain.resident import Authority
from kiosk.domain.text import Text
from kiosk.ports import PrintPhase, PrintPlace, Slip


@dataclass(slots=True)
class Identification:
    """Who this is about. `card_on_reader` reminds of the card at the end."""

    resident: IdentityDocument | None = field(default=None, repr=False)
    authority: Authority | None = None
    card_on_reader: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """The earlier filing that this one corrects or, where `supplements`, brings papers for.

    `looked_again` says that the matter has changed since, so that not everything could be taken over;
    `earlier_number` is what the earlier one is called on its receipt.
    """

    earlier: str
    supplements: bool
    looked_again: bool = False
    earlier_number: str = field(default="", repr=False)


@dataclass(slots=True)
class Choice:
    """What is to be filed. `parts` names the matters of a life event, `link` the earlier filing it hangs on."""

    matter: Matter | None = None
    parts: tuple[Text, ...] = ()
    link: Link | None = None


@dataclass(slots=True)
class Filling:
    """Answers so far, and the question group the person stands at; `returns` to the review after one change."""

    answers: Answers = field(default_factory=dict, repr=False)
    group: int = 0
    returns: bool = False


@dataclass(slots=True)
class Collection:
    """Scanned pages by material rule, and the scan under way: `job` is "" when none is.

    `by_camera` says whether it, or the last one, was the camera's.
    """

    pages: dict[str, list[Page]] = field(default_factory=dict, repr=False)
    job: str = ""
    rule_id: str = ""
    replaces: int | None = None
    by_camera: bool = False
    progress: float = 0.0
    failure: str = ""


@dataclass(slots=True)
class Drafting:
    """The drafts this person may go on with, newest first, and the session's own.

    `settled` is the code of the matter of which it is known what becomes of an earlier draft, "" for none: only its
    answers are kept. `kept` says that the store has, or is about to have, a draft of it, `place` how far it has come.
    `looked` and `asked` say that the store, and that the person was asked; `trouble` that a draft could not be opened.
    """

    drafts: tuple[DraftBrief, ...] = ()
    looked: bool = False
    asked: bool = False
    settled: str = ""
    kept: bool = False
    place: DraftPlace = DraftPlace.FORM
    trouble: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of the filing and its receipt.

    `saving_id` is the id of the filing being saved at this moment, `paper` where the receipt went (None while it is on
    its way), `paper_failure` a DeviceFailure cause. `printing` is how far it is, as the printer last said, `slip` the
    receipt for the receipt printer, and `on_slip` says that this is where it goes.
    """

    saving_id: str = ""
    saving_failure: str = ""
    filing: Filing | None = field(default=None, repr=False)
    state: DeliveryState | None = None
    saved_at: float = 0.0
    receipt_kind: str = ""
    drawing: bool = False
    receipt_pdf: bytes = field(default=b"", repr=False)
    paper: PrintPlace | None = None
    paper_failure: str = ""
    printing: PrintPhase | None = None
    slip: Slip | None = field(default=None, repr=False)
    on_slip: bool = False
    evaluation: int = 0


@dataclass(slots=True)
class Finding:
    """The filing that somebody opens by the code of its receipt.

    `filing_id` is what is being looked for, "" for nothing; `asking` says that the centre has been asked; `trouble` is
    a `find_filing.Trouble` or ""; `case` is what is shown.
    """

    filing_id: str = ""
    asking: bool = False
    trouble: str = ""
    case: ReceiptCase | None = None


@dataclass(slots=True)
class Reprinting:
    """The receipt of an earlier filing on its way: `paper` where it went, `failure` a DeviceFailure cause or ""."""

    filing_id: str = ""
    job: str = ""
    under_way: bool = False
    printing: bool = False
    on_slip: bool = False
    paper: PrintPlace | None = None
    failure: str = ""


@dataclass(slots=True)
class Session:
    """One person at the terminal. A new person gets a new object; nothing is ever cleared field by field."""

    session_id: str
    identification: Identification = field(default_factory=Identification)
    choice: Choice = field(default_factory=Choice)
    filling: Filling = field(default_factory=Filling)
    collection: Collection = field(default_factory=Collection)
    outcome: Outcome = field(default_factory=Outcome)
    finding: Finding = field(default_factory=Finding)
    reprinting: Reprinting = field(default_factory=Reprinting)
    draft: Drafting = field(default_factory=Drafting)
