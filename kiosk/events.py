"""What happened, as values that any thread may publish and any thread may hear.

Events carry no behaviour. Handlers run on the publishing thread, so a handler only hands over (the bridge to Qt emits
a queued signal) and never blocks.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from kiosk.domain.case import CaseChange
from kiosk.domain.centre import CentreWord
from kiosk.domain.consumables import Stock
from kiosk.domain.course import Course
from kiosk.domain.draft import Draft, DraftBrief
from kiosk.domain.filing import DeliveryState, Filing, FilingRow, Progress, Queue
from kiosk.domain.form import Answers
from kiosk.domain.identity import IdentityDocument
from kiosk.domain.material import Page
from kiosk.domain.matter import Matter
from kiosk.domain.receipt_case import ReceiptCase
from kiosk.domain.resident import Agent
from kiosk.domain.text import Text
from kiosk.errors import log_fault
from kiosk.ports import CameraPicture, DeviceSnapshot, Door, Power, PrintPhase, PrintPlace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """The common root."""


@dataclass(frozen=True, slots=True)
class SessionEvent(Event):
    """An answer to what one session asked; a later session never hears it (`Visit.hear` drops it)."""

    session_id: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class CardNoticed(Event):
    """A card lies on a reader and is being read; the screen answers at once. `reader` is a DeviceSnapshot's name."""

    reader: str = "id-card"


@dataclass(frozen=True, slots=True)
class CardRead(Event):
    """A card was read whole and verified."""

    document: IdentityDocument
    reader: str = "id-card"


@dataclass(frozen=True, slots=True)
class CardUnreadable(Event):
    """A card lies there but could not be read, however often tried; `cause` as in DeviceFailure."""

    cause: str
    reader: str = "id-card"


@dataclass(frozen=True, slots=True)
class CardRemoved(Event):
    """The card was taken away."""

    reader: str = "id-card"


@dataclass(frozen=True, slots=True)
class DevicesChanged(Event):
    """The health of at least one device changed."""

    snapshots: tuple[DeviceSnapshot, ...]


@dataclass(frozen=True, slots=True)
class ScanProgress(Event):
    """How far a running scan is, 0 to 1."""

    job: str
    part: float


@dataclass(frozen=True, slots=True)
class PageScanned(Event):
    """One page came from the scanner or the camera; more may follow until ScanEnded."""

    job: str
    page: Page = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScanEnded(Event):
    """A scan is over and went well: so many pages were given, so many blank ones left out."""

    job: str
    pages: int
    blanks: int = 0


@dataclass(frozen=True, slots=True)
class ScanFailed(Event):
    """A scan ended before its time; the pages given so far are good. `cause` as in DeviceFailure."""

    job: str
    cause: str


