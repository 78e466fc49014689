"""What the drivers of cameras share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraDelays:
    """Seconds."""

    first_s: float = 5.0
    """Until the first picture of a stream: the sensor starts and finds its exposure."""
    next_s: float = 1.0
    """Until the next one."""
    settle_s: float = 3.0
    """How long a capture waits for the exposure to settle and the sheet to lie still; then it takes what there is."""
    warm_up_s: float = 0.4
    """The first pictures of a stream are never taken: they may all be equally black."""
