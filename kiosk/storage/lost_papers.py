"""Which papers of a filing are no longer in the store, so that somebody can be asked to bring them again."""

from dataclasses import dataclass
from typing import Final

from kiosk.domain.text import Text
from kiosk.storage.cipher import Connection
from kiosk.storage.retention import is_wiped

DAMAGED: Final = "store.damaged"
"""Why a filing waits that the store no longer holds whole."""

UNCERTAIN: Final = "salvage.uncertain"
"""The rule of a paper that stands for those of which nobody knows whether they are all there."""

SIGNATURE: Final = Text("签名", "the signature")

NOT_CERTAIN: Final = "材料可能不全"


@dataclass(frozen=True, slots=True)
class LostPaper:
    """One page of a material, counted from 1; `page` 0 is for what has no pages."""

    name: Text
    page: int = 0
    pages: int = 0
    uncertain: bool = False

    def words(self) -> str:
        """As `户口簿 2/3`, the second of three pages."""
        if self.uncertain:
            return NOT_CERTAIN
        return f"{self.name.zh} {self.page}/{self.pages}" if self.page else self.name.zh


def lost_papers(conn: Connection, filing_id: str) -> tuple[LostPaper, ...]:
    """What the store no longer holds of this filing, in the order in which it was given; nothing where it is whole, or
    where nothing is missed of it any more, as its time was over.

    Looks at sizes only: `kiosk.storage.filings.load` proves every byte.
    """
    if is_wiped(conn, filing_id):
        return ()
    found = conn.execute(
        "SELECT rule_id, name_zh, name_en, filing_material_page.position + 1,"
        " count(*) OVER (PARTITION BY material_position),"
        " page.size = 0 OR page.size <> (SELECT coalesce(sum(length(data)), 0) FROM page_chunk"
        " WHERE page_chunk.digest = page.digest)"
        " FROM filing_material_page JOIN page USING (digest) JOIN filing_material"
        " ON filing_material.filing_id = filing_material_page.filing_id"
        " AND filing_material.position = material_position"
        " WHERE filing_material_page.filing_id = ? ORDER BY material_position, filing_material_page.position",
        (filing_id,),
    )
    lost = [
        LostPaper(Text(zh, en), page, pages, rule == UNCERTAIN) for rule, zh, en, page, pages, gone in found if gone
    ]
    if conn.execute("SELECT 1 FROM signature WHERE filing_id = ?", (filing_id,)).fetchone() is None:
        lost.append(LostPaper(SIGNATURE))
    return tuple(lost)


def words(lost: tuple[LostPaper, ...]) -> str:
    """What is missing, for the screen and for staff: `户口簿 2/3, 签名`."""
    return ", ".join(dict.fromkeys(paper.words() for paper in lost))
