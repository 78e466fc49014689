"""What the line remembers of filings on their way: how much of each is left, and where its uploads are.

A filing has its row here from the transaction that saves it until the centre has it. `Deliveries` corrects the row by
what the centre misses; none of it decides whether a filing is delivered.
"""

from collections.abc import Iterable

from kiosk.domain.filing import Filing, Progress, Queue
from kiosk.storage.cipher import Connection


def progress_of(filing: Filing) -> Progress:
    """That of a filing of which nothing has been sent. A page that occurs twice is sent, and counted, once."""
    pages = {page.digest: len(page.content) for material in filing.materials for page in material.pages}
    return Progress(len(pages), 0, sum(pages.values()) + len(filing.signature.png), 0)


def begin(conn: Connection, filing: Filing) -> None:
    """The filing's row; in the transaction that saves it."""
    new = progress_of(filing)
    conn.execute(
        "INSERT INTO to_send (filing_id, pages, pages_left, bytes, bytes_left) VALUES (?, ?, ?, ?, ?)",
        (filing.filing_id, new.pages, new.pages, new.bytes, new.bytes),
    )


def keep(conn: Connection, filing_id: str, progress: Progress) -> None:
    """How far it is now; nothing where it has no row any more."""
    conn.execute(
        "UPDATE to_send SET pages = ?, pages_left = ?, bytes = ?, bytes_left = ? WHERE filing_id = ?",
        (
            progress.pages,
            progress.pages - progress.pages_sent,
            progress.bytes,
            progress.bytes - progress.bytes_sent,
            filing_id,
        ),
    )


def progress(conn: Connection, filing_id: str) -> Progress | None:
    """How far it was when it was last written down; None for one that the centre has."""
    row = conn.execute(
        "SELECT pages, pages_left, bytes, bytes_left FROM to_send WHERE filing_id = ?", (filing_id,)
    ).fetchone()
    return None if row is None else Progress(row[0], row[0] - row[1], row[2], row[2] - row[3])


def all_progress(conn: Connection) -> dict[str, Progress]:
    """The same of every filing that the centre does not have."""
    rows = conn.execute("SELECT filing_id, pages, pages_left, bytes, bytes_left FROM to_send")
    return {filing_id: Progress(pages, pages - left, size, size - rest) for filing_id, pages, left, size, rest in rows}


def queue(conn: Connection) -> Queue:
    """All that waits, in numbers."""
    row = conn.execute(
        "SELECT count(*), coalesce(sum(pages_left), 0), coalesce(sum(bytes_left), 0)"
        " FROM outbox LEFT JOIN to_send USING (filing_id) WHERE delivery IN ('pending', 'sending')"
    ).fetchone()
    return Queue(*row)


def forget(conn: Connection, filing_id: str) -> None:
    """The centre has it: nothing is left to send, no upload is gone on with."""
    conn.execute("DELETE FROM to_send WHERE filing_id = ?", (filing_id,))
    conn.execute("DELETE FROM upload_begun WHERE filing_id = ?", (filing_id,))


def forget_ended(conn: Connection) -> None:
    """The same for whatever came to its end on another road than the line."""
    for table in ("to_send", "upload_begun"):
        conn.execute(
            f"DELETE FROM {table} WHERE filing_id IN"  # noqa: S608 - our own table names
            " (SELECT filing_id FROM outbox WHERE delivery NOT IN ('pending', 'sending', 'refused'))"
        )


# Uploads


def addresses(conn: Connection) -> dict[tuple[str, str], str]:
    """Where the uploads are that were begun and not ended, by filing and digest."""
    rows: Iterable[tuple[str, str, str]] = conn.execute("SELECT filing_id, sha256, address FROM upload_begun")
    return {(filing_id, sha256): address for filing_id, sha256, address in rows}


def keep_address(conn: Connection, filing_id: str, sha256: str, address: str) -> None:
    """An upload was begun there; in the place of an earlier one. Nothing where the filing is not in this store."""
    conn.execute(
        "INSERT INTO upload_begun (filing_id, sha256, address) SELECT ?1, ?2, ?3"
        " WHERE EXISTS (SELECT 1 FROM filing WHERE filing_id = ?1)"
        " ON CONFLICT (filing_id, sha256) DO UPDATE SET address = excluded.address",
        (filing_id, sha256, address),
    )


def forget_address(conn: Connection, filing_id: str, sha256: str) -> None:
    """That upload has ended, or is gone."""
    conn.execute("DELETE FROM upload_begun WHERE filing_id = ? AND sha256 = ?", (filing_id, sha256))
