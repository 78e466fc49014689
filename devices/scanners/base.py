"""What every source of pages shares."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScannerDelays:
    """Seconds."""

    progress_s: float = 0.05
    """Progress is told no more often."""

    first_line_s: float = 20.0
    """So long a scanner that says when it has something to read is waited for, with an ear for a person who cancels."""
