"""Opening a filing by the code on its receipt (回执): from this terminal's store, or else from the centre.

Whoever holds the receipt may see how far the filing is and what is still to bring, and of the person no more than the
paper says; nothing can be changed from here. Everything a code reader sends arrives here, payment codes and parcel
labels among it.
"""

from enum import StrEnum

from kiosk.domain.receipt_case import ReceiptCase
from kiosk.domain.verification import is_meant_as_ours, read_verification_code
from kiosk.events import (
    CaseChanged,
    CaseFound,
    CaseNotFound,
    CaseNotHere,
    CaseUnreachable,
    CodeScanned,
    DeliveryChanged,
    Event,
    EventBus,
)
from kiosk.ports import CaseDesk, DeviceDesk
from kiosk.services.background import then
from kiosk.services.session import Finding
from kiosk.services.visit import Visit
from kiosk.storage import cases, filings
from kiosk.storage.connection import Connection, Store
from kiosk.workflow.steps import Signal, Step


class Trouble(StrEnum):
    """Why a scanned code opened nothing."""

    FOREIGN = "foreign"
    """It is none of ours."""
    MISREAD = "misread"
    """It is one of ours, damaged on the way."""
    SIGN_IN = "sign-in"
    """Nobody has signed in at this outlet."""
    NOT_NOW = "not-now"
    """Somebody is in the midst of something that must not be lost."""
    CLOSED = "closed"
    """No visit may begin at this terminal now."""
    UNKNOWN = "unknown"
    """Neither this terminal nor the centre has it."""
    UNREACHABLE = "unreachable"
    """It is not here, and the centre cannot be asked."""


class FindFiling:
    """Takes codes and opens what they stand for; the visit moves to the case by itself.

    `looking` says whether the camera is looking for one.
    """

    def __init__(self, visit: Visit, bus: EventBus, store: Store, devices: DeviceDesk, centre: CaseDesk) -> None:
        self._visit = visit
        self._bus = bus
        self._store = store
        self._devices = devices
        self._centre = centre
        self.looking = False
        visit.attach(self.hear)
        visit.on_move(self._moved)

    def hear(self, event: Event) -> None:
        finding = self._visit.session.finding
        match event:
            case CodeScanned(code):
                self._take(code)
            case CaseFound(case) if case.filing_id in (finding.filing_id, self._shown):
                self._open(case)
            case CaseNotHere(filing_id) if filing_id == finding.filing_id:
                self._ask_centre(filing_id)
            case CaseNotFound(filing_id) if filing_id == finding.filing_id:
                self._tell(Trouble.UNKNOWN)
            case CaseUnreachable(filing_id, _) if filing_id == finding.filing_id:
                self._tell(Trouble.UNREACHABLE)
            case DeliveryChanged(filing_id, _) if filing_id == self._shown:
                self._look(filing_id)
            case CaseChanged(change) if change.filing_id == self._shown:
                self._look(change.filing_id)

    def dismiss(self) -> None:
        """The person has read what was said, or does not want to wait: an answer that still comes is dropped."""
        finding = self._visit.session.finding
        finding.filing_id, finding.asking, finding.trouble = "", False, ""
        self._visit.changed()

    def look(self, on: bool) -> None:
        """The camera looks for the code of a receipt, until `look(False)` or until the visit moves on."""
        self.looking = on
        self._devices.preview(on, codes=on)
        self._visit.changed()

    @property
    def _shown(self) -> str:
        shown = self._visit.session.finding.case
        return shown.filing_id if shown is not None else ""

    def _take(self, code: str) -> None:
        visit = self._visit
        filing_id = read_verification_code(code)
        if visit.step is Step.FAREWELL:
            # Gone in a moment; the next person scans before their own first screen.
            return
        if visit.step is Step.AGENT_SIGN_IN:
            self._tell(Trouble.SIGN_IN)
        elif visit.step is not Step.CASE and not visit.can(Signal.CASE):
            self._tell(Trouble.CLOSED if visit.gate and visit.resting else Trouble.NOT_NOW)
        elif filing_id is None:
            self._tell(Trouble.MISREAD if is_meant_as_ours(code) else Trouble.FOREIGN)
        else:
            finding = visit.session.finding
            finding.filing_id, finding.asking, finding.trouble = filing_id, False, ""
            self._look(filing_id)
            visit.changed()

    def _look(self, filing_id: str) -> None:
        """Answers with CaseFound or CaseNotHere; where the store cannot be read, the centre may still know."""
        asked = self._visit.session.session_id

        def found(case: ReceiptCase | None) -> None:
            if case is None:
                self._bus.publish(CaseNotHere(filing_id, session_id=asked))
            else:
                self._bus.publish(CaseFound(case, session_id=asked))

        then(
            self._store.read_later(lambda connection: _stored(connection, filing_id)),
            found,
            lambda _: self._bus.publish(CaseNotHere(filing_id, session_id=asked)),
        )

    def _ask_centre(self, filing_id: str) -> None:
        self._visit.session.finding.asking = True
        self._visit.changed()
        self._centre.ask(self._visit.session.session_id, filing_id)

    def _open(self, case: ReceiptCase) -> None:
        finding = self._visit.session.finding
        if finding.filing_id == case.filing_id and self._visit.step is not Step.CASE:
            if not self._visit.can(Signal.CASE):
                # The person has gone on to something else meanwhile, and is not torn out of it.
                self.dismiss()
                return
            self._visit.session.finding = Finding(case=case)
            self._visit.fire(Signal.CASE)
            return
        self._visit.session.finding = Finding(case=case)
        self._visit.changed()

    def _tell(self, trouble: Trouble) -> None:
        finding = self._visit.session.finding
        finding.filing_id, finding.asking, finding.trouble = "", False, trouble.value
        self._visit.changed()

    def _moved(self) -> None:
        finding = self._visit.session.finding
        if self.looking:
            self.looking = False
            self._devices.preview(False)
        if self._visit.step is not Step.CASE:
            finding.case = None
        finding.trouble = ""


def _stored(connection: Connection, filing_id: str) -> ReceiptCase | None:
    row = filings.row_of(connection, filing_id)
    if row is None:
        return None
    brief = row.brief
    known = brief.state.acknowledgement
    return ReceiptCase(
        filing_id=filing_id,
        matter_title=brief.matter_title,
        delivery=brief.state.delivery,
        case_number=known.case_number if known else "",
        history=cases.history(connection, filing_id),
        masked_name=brief.masked_name,
        filed_at=brief.confirmed_at,
    )
