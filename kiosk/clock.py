"""The system's clock."""

import time
from datetime import datetime

from kiosk.domain.moments import CHINA


class SystemClock:
    """`kiosk.ports.Clock` on the operating system, in the county's zone: a machine's own may be set to anything."""

    def now(self) -> datetime:
        return datetime.now(CHINA)

    def monotonic(self) -> float:
        return time.monotonic()
