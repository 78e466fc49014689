"""A store with all that a terminal keeps in it, ways to damage it, and what must be left of it then."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.consumables import Consumable
from kiosk.domain.draft import Draft, DraftLimits, DraftOwner
from kiosk.domain.evaluation import Evaluation
from kiosk.domain.filing import Channel, Delivery, Filing, Signature
from kiosk.domain.identity import Evidence
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.storage import audit, carry_outs, cases, consumables, drafts, evaluations, filings, outbox, retention
from kiosk.storage.cipher import PAGE_SIZE, Connection
from kiosk.storage.connection import Store
from kiosk.storage.lost_papers import DAMAGED
from kiosk.storage.numbers import next_provisional_number
from kiosk.storage.retention import Terms
from kiosk.storage.salvage.page_source import PageSource
from kiosk.storage.salvage.whole import Salvaged
from kiosk.storage.seal import SALT_BYTES, Seal
from tests.unit.storage.samples import ACKNOWLEDGEMENT, KEY, NOON, NUMBER, FixedClock
from tests.unit.storage.samples import filing as sample

TERMINAL = "330225-0042"
DELIVERED = 4
WAITING = 8
OWNER = DraftOwner(NUMBER, Evidence.CARD_PRESENT, TERMINAL, Channel.HALL)
LIMITS = DraftLimits(per_person=5, most=300, page_bytes=10**9)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was put into the store. The first `DELIVERED` of the filings have reached the centre."""

    filings: tuple[Filing, ...]
    wiped: Filing | None = None
    """One more, of which only a skeleton was left."""

    @property
    def waiting(self) -> tuple[Filing, ...]:
        return self.filings[DELIVERED:]


_JPEG = bytes.fromhex("ffd8 ffe0 0010 4a46494600010100004800480000 ffc0 0011 08 06da 04d8 03 012200 021101 031101")


def scan(chance: random.Random, size: int) -> Page:
    return Page(_JPEG + chance.randbytes(size - len(_JPEG)), "image/jpeg", 1240, 1754)


def filing(number: int) -> Filing:
    """The filing of this number, the same every time: two to four pages, of 2 to 60 kB, none like another."""
    chance = random.Random(number)
    sizes = [chance.choice((2_000, 9_000, 20_000, 60_000)) for _ in range(2 + number % 3)]
    materials = (
        Material("hukou", Text("户口簿", "Household register"), tuple(scan(chance, size) for size in sizes[:-1])),
        Material("photo", Text("照片", "Photo"), (scan(chance, sizes[-1]),)),
    )
    ink = Signature((((1.5, 2.0, 0), (3.25, 4.5, 16)),), b"\x89PNG" + chance.randbytes(600), NOON)
    ids = UUID(int=(0x0190_0000_0000 + number << 80) | 0x7000_8000_0000_0000_0000 | chance.getrandbits(60))
    answers = {"note": chance.randbytes(300 + 40 * number).hex()}
    return replace(
        sample(number),
        filing_id=str(ids),
        terminal_id=TERMINAL,
        materials=materials,
        signature=ink,
        answers=answers,
    )


def save(store: Store, wanted: Filing) -> Filing:
    def work(conn: Connection) -> Filing:
        number = next_provisional_number(conn, TERMINAL, NOON.date())
        numbered = replace(wanted, provisional_number=number)
        filings.save(conn, numbered, filings.person_tag(conn, NUMBER))
        return numbered

    return store.write(work).result()


def fill(path: Path) -> Kept:
    """Makes a store at `path` with something in every table, and closes it."""
    store = Store.open(path, KEY, clock=FixedClock())
    wiped = save(store, filing(100))
    kept = tuple(save(store, filing(number)) for number in range(1, DELIVERED + WAITING + 1))
    deliver(store, wiped)
    wipe(store, wiped)
    for number, one in enumerate(kept[:DELIVERED]):
        deliver(store, one)
        change = CaseChange(one.filing_id, "330225-42", CaseStatus.ACCEPTED, "材料齐全", NOON + timedelta(hours=number))
        store.write(lambda c, change=change: cases.record(c, [change], "c7")).result()
        given = Evaluation(one.filing_id, 5, (), NOON)
        store.write(lambda c, given=given: evaluations.save(c, given)).result()
    draft = Draft("330225000043", 1, Text("草稿"), {"a": "b"}, {"hukou": (scan(random.Random(99), 30_000),)})
    store.write(lambda c: drafts.save(c, OWNER, draft, LIMITS, at=NOON)).result()
    store.write(lambda c: consumables.refill(c, Consumable.SHEETS, 200, by="7", at=NOON)).result()
    waiting = [one.filing_id for one in kept[DELIVERED:]]
    store.write(lambda c: carry_outs.begin(c, "0190-export", bytes(32), waiting, at=NOON)).result()
    store.write(lambda c: carry_outs.mark_written(c, "0190-export", at=NOON)).result()
    for number in range(60):
        store.write(
            lambda c, n=number: audit.record(c, "test.noted", {"number": n, "words": "x" * 200}, at=NOON)
        ).result()
    store.close()
    return Kept(kept, wiped)


def deliver(store: Store, one: Filing) -> None:
    store.write(lambda c: outbox.mark_sending(c, one.filing_id, NOON)).result()
    store.write(lambda c: outbox.mark_delivered(c, one.filing_id, ACKNOWLEDGEMENT)).result()


