"""Times as the store compares them: whole microseconds since 1970 in UTC."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Exact; raises ValueError for a time without a zone, which could mean any hour."""
    if moment.tzinfo is None:
        raise ValueError("the store takes times with their zone only")
    return (moment - _EPOCH) // _TICK


def from_us(us: int) -> datetime:
    """The same moment, in UTC."""
    return _EPOCH + us * _TICK
