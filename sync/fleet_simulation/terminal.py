"""One simulated terminal: a real store, a real engine, real connections; only its people are made up."""

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from uuid6 import uuid7

from kiosk.clock import SystemClock
from kiosk.domain.filing import Channel, Consent, Delivery, Filing, Signature
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument
from kiosk.domain.material import Material, Page
from kiosk.domain.resident import Parties
from kiosk.domain.text import Text
from kiosk.events import DeliveryChanged, Event, EventBus, FilingSaved
from kiosk.storage import filings, outbox
from kiosk.storage.connection import Connection, Store
from sync import wire
from sync.begun import KeptBegun
from sync.client import IntakeClient
from sync.engine import SyncEngine
from sync.fleet_simulation.plan import Share, name_of
from sync.fleet_simulation.traffic import CountedTransport, Traffic
from sync.manifest import manifest_of

MATTERS = 40
"""So many matters the filings are about: the centre's case numbers of one matter and day end at 9,999."""


@dataclass(slots=True)
class Confirmed:
    """One filing as its terminal knows it, noted outside of its store. Moments are the monotonic clock's.

    `manifest` is the digest of what the centre must have; `attempts` and what follows is the store's word at the end.
    """

    filing_id: str
    terminal: str
    manifest: str
    confirmed_at: float | None = None
    acknowledged_at: float | None = None
    attempts: int = 0
    delivered: bool = False
    refused: str = ""
    case_number: str = ""
    query_code: str = ""


@dataclass(frozen=True, slots=True)
class _Address:
    url: str
    token: str = field(repr=False)
    ca_file: str = ""
    upload_bytes_per_s: int = 0


class SimulatedTerminal:
    """Opened, not yet on the line. `settled` is called on the engine's thread for each filing that the centre took, or
    refused for good.
    """

    def __init__(self, number: int, share: Share, traffic: Traffic, lock: Lock, settled: Callable[[], None]) -> None:
        self._number = number
        self._plan = share.plan
        self._settled = settled
        self._noted: dict[str, Confirmed] = {}
        self._bus = EventBus()
        self._clock = SystemClock()
        path = share.folder / name_of(number) / "store.db"
        self._store = Store.open(path, secrets.token_bytes(32), clock=self._clock)
        address = _Address(share.url, share.tokens[number - share.first])
        transport = CountedTransport(address, self._plan.times, traffic, lock)
        client = IntakeClient(address, self._plan.times, transport=transport, begun=KeptBegun(self._store))
        self._engine = SyncEngine(self._store, client, self._bus, self._clock, self._plan.times)
        self._bus.subscribe(self._hear)

    def start(self) -> None:
        """Puts it on the line."""
        self._engine.start()

    def confirm(self, running: int) -> None:
        """A person confirms: durably saved first and told then, as the screen does. Raises StoreFailure."""
        filing = self._filing(running)
        note = Confirmed(filing.filing_id, name_of(self._number), digest_of(wire.canonical(manifest_of(filing))))
        self._noted[filing.filing_id] = note
        self._store.write(lambda connection: _save(connection, filing)).result()
        note.confirmed_at = time.monotonic()
        self._bus.publish(FilingSaved(filing))

    def end(self) -> list[Confirmed]:
        """Takes it off the line and closes it; each confirmed filing with what the store says of it."""
        self._engine.stop()
        confirmed = [note for note in self._noted.values() if note.confirmed_at is not None]
        self._store.read(lambda connection: _complete(connection, confirmed))
        self._store.close()
        return confirmed

    def _hear(self, event: Event) -> None:
        match event:
            case DeliveryChanged(filing_id, state) if state.delivery is Delivery.DELIVERED:
                self._noted[filing_id].acknowledged_at = time.monotonic()
                self._settled()
            case DeliveryChanged(filing_id, state) if state.delivery is Delivery.REFUSED:
                self._noted[filing_id].refused = state.reason
                self._settled()

    def _filing(self, running: int) -> Filing:
        now = self._clock.now()
        resident = IdentityDocument(DocumentKind.RESIDENT, Evidence.CARD_PRESENT, "样例", f"3302251943{running:08d}")
        pages = tuple(
            Page(os.urandom(self._plan.page_bytes), "image/jpeg", 1240, 1754) for _ in range(self._plan.pages)
        )
        return Filing(
            filing_id=str(uuid7()),
            provisional_number=f"ZC-{name_of(self._number)}-{running}",
            terminal_id=name_of(self._number),
            channel=Channel.VILLAGE,
            matter_code=f"0005110{self._number % MATTERS:05d}",
            matter_version=1,
            matter_title="模拟事项",
            parties=Parties(resident),
            answers={"phone": "13800000000"},
            materials=(Material("paper", Text("材料"), pages),),
            signature=Signature((((0.0, 0.0, 0), (1.0, 1.0, 100)),), os.urandom(2_000), now),
            consent=Consent("2026-11", now),
            confirmed_at=now,
        )


def digest_of(manifest: bytes) -> str:
    """The name of a manifest's content, in its canonical form."""
    return sha256(manifest).hexdigest()


def _save(connection: Connection, filing: Filing) -> None:
    filings.save(connection, filing, filings.person_tag(connection, filing.parties.resident.number))


def _complete(connection: Connection, confirmed: list[Confirmed]) -> None:
    for note in confirmed:
        state = outbox.state(connection, note.filing_id)
        note.attempts, note.delivered = state.attempts, state.delivery is Delivery.DELIVERED
        if state.acknowledgement is not None:
            note.case_number = state.acknowledgement.case_number
            note.query_code = state.acknowledgement.query_code
