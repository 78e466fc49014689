"""What every printer shares: its delays."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrinterDelays:
    """Seconds."""

    follow_s: float = 1.0
    """So long a job is watched for failing at once; a slow printer is not waited for."""
    look_s: float = 0.05
    """Between two looks at it."""
