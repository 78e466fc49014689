"""What every UPS driver shares: when a battery counts as about to end, and its delays."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UpsLimits:
    """Seconds, and the charge below which a battery in use is low although its UPS does not say so yet."""

    answer_s: float = 2.0
    """For one whole question, connecting to the server included."""
    low_charge_percent: float = 15.0
    low_runtime_s: float = 120.0
    """Ending a visit and closing the store takes seconds; stopping the machine up to a minute."""
