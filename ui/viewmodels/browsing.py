"""Where a person was looking: kept over the guide and back, gone with the session."""

from dataclasses import dataclass, field

from kiosk.domain.filing import FilingRow


@dataclass(slots=True)
class Browsing:
    """The shelf (`theme`, "" for all), the words searched for, whether typing is what was asked for,
    and the filing whose case is looked at."""

    theme: str = ""
    words: str = ""
    typing: bool = False
    filing: FilingRow | None = field(default=None, repr=False)
