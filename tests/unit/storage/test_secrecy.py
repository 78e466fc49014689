"""Nothing of a person can be read from the files, neither in the store nor in its log."""

from pathlib import Path

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.storage import cases, filings
from kiosk.storage.connection import Store
from tests.unit.storage.samples import KEY, NAME, NOON, NUMBER, filing

SCAN = b"\xff\xd8 a scan nobody may read \xff\xd9"
NOTE = "请补交户口簿复印件"


def test_no_canary_is_found_in_any_file(store: Store, path: Path) -> None:
    kept = filing(1, materials=(Material("m", Text("材料"), (Page(SCAN * 2000, "image/jpeg", 1, 1),)),))
    change = CaseChange(kept.filing_id, "330225-42", CaseStatus.SUPPLEMENT_REQUIRED, NOTE, NOON)

    def save(conn: filings.Connection) -> None:
        filings.save(conn, kept, filings.person_tag(conn, NUMBER))
        cases.record(conn, [change], "c1")

    store.write(save).result()
    in_the_log = _everything(path)
    assert len(in_the_log) > len(SCAN) * 2000
    store.close()
    in_the_file = _everything(path)
    resident = kept.parties.resident
    canaries = [
        SCAN,
        KEY,
        KEY.hex().encode(),
        b"SQLite format 3",
        resident.photo[:64],
        kept.signature.png,
        *(text.encode() for text in (NAME, NUMBER, resident.address, kept.answers["phone"], NOTE, kept.filing_id)),
        NAME.encode("utf-16-le"),
        NAME.encode("gb18030"),
    ]
    for canary in canaries:
        assert canary not in in_the_log
        assert canary not in in_the_file


def _everything(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))