@dataclass(frozen=True, slots=True)
class CameraSaw(Event):
    """What lies beneath the camera at this moment."""

    picture: CameraPicture = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeScanned(Event):
    """A code was read, by the code reader or in a picture. It may be anything that is printed anywhere."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PresenceChanged(Event):
    """Somebody came before the terminal, or nobody is there any more."""

    present: bool


@dataclass(frozen=True, slots=True)
class DoorsChanged(Event):
    """Which pick-up doors stand open now."""

    open_doors: frozenset[Door]


@dataclass(frozen=True, slots=True)
class PowerChanged(Event):
    """The mains failed, came back, or the battery is about to end."""

    power: Power


@dataclass(frozen=True, slots=True)
class ShutDownWanted(Event):
    """The battery is about to end and nobody is at work any more: the face closes, and all beneath it after it."""


@dataclass(frozen=True, slots=True)
class RoomChanged(Event):
    """Whether there is room on the disk for another filing, and how many MB are free."""

    enough: bool
    free_mb: int


@dataclass(frozen=True, slots=True)
class StoreDamageFound(Event):
    """The open store is damaged. `restart` says whether the terminal shall start anew, which salvages it."""

    restart: bool


@dataclass(frozen=True, slots=True)
class RestartWanted(Event):
    """Nobody is at work, and the store is to be salvaged: the face closes, and the program starts anew."""


@dataclass(frozen=True, slots=True)
class PrintProgress(Event):
    """A paper is on its way."""

    job: str
    phase: PrintPhase


@dataclass(frozen=True, slots=True)
class Printed(Event):
    """A paper lies in the tray, or in the print folder."""

    job: str
    place: PrintPlace


@dataclass(frozen=True, slots=True)
class ReceiptDrawn(Event):
    """The receipt of a filing is a PDF now, and goes to the printer next."""

    job: str
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintFailed(Event):
    """A paper could not be printed; `cause` as in DeviceFailure."""

    job: str
    cause: str


@dataclass(frozen=True, slots=True)
class FilingSaved(Event):
    """A filing is durably in the store, together with its outbox row."""

    filing: Filing


@dataclass(frozen=True, slots=True)
class SavingFailed(Event):
    """Nothing of this filing was saved; `message` is one plain line for staff. The draft is still whole."""

    filing_id: str
    message: str


@dataclass(frozen=True, slots=True)
class DraftKept(Event):
    """What was given last is durably in the store."""


@dataclass(frozen=True, slots=True)
class DraftNotKept(Event):
    """What was given last could not be stored."""


@dataclass(frozen=True, slots=True)
class DraftsFound(SessionEvent):
    """The drafts that the person before the screen may go on with, newest first."""

    drafts: tuple[DraftBrief, ...]


@dataclass(frozen=True, slots=True)
class DraftOpened(SessionEvent):
    """The draft that the person goes on with, whole, and its matter as it is installed now."""

    draft: Draft = field(repr=False)
    matter: Matter
    parts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DraftUnread(SessionEvent):
    """The draft asked for is gone, or could not be read this time."""


@dataclass(frozen=True, slots=True)
class DeliveryChanged(Event):
    """A filing's delivery came further, or stopped with a reason."""

    filing_id: str
    state: DeliveryState


@dataclass(frozen=True, slots=True)
class DeliveryProgressed(Event):
    """A filing that is being sent has come further; at most a few times a second."""

    filing_id: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class CaseChanged(Event):
    """The centre told a change of a case, and the store has it."""

    change: CaseChange


@dataclass(frozen=True, slots=True)
class LineChanged(Event):
    """The line to the centre came up or went down; `reason` as in LineFailure, "" when up."""

    up: bool
    reason: str


@dataclass(frozen=True, slots=True)
class QueueCounted(Event):
    """What waits to be sent from this terminal."""

    queue: Queue


@dataclass(frozen=True, slots=True)
class CentreTold(Event):
    """The centre's limits and clock, as it told them now or, before the first answer, in an earlier start."""

    word: CentreWord


@dataclass(frozen=True, slots=True)
class CatalogueChanged(Event):
    """The store has another catalogue than before; whoever shows it reads it anew."""

    version: str


@dataclass(frozen=True, slots=True)
class CatalogueLoaded(Event):
    """The store's catalogue can be browsed and searched."""

    version: str
    matters: int


@dataclass(frozen=True, slots=True)
class MatterOpened(SessionEvent):
    """The matter somebody asked for, whole; for a life event, with the names of its parts."""

    matter: Matter
    parts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class MatterMissing(SessionEvent):
    """The catalogue has no such matter (any more)."""

    code: str


@dataclass(frozen=True, slots=True)
class MatterUnread(SessionEvent):
    """The matter somebody asked for could not be read this time."""

    code: str


@dataclass(frozen=True, slots=True)
class AgentSignedIn(Event):
    """The number and the PIN belong together. `asking` is what `Identify.sign_in` returned, 0 for none."""

    agent: Agent
    asking: int = 0


@dataclass(frozen=True, slots=True)
class SignInRefused(Event):
    """They do not; the next try of that number is taken after `wait_s` seconds."""

    wait_s: float
    asking: int = 0


@dataclass(frozen=True, slots=True)
class StaffSignedIn(Event):
    """The staff's screen is open to whoever has this number. `asking` is what `Staff.sign_in` returned, 0 for none."""

    number: str
    asking: int = 0


