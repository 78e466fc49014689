"""What every source of pages shares."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScannerDelays:
    """Seconds."""

    progress_s: float = 0.05
    """Progress is told no more often."""