def wipe(store: Store, one: Filing) -> None:
    """Makes a skeleton of it, as retention does."""
    terms = Terms(hall=timedelta(0), outlet=timedelta(0), refused=timedelta(0))
    later = NOON + timedelta(days=1)
    store.write(lambda c: retention.note_ends(c, at=NOON)).result()
    assert store.write(lambda c: retention.wipe(c, [one.filing_id], terms, at=later)).result() == 1
    while store.write(retention.wipe_loose).result():
        pass


def copy(template: Path, folder: Path) -> Path:
    """A copy of the store at `template`, with all that lies beside it, in `folder`, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template.parent, folder)
    return folder / template.name


def pages_of(path: Path) -> int:
    return path.stat().st_size // PAGE_SIZE


def overwrite(path: Path, page: int, change: Callable[[bytes], bytes]) -> None:
    """Changes one page of the file, counted from 1."""
    with path.open("rb+") as file:
        file.seek((page - 1) * PAGE_SIZE)
        content = file.read(PAGE_SIZE)
        file.seek((page - 1) * PAGE_SIZE)
        file.write(change(content))


def flip(at: int) -> Callable[[bytes], bytes]:
    """One bit of the byte at this place of the page."""
    return lambda content: content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]


def zero(content: bytes) -> bytes:
    return bytes(len(content))


def page_with(path: Path, piece: bytes) -> int:
    """The number of the first page on which this stands in clear."""
    with path.open("rb") as file:
        source = PageSource(path, file, Seal(KEY, path.read_bytes()[:SALT_BYTES]))
        return next(number for number in range(1, source.count + 1) if piece in (source.page(number) or b""))


def filing_page(path: Path, kept: Kept) -> int:
    """A page with the last of the filings on it, and maybe one or two others."""
    return page_with(path, str(kept.filings[-1].answers["note"])[:40].encode())


def scan_page(path: Path, kept: Kept) -> int:
    """A page with nothing but a piece of the largest scan of those that wait."""
    scans = (page.content for one in kept.waiting for material in one.materials for page in material.pages)
    return page_with(path, max(scans, key=len)[30_000:30_048])


def touched(template: Path, kept: Kept, lost: set[int]) -> set[str]:
    """The filings of which anything stands on these pages: their id, or a piece of their papers or signature."""
    found: set[str] = set()
    with template.open("rb") as file:
        source = PageSource(template, file, Seal(KEY, template.read_bytes()[:SALT_BYTES]))
        for number in lost:
            plain = source.page(number) or b""
            found |= {one.filing_id for one in kept.filings if _holds(plain, one)}
    return found


def _holds(plain: bytes, one: Filing) -> bool:
    papers = [page.content for material in one.materials for page in material.pages]
    words = [one.filing_id.encode(), *(page.digest.encode() for m in one.materials for page in m.pages)]
    pieces = [plain[at : at + 48] for at in (4, 2000, 4000)]
    return any(word in plain for word in words) or any(
        piece in content for piece in pieces for content in [*papers, one.signature.png] if any(piece)
    )


def judge(path: Path, kept: Kept, hit: set[str], salvaged: Salvaged) -> Counter[str]:
    """What became of the filings, counted, once it is certain that nothing was lost without a word.

    `hit` are the filings that the damage may have touched; every other one must have come over as it was.
    """
    held = {one.filing_id for one in salvaged.carried.held}
    gone = {one.filing_id for one in salvaged.carried.gone}
    waiting = {one.filing_id for one in kept.waiting}
    store = Store.open(path, KEY, clock=FixedClock())
    try:
        whole = {one.filing_id for one in kept.filings if _is_whole(store, one)}
        lost = {one.filing_id for one in kept.filings} - whole
        assert lost <= hit, "a filing that was not touched is not whole"
        assert lost & waiting <= held | gone or salvaged.carried.untold, "a filing was lost without a word"
        assert not held & whole, "a filing that is whole is held back"
        state = {row.filing_id: row for row in store.read(outbox.all_rows)}
        assert all(state[one].delivery in (Delivery.PENDING, Delivery.DELIVERED) for one in whole & waiting)
        # What the outbox lost may be sent again; what was never acknowledged is never taken for delivered.
        assert all(state[one].delivery is Delivery.PENDING for one in (whole | held) & waiting)
        assert all(state[one].reason == DAMAGED and state[one].detail for one in held)
        given = store.write(lambda c: next_provisional_number(c, TERMINAL, NOON.date())).result()
        numbered = kept.filings if kept.wiped is None else (*kept.filings, kept.wiped)
        assert given not in {one.provisional_number for one in numbered}, "a number was given twice"
        assert kept.wiped is None or _is_nobody(store, kept.wiped), "what was wiped came back"
        assert store.check_later().result() == ()
    finally:
        store.close()
    return Counter(whole=len(whole), held=len(held), gone=len(gone), touched=len(hit))


def _is_nobody(store: Store, wiped: Filing) -> bool:
    """Whether nothing of the person is in the store, and nothing would be sent."""
    found = store.read(
        lambda c: c.execute(
            "SELECT parties, answers, delivery FROM filing JOIN outbox USING (filing_id) WHERE filing_id = ?",
            (wiped.filing_id,),
        ).fetchall()
    )
    papers = {page.digest for material in wiped.materials for page in material.pages}
    kept = {digest for (digest,) in store.read(lambda c: c.execute("SELECT digest FROM page").fetchall())}
    return found in ([], [("{}", "{}", "delivered")]) and not papers & kept


def _is_whole(store: Store, wanted: Filing) -> bool:
    try:
        return store.read(lambda c: filings.load(c, wanted.filing_id)) == wanted
    except (KeyError, filings.DamagedPage):
        return False
