"""The system's clock."""

import time
from datetime import datetime


class SystemClock:
    """`kiosk.ports.Clock` on the operating system, in the machine's own zone."""

    def now(self) -> datetime:
        return datetime.now().astimezone()

    def monotonic(self) -> float:
        return time.monotonic()
