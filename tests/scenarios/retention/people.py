"""Filings of several people, each with words that stand nowhere else, played to every ending there is."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from kiosk.config import RetentionSettings, Settings, with_paths
from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.draft import Draft, DraftLimits, DraftOwner
from kiosk.domain.evaluation import Evaluation
from kiosk.domain.filing import Acknowledgement, Filing, Signature
from kiosk.domain.identity import Evidence
from kiosk.domain.material import Material, Page
from kiosk.domain.resident import Agent, Authority, AuthorityKind, Parties
from kiosk.domain.text import Text
from kiosk.storage import carry_outs, cases, drafts, evaluations, filings, outbox
from kiosk.storage.cipher import Connection
from kiosk.storage.connection import Store
from kiosk.storage.salvage.page_source import PageSource, find_seal
from tests.unit.storage.samples import KEY, NOON, filing

DAY = timedelta(days=1)


class HandClock:
    """A clock that the test moves."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0


@dataclass(frozen=True)
class Person:
    """A filing and every needle in it, by what it is."""

    filing: Filing
    needles: dict[str, bytes]
    acknowledgement: Acknowledgement
    note: str

    @property
    def id(self) -> str:
        return self.filing.filing_id


def settings_for(folder: Path) -> Settings:
    """Half an hour, thirty days, ninety days: apart from the defaults, and from each other."""
    kept = RetentionSettings(hall_minutes=30, outlet_days=20, refused_days=60, papers_hours=24)
    return replace(with_paths(Settings(), data=str(folder)), retention=kept)


def person(seed: int, *, village: bool = False, corrects: str | None = None) -> Person:
    """Nobody in the world is called this, lives there or has that number."""
    mark = sha256(f"needle {seed}".encode()).hexdigest()[:12]
    name, street, phone = f"石{mark}娥", f"溪口村{mark}弄", f"139{seed:08}"
    number = f"330225{1900 + seed}0317{seed:03}X"
    answer, word, note = f"养鸡{mark}只", f"本人{mark}委托", f"请{mark}补交户口簿"
    scan = f"<scan {mark}>".encode()
    ink = f"<ink {mark}>".encode()
    face = f"<face {mark}..>".encode()
    assert len(face) % 3 == 0
    base = filing(seed, village=village, number=number)
    agent = Agent(f"agent-{mark}", f"林{mark}根", "溪口村便民服务点") if village else None
    authority = Authority(AuthorityKind.WRITTEN, word) if village else None
    resident = replace(base.parties.resident, name=name, address=street, photo=face * 40)
    made = replace(
        base,
        parties=Parties(resident, agent, authority),
        answers={"name": name, "phone": phone, "note": answer},
        materials=(
            Material("id-card", Text("身份证"), (Page(scan * 900, "image/jpeg", 8, 8), _shared())),
            Material("photo", Text("照片"), (Page(scan * 15_000, "image/jpeg", 9, 9),)),
        ),
        signature=Signature((((seed + 0.015625, 1234.5678, 16),),), ink * 60, base.signature.signed_at),
        corrects=corrects,
    )
    needles = {
        "name": name.encode(),
        "number": number.encode(),
        "address": street.encode(),
        "phone": phone.encode(),
        "answer": answer.encode(),
        "page": scan,
        "signature": ink,
        "strokes": f"[{seed + 0.015625},1234.5678,16]".encode(),
        "photo": b64encode(face),
    }
    if village:
        needles |= {"agent": f"林{mark}根".encode(), "authority": word.encode()}
    ack = Acknowledgement(f"CASE-{seed:06}", f"{700_000 + seed}", NOON)
    return Person(made, needles, ack, note)


def _shared() -> Page:
    """A page that everybody scanned: it stays until the last one of them is wiped."""
    return Page(b"<the form that everybody scans>" * 300, "image/jpeg", 7, 7)


def save(conn: Connection, who: Person) -> None:
    filings.save(conn, who.filing, filings.person_tag(conn, who.filing.parties.resident.number))


def deliver(conn: Connection, who: Person, at: datetime = NOON) -> None:
    outbox.mark_sending(conn, who.id, at)
    outbox.mark_delivered(conn, who.id, who.acknowledgement)


def refuse(conn: Connection, who: Person, at: datetime = NOON) -> None:
    outbox.mark_sending(conn, who.id, at)
    outbox.mark_refused(conn, who.id, "intake.refused", f"of no use: {who.note}")


def tell(conn: Connection, who: Person, status: CaseStatus, at: datetime = NOON) -> None:
    change = CaseChange(who.id, who.acknowledgement.case_number, status, who.note, at)
    cases.record(conn, [change], f"cursor of {who.id} {status}")


def evaluate(conn: Connection, who: Person, *, sent: bool) -> None:
    evaluations.save(conn, Evaluation(who.id, 1, ("broken",), NOON))
    if sent:
        evaluations.mark_sent(conn, who.id)


def carry_out(conn: Connection, *people: Person) -> str:
    export_id = f"export-{people[0].id}"
    carry_outs.begin(conn, export_id, bytes(32), [who.id for who in people], at=NOON)
    carry_outs.mark_written(conn, export_id, at=NOON)
    return export_id


def begin_draft(conn: Connection, who: Person, at: datetime) -> None:
    owner = DraftOwner(who.filing.parties.resident.number, Evidence.CARD_PRESENT, "hall-01", who.filing.channel)
    pages = {material.rule_id: material.pages for material in who.filing.materials}
    draft = Draft(who.filing.matter_code, 3, Text("事"), dict(who.filing.answers), pages)
    drafts.save(conn, owner, draft, DraftLimits(5, 300, 10**9), at=at)


def in_clear(path: Path) -> bytes:
    """Every page of the store's file and of its log, free ones too, without its encryption; and what lies beside."""
    with path.open("rb") as file:
        seal = find_seal(path, file, KEY)
        assert seal is not None
        source = PageSource(path, file, seal)
        pages = [source.page(number) for number in range(1, source.count + 1)]
        file.seek(0)
        # The file's own copy too, where the log has a newer one.
        own = [seal.opened(file.read(8192), number) for number in range(1, source.in_file + 1)]
    log = path.with_name(path.name + "-wal")
    frames = list(_frames(log.read_bytes(), seal)) if log.exists() else []
    rest = [entry.read_bytes() for entry in sorted(path.parent.rglob("*")) if entry.is_file()]
    assert None not in pages
    return b"\0".join([*(page for page in (*pages, *own, *frames) if page is not None), *rest])


def _frames(log: bytes, seal: object) -> Iterator[bytes]:
    """Every frame, also those of an older round that are only waiting to be written over."""
    for at in range(32, len(log) - 24 - 8192 + 1, 24 + 8192):
        number = int.from_bytes(log[at : at + 4], "big")
        page = seal.opened(log[at + 24 : at + 24 + 8192], number)  # type: ignore[attr-defined]
        if page is not None:
            yield page


def dumped(store: Store) -> bytes:
    """Every row of every table, as text and as bytes."""

    def dump(conn: Connection) -> bytes:
        found: list[bytes] = []
        for (table,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            for row in conn.execute(f"SELECT * FROM {table}"):
                found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
        return b"\0".join(found)

    return store.read(dump)


def skeletons(store: Store) -> set[str]:
    return store.read(lambda c: {one for (one,) in c.execute("SELECT filing_id FROM filing WHERE parties = '{}'")})
