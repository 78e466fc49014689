"""Scanned pages in the store: each kept once, in chunks, under the SHA-256 of its bytes."""

from collections.abc import Iterable
from io import BytesIO
from typing import Final

from kiosk.domain.material import Page, PageDoubt
from kiosk.errors import StoreFailure
from kiosk.storage.cipher import Connection

CHUNK_BYTES: Final = 256 * 1024
"""How much of a page is in one row: no value the store writes is larger; measured to cost nothing on saving."""


class DamagedPage(StoreFailure):
    """A page in the store no longer holds the bytes it is named after; the message names the page."""


def save(conn: Connection, page: Page) -> str:
    """Keeps the page unless it is there already; its digest."""
    digest = page.digest
    added = conn.execute(
        "INSERT INTO page (digest, size, media_type, width, height) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (digest) DO NOTHING",
        (digest, len(page.content), page.media_type, page.width_px, page.height_px),
    ).rowcount
    if added:
        content = memoryview(page.content)
        conn.executemany(
            "INSERT INTO page_chunk (digest, number, data) VALUES (?, ?, ?)",
            (
                (digest, number, content[start : start + CHUNK_BYTES])
                for number, start in enumerate(range(0, len(content), CHUNK_BYTES))
            ),
        )
    return digest


def load(
    conn: Connection, digest: str, media_type: str, width: int, height: int, doubts: tuple[PageDoubt, ...] = ()
) -> Page:
    """The page of this digest; raises DamagedPage where its bytes are not those it is named after."""
    chunks = conn.execute("SELECT data FROM page_chunk WHERE digest = ? ORDER BY number", (digest,))
    # Not joined from a list: that would hold every chunk beside the whole, and pages may have 200 MB.
    content = BytesIO()
    for (data,) in chunks:
        content.write(data)
    page = Page(content.getvalue(), media_type, width, height, doubts)
    if page.digest != digest:
        # What the person signed for must be what the centre gets, or nothing.
        raise DamagedPage(f"page {digest} in the store does not hold the bytes it is named after")
    return page


def drop_unused(conn: Connection, digests: Iterable[str]) -> None:
    """Wipes those among `digests` that no filing and no draft holds any more."""
    for digest in digests:
        used = conn.execute(
            "SELECT 1 FROM filing_material_page WHERE digest = ?1 UNION ALL SELECT 1 FROM draft_page WHERE digest = ?1",
            (digest,),
        ).fetchone()
        if used is None:
            conn.execute("DELETE FROM page_chunk WHERE digest = ?", (digest,))
            conn.execute("DELETE FROM page WHERE digest = ?", (digest,))
