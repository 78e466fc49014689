"""The receipt of a filing that was made before: printed again, from what the store holds."""

from concurrent.futures import Executor

from kiosk.config import Settings
from kiosk.documents.fonts import FontBook
from kiosk.documents.paper import Place
from kiosk.documents.receipt import receipt_pdf
from kiosk.documents.receipt_facts import ReceiptFacts, receipt_facts
from kiosk.documents.slip import receipt_slip
from kiosk.domain.filing import Delivery, DeliveryState, Filing
from kiosk.domain.matter import LifeEvent, Matter
from kiosk.domain.text import Language
from kiosk.events import Event, EventBus, Printed, PrintFailed, PrintProgress
from kiosk.ports import DeviceDesk, PrintRequest
from kiosk.services.background import then
from kiosk.services.health import Health
from kiosk.services.receipt import TITLE, prefers_slip
from kiosk.services.session import Reprinting
from kiosk.services.visit import Visit
from kiosk.storage import catalogue, endings, filings
from kiosk.storage.connection import Connection, Store

Held = tuple[Filing, DeliveryState, Matter, str]
"""The filing, how far it is, its matter, and the number of the earlier one that it hangs on or ""."""


class Reprint:
    """Answers by the session's `reprinting`, which follows the paper from the first touch to its end.

    The receipt is made anew: official where the centre has acknowledged meanwhile. Its matter is the one that the
    catalogue has today, as older versions are not kept; its title is the filing's own.
    """

    def __init__(
        self,
        settings: Settings,
        bus: EventBus,
        store: Store,
        visit: Visit,
        health: Health,
        devices: DeviceDesk,
        fonts: FontBook,
        worker: Executor,
    ) -> None:
        self._settings = settings
        self._bus = bus
        self._store = store
        self._visit = visit
        self._health = health
        self._devices = devices
        self._fonts = fonts
        self._worker = worker
        visit.attach(self.hear)

    def print(self, filing_id: str, language: Language) -> None:
        """Prints the receipt of a filing of this store; nothing while one is being printed already.

        The caller has shown the filing to whoever may see it: its person, or the outlet's agent.
        """
        session = self._visit.session
        if session.reprinting.under_way:
            return
        job = f"reprint-{session.session_id}-{filing_id}"
        session.reprinting = Reprinting(filing_id, job, under_way=True, on_slip=prefers_slip(self._health))
        on_slip = session.reprinting.on_slip

        def failed(_: BaseException) -> None:
            self._bus.publish(PrintFailed(job, "drawing"))

        def held(found: Held) -> None:
            facts = self._facts(*found, language)
            if on_slip:
                self._devices.print_slip(job, receipt_slip(facts))
                return
            drawing = self._worker.submit(receipt_pdf, facts, self._fonts)
            then(drawing, lambda pdf: self._devices.print_pdf(job, PrintRequest(TITLE, pdf)), failed)

        then(self._store.read_later(lambda connection: _held(connection, filing_id)), held, failed)
        self._visit.changed()

    def hear(self, event: Event) -> None:
        now = self._visit.session.reprinting
        match event:
            case PrintProgress(job, _) if job == now.job:
                now.printing = True
            case Printed(job, place) if job == now.job:
                now.under_way, now.paper, now.failure = False, place, ""
            case PrintFailed(job, cause) if job == now.job:
                now.under_way, now.failure = False, cause
            case _:
                return
        self._visit.changed()

    def _facts(
        self, filing: Filing, state: DeliveryState, matter: Matter, earlier: str, language: Language
    ) -> ReceiptFacts:
        return receipt_facts(
            filing,
            matter,
            Place.of(self._settings.terminal),
            acknowledgement=state.acknowledgement,
            language=language,
            refused=state.delivery is Delivery.REFUSED,
            earlier_number=earlier,
        )


def _held(connection: Connection, filing_id: str) -> Held:
    """Raises KeyError where the store has the filing, or the catalogue its matter, no more."""
    filing, row = filings.load(connection, filing_id), filings.row_of(connection, filing_id)
    if row is None:
        raise KeyError(filing_id)
    matter = catalogue.matter(connection, filing.matter_code)
    earlier = endings.course(connection, filing_id).earlier_number
    return filing, row.brief.state, matter.matter if isinstance(matter, LifeEvent) else matter, earlier