@dataclass(frozen=True, slots=True)
class StaffRefused(Event):
    """Number and PIN do not belong together; the next try of that number is taken after `wait_s` seconds."""

    wait_s: float
    asking: int = 0


@dataclass(frozen=True, slots=True)
class FilingsFound(SessionEvent):
    """The filings of the person before the screen or, where `outlet`, of everybody here; newest first."""

    rows: tuple[FilingRow, ...]
    outlet: bool


@dataclass(frozen=True, slots=True)
class FilingsUnread(SessionEvent):
    """The filings asked for could not be read this time."""

    outlet: bool


@dataclass(frozen=True, slots=True)
class HistoryFound(SessionEvent):
    """The changes of one case, oldest first."""

    filing_id: str
    changes: tuple[CaseChange, ...]


@dataclass(frozen=True, slots=True)
class ConsumablesCounted(Event):
    """What is left in the printers, after something was used or refilled."""

    stocks: tuple[Stock, ...]


@dataclass(frozen=True, slots=True)
class CaseFound(SessionEvent):
    """What became of the filing whose code was scanned; from this terminal's store, or from the centre."""

    case: ReceiptCase


@dataclass(frozen=True, slots=True)
class CaseNotHere(SessionEvent):
    """The filing whose code was scanned was not made at this terminal."""

    filing_id: str


@dataclass(frozen=True, slots=True)
class CaseNotFound(SessionEvent):
    """The centre does not have the filing whose code was scanned, or not yet."""

    filing_id: str


@dataclass(frozen=True, slots=True)
class CaseUnreachable(SessionEvent):
    """The centre could not be asked; `reason` as in LineFailure."""

    filing_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawalSaved(Event):
    """That the person takes a filing back is in the store; `pending` where the centre will be told."""

    filing_id: str
    pending: bool


@dataclass(frozen=True, slots=True)
class WithdrawalAnswered(Event):
    """The centre has taken a withdrawal, or refused it."""

    filing_id: str


@dataclass(frozen=True, slots=True)
class CourseFound(SessionEvent):
    """What one filing hangs together with."""

    filing_id: str
    course: Course


@dataclass(frozen=True, slots=True)
class LinkOpened(SessionEvent):
    """What a new filing that corrects or supplements an earlier one begins with.

    `matter` has only the papers that are wanted where it supplements; `looked_again` says that answers or papers were
    left out, as the matter has changed since.
    """

    earlier: str
    supplements: bool
    matter: Matter
    parts: tuple[Text, ...]
    answers: Answers = field(repr=False)
    pages: dict[str, tuple[Page, ...]] = field(repr=False)
    looked_again: bool
    earlier_number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LinkNotOpened(SessionEvent):
    """A correction or a supplement cannot begin; `reason` is a kiosk.services.endings.Hindrance."""

    earlier: str
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawalFailed(SessionEvent):
    """The withdrawal could not be stored, or came too late; `reason` is a kiosk.services.endings.Hindrance."""

    filing_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class EvaluationSaved(Event):
    """The person's evaluation is in the store and will be sent."""

    filing_id: str


@dataclass(frozen=True, slots=True)
class EvaluationFailed(Event):
    """The person's evaluation could not be stored."""

    filing_id: str


Handler = Callable[[Event], None]


class EventBus:
    """Hands each published event to every subscriber, on the publishing thread. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._handlers: tuple[Handler, ...] = ()

    def subscribe(self, handler: Handler) -> Callable[[], None]:
        """Adds `handler`; the returned call takes it away again."""
        with self._lock:
            self._handlers = (*self._handlers, handler)

        def unsubscribe() -> None:
            with self._lock:
                self._handlers = tuple(known for known in self._handlers if known is not handler)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Calls every handler in turn; one that raises is logged and does not keep the others from hearing."""
        for handler in self._handlers:
            try:
                handler(event)
            except Exception as fault:  # noqa: BLE001 - whatever one handler met, the others must hear
                log_fault(log, f"a handler failed on {type(event).__name__}", fault)
