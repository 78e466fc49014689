"""Confirming: filing, materials, signature and outbox row become durable together, or not at all."""

from collections.abc import Callable
from dataclasses import replace

from kiosk.config import Settings
from kiosk.domain.checks import check_form
from kiosk.domain.filing import Channel, Consent, Delivery, DeliveryState, Filing, Signature
from kiosk.domain.resident import Parties
from kiosk.errors import JiujinError
from kiosk.events import DeliveryChanged, Event, EventBus, FilingSaved, SavingFailed
from kiosk.ports import Clock
from kiosk.services.background import then
from kiosk.services.collect import Collect
from kiosk.services.drafts import Drafts
from kiosk.services.sign import CONSENT_VERSION, consent_text
from kiosk.services.visit import Visit
from kiosk.storage import filings
from kiosk.storage.connection import Connection, Store
from kiosk.storage.drafts import drop_matter
from kiosk.storage.numbers import next_provisional_number
from kiosk.workflow.steps import Signal


class Submit:
    """Turns the session into a filing, once."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        bus: EventBus,
        store: Store,
        visit: Visit,
        collect: Collect,
        drafts: Drafts,
        new_id: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._bus = bus
        self._store = store
        self._visit = visit
        self._collect = collect
        self._drafts = drafts
        self._new_id = new_id
        visit.attach(self.hear)

    def warm_up(self) -> None:
        """Reads what the screen that asks for consent must not wait for; on any thread."""
        consent_text(self._settings.terminal.service_phone)

    def confirm(self, strokes: tuple[tuple[tuple[float, float, int], ...], ...], png: bytes) -> bool:
        """Saves; answers with FilingSaved or SavingFailed. False while a save is already under way (a double touch)."""
        outcome = self._visit.session.outcome
        if outcome.saving_id or outcome.filing is not None:
            return False
        draft, owner = self._draft(Signature(strokes, png, self._clock.now())), self._drafts.owner()
        if draft.supplements is not None:
            owner = None  # papers brought later are no draft's filing
        outcome.saving_id, outcome.saving_failure = draft.filing_id, ""

        def save(connection: Connection) -> Filing:
            number = next_provisional_number(connection, draft.terminal_id, draft.confirmed_at.date())
            filing = replace(draft, provisional_number=number)
            filings.save(connection, filing, filings.person_tag(connection, filing.parties.resident.number))
            if owner is not None:
                # In this transaction and no other: there is always the filing or the draft, never both, never neither.
                drop_matter(connection, owner, filing.matter_code, "confirmed", at=filing.confirmed_at)
            return filing

        then(
            self._store.write(save),
            lambda filing: self._bus.publish(FilingSaved(filing)),
            lambda fault: self._failed(draft.filing_id, fault),
        )
        self._visit.changed()
        return True

    def hear(self, event: Event) -> None:
        outcome = self._visit.session.outcome
        match event:
            case FilingSaved(filing) if filing.filing_id == outcome.saving_id:
                outcome.saving_id = ""
                outcome.filing = filing
                outcome.saved_at = self._clock.monotonic()
                outcome.state = outcome.state or DeliveryState(Delivery.PENDING)
                self._visit.fire(Signal.SAVED)
            case SavingFailed(filing_id, message) if filing_id == outcome.saving_id:
                outcome.saving_id, outcome.saving_failure = "", message
            case DeliveryChanged(filing_id, state) if outcome.filing and outcome.filing.filing_id == filing_id:
                outcome.state = state
            case _:
                return
        self._visit.changed()

    def _draft(self, signature: Signature) -> Filing:
        session = self._visit.session
        matter, resident = session.choice.matter, session.identification.resident
        if matter is None or resident is None:
            raise ValueError("nothing to confirm: no matter or no resident")
        # The steps before hold an incomplete filing back; one that came here all the same must not be kept as whole.
        if self._collect.missing() or check_form(matter.form, session.filling.answers, self._clock.now().date()):
            raise ValueError("an incomplete filing cannot be confirmed")
        authority, link = session.identification.authority, session.choice.link
        agent = self._visit.agent if authority is not None else None
        return Filing(
            filing_id=self._new_id(),
            provisional_number="",
            terminal_id=self._settings.terminal.id,
            channel=Channel(self._visit.mode),
            matter_code=matter.code,
            matter_version=matter.version,
            matter_title=matter.title.zh,
            parties=Parties(resident, agent, authority if agent is not None else None),
            answers=dict(session.filling.answers),
            materials=self._collect.materials(),
            signature=signature,
            consent=Consent(CONSENT_VERSION, signature.signed_at),
            confirmed_at=signature.signed_at,
            corrects=link.earlier if link is not None and not link.supplements else None,
            supplements=link.earlier if link is not None and link.supplements else None,
        )

    def _failed(self, filing_id: str, fault: BaseException) -> None:
        # A bug of ours is logged by its type; the person must not be left before a spinner either way.
        message = str(fault) if isinstance(fault, JiujinError) else "internal error while saving"
        self._bus.publish(SavingFailed(filing_id, message))
