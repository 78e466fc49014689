"""The receipt: official once the centre has acknowledged, provisional until then."""

from concurrent.futures import Executor

from kiosk.config import Settings
from kiosk.documents.fonts import FontBook
from kiosk.documents.paper import Place
from kiosk.documents.receipt import receipt_pdf
from kiosk.documents.receipt_facts import ReceiptKind, receipt_facts
from kiosk.documents.slip import receipt_slip
from kiosk.domain.filing import Delivery, DeliveryState, Filing
from kiosk.domain.text import Language
from kiosk.events import (
    DeliveryChanged,
    Event,
    EventBus,
    FilingSaved,
    LineChanged,
    Printed,
    PrintFailed,
    PrintProgress,
    ReceiptDrawn,
)
from kiosk.ports import Clock, DeviceDesk, PrintRequest
from kiosk.services.background import logged_only, then
from kiosk.services.centre import Centre, ClockTrouble
from kiosk.services.health import Health
from kiosk.services.visit import Visit

TITLE = "就近办 回执"


class Receipt:
    """Draws and prints the receipt of the filing just saved.

    With the line up it waits up to `delays.receipt_wait` seconds for the acknowledgement, so that the person takes the
    official receipt home; with the line down the provisional one is printed at once. `tick` is called by the face about
    four times a second. PDFs are drawn on `worker`, never on the face's thread.
    The receipt is a sheet of A4. Where that printer cannot print, or fails, and there is a receipt printer that can,
    it is a slip, so that a printer without paper ends no visit without a way forward.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        bus: EventBus,
        visit: Visit,
        health: Health,
        centre: Centre,
        devices: DeviceDesk,
        fonts: FontBook,
        worker: Executor,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._bus = bus
        self._visit = visit
        self._health = health
        self._centre = centre
        self._devices = devices
        self._fonts = fonts
        self._worker = worker
        self._language = Language.ZH
        visit.attach(self.hear)
        visit.before_end(self._leave)

    def warm_up(self) -> None:
        """Loads the paper fonts before the first person needs them."""
        then(self._worker.submit(self._fonts.warm_up), lambda _: None, logged_only)

    def speak(self, language: Language) -> None:
        """The language of the papers from now on."""
        self._language = language

    def hear(self, event: Event) -> None:
        outcome = self._visit.session.outcome
        match event:
            case FilingSaved() | DeliveryChanged() | LineChanged():
                self.tick()
                return
            case ReceiptDrawn(job, pdf) if job == self._job():
                outcome.receipt_pdf, outcome.drawing = pdf, False
            case PrintProgress(job, phase) if job == self._job():
                outcome.printing = phase
            case Printed(job, where) if job == self._job():
                outcome.paper, outcome.paper_failure, outcome.printing = where, "", None
            case PrintFailed(job, cause) if job == self._job():
                outcome.drawing, outcome.printing = False, None
                if not self._try_slip():
                    outcome.paper_failure = cause
            case _:
                return
        self._visit.changed()

    def tick(self) -> None:
        """Decides whether the receipt is due, and as which kind."""
        outcome = self._visit.session.outcome
        if outcome.filing is None or outcome.state is None or outcome.receipt_kind:
            return
        delivered = outcome.state.delivery is Delivery.DELIVERED
        # "Up" is the last word heard; a line that has just died answers with a reason on the delivery itself.
        hope = self._health.line.up and not outcome.state.reason and outcome.state.delivery is not Delivery.REFUSED
        waited = self._clock.monotonic() - outcome.saved_at
        if delivered or not hope or waited >= self._settings.delays.receipt_wait:
            self._draw(outcome.filing, outcome.state)

    def again(self) -> None:
        """Prints once more: the same paper, or the official one if the acknowledgement came meanwhile."""
        outcome = self._visit.session.outcome
        if outcome.filing is None or outcome.state is None or not outcome.receipt_kind or outcome.drawing:
            return
        outcome.paper, outcome.paper_failure, outcome.printing = None, "", None
        official = outcome.state.delivery is Delivery.DELIVERED
        if not outcome.receipt_pdf or (official and outcome.receipt_kind == ReceiptKind.PROVISIONAL.value):
            self._draw(outcome.filing, outcome.state)
        else:
            outcome.on_slip = prefers_slip(self._health)
            if outcome.on_slip and outcome.slip is not None:
                self._devices.print_slip(self._job(), outcome.slip)
            else:
                self._devices.print_pdf(self._job(), PrintRequest(TITLE, outcome.receipt_pdf))
        self._visit.changed()

    def _try_slip(self) -> bool:
        """After a sheet that failed: whether a slip is printed in its place."""
        outcome = self._visit.session.outcome
        if outcome.on_slip or outcome.slip is None or not self._health.usable("slip-printer"):
            return False
        outcome.on_slip = True
        self._devices.print_slip(self._job(), outcome.slip)
        return True

    def _leave(self) -> None:
        """Who ends before the receipt was due still gets it, as far as the filing has come by then."""
        outcome = self._visit.session.outcome
        if outcome.filing is not None and outcome.state is not None and not outcome.receipt_kind:
            self._draw(outcome.filing, outcome.state)

    def _job(self) -> str:
        filing = self._visit.session.outcome.filing
        return f"receipt-{filing.filing_id}" if filing else ""

    def _draw(self, filing: Filing, state: DeliveryState) -> None:
        matter = self._visit.session.choice.matter
        assert matter is not None
        kind = ReceiptKind.OFFICIAL if state.acknowledgement else ReceiptKind.PROVISIONAL
        outcome = self._visit.session.outcome
        outcome.receipt_kind, outcome.drawing, outcome.paper_failure = kind.value, True, ""
        facts = receipt_facts(
            filing,
            matter,
            Place.of(self._settings.terminal),
            acknowledgement=state.acknowledgement,
            language=self._language,
            refused=state.delivery is Delivery.REFUSED,
            clock_ahead_s=_wrong_by(self._centre.clock_trouble()),
            earlier_number=link.earlier_number if (link := self._visit.session.choice.link) is not None else "",
        )
        job = self._job()
        slip = outcome.slip = receipt_slip(facts)
        outcome.on_slip = on_slip = prefers_slip(self._health)

        def drawn(pdf: bytes) -> None:
            # Straight to the printer: the paper is the person's even when their session has just ended.
            if on_slip:
                self._devices.print_slip(job, slip)
            else:
                self._devices.print_pdf(job, PrintRequest(TITLE, pdf))
            self._bus.publish(ReceiptDrawn(job, pdf))

        then(
            self._worker.submit(receipt_pdf, facts, self._fonts),
            drawn,
            lambda _: self._bus.publish(PrintFailed(job, "drawing")),
        )


def _wrong_by(trouble: ClockTrouble | None) -> float:
    return trouble.ahead_s if trouble is not None and trouble.wrong else 0.0


def prefers_slip(health: Health) -> bool:
    """Whether a slip is what can be had: a sheet cannot be printed now, or no printer of sheets is there at all."""
    if health.usable("printer") or not health.fitted("slip-printer"):
        return False
    return health.usable("slip-printer") or not health.fitted("printer")
