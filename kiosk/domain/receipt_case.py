"""What a receipt (回执) opens on a terminal."""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.domain.case import CaseChange
from kiosk.domain.filing import Delivery


@dataclass(frozen=True, slots=True)
class ReceiptCase:
    """What whoever holds a receipt may see of its filing: how far it is, and of the person what the receipt says.

    `case_number` is "" until the centre has acknowledged. `masked_name` and `filed_at` are known only where it was
    filed: the centre names nobody. `history` is what the centre told, oldest first.
    """

    filing_id: str
    matter_title: str
    delivery: Delivery
    case_number: str = ""
    history: tuple[CaseChange, ...] = field(default=(), repr=False)
    masked_name: str = field(default="", repr=False)
    filed_at: datetime | None = None

    @property
    def newest(self) -> CaseChange | None:
        """The centre's last word, None while it has said nothing."""
        return self.history[-1] if self.history else None
