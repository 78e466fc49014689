"""What the centre says of itself: how much it takes, and what time it has."""

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.domain.material import MaterialRule, Page


@dataclass(frozen=True, slots=True)
class CentreLimits:
    """What the centre takes: bytes of a manifest, bytes of one file, and the media types of files."""

    manifest_bytes: int
    file_bytes: int
    media_types: tuple[str, ...]

    def takes(self, page: Page) -> bool:
        """Whether the centre would take this page."""
        return self.takes_type(page.media_type) and len(page.content) <= self.file_bytes

    def takes_type(self, media_type: str) -> bool:
        return media_type in self.media_types

    def narrowed(self, rule: MaterialRule) -> MaterialRule:
        """The rule by which a page is scanned, so that each page's share of it is what the centre takes as a file."""
        pages = max(1, rule.max_pages)
        return replace(rule, max_bytes=min(rule.max_bytes, self.file_bytes * pages))


@dataclass(frozen=True, slots=True)
class ClockSkew:
    """How far this clock was ahead of the centre's (seconds, negative: behind), give or take `within_s`."""

    ahead_s: float
    within_s: float
    measured_at: datetime
    """By the centre's clock."""

    def surely(self) -> float:
        """The seconds that are left of it when the way of the question is taken off, with its sign; else 0."""
        least = max(abs(self.ahead_s) - self.within_s, 0.0)
        return least if self.ahead_s >= 0 else -least


@dataclass(frozen=True, slots=True)
class CentreWord:
    """The centre's last word on itself. `skew` is None until it was measured since the start.

    `seen_at` is the latest time that the centre's clock was seen to have, of earlier starts too: it is later than that.
    """

    limits: CentreLimits
    seen_at: datetime
    skew: ClockSkew | None = None
