"""What `kiosk doctor` says of the personal data that a terminal keeps."""

from datetime import datetime, timedelta

from kiosk.doctor.findings import Condition, Finding
from kiosk.domain.text import Text
from kiosk.storage.retention import Kept

NOTICE = timedelta(days=14)
"""So long before a refused filing is wiped, staff are told to have it filed again."""


def finding(kept: Kept, now: datetime) -> Finding:
    """How many filings are kept whole, the oldest of them, and whether somebody must look before they are wiped."""
    title = Text("留存资料", "Personal data kept")
    oldest = f", the oldest of {kept.oldest:%Y-%m-%d}" if kept.oldest else ""
    words = f"{kept.filings} filings{oldest}; {kept.wiped} wiped"
    soon = [kept.due[one] for one in kept.refused if kept.due[one] <= now + NOTICE]
    if not soon:
        return Finding("retention", title, Condition.OK, words)
    words = f"{words}; {len(soon)} that the centre refused will be wiped, the first on {min(soon):%Y-%m-%d}"
    remedy = "See kiosk outbox list; have these corrected, or file them again, before that day."
    return Finding("retention", title, Condition.ATTENTION, words, "refused-wiped-soon", remedy)
