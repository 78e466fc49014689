"""Days and times of day as the county lives them, in words."""

from datetime import date, datetime, timedelta, timezone
from typing import Final

from kiosk.domain.text import Text

CHINA: Final = timezone(timedelta(hours=8), "CST")
"""The one zone of the country, whatever a machine is set to."""

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_words(day: date) -> Text:
    """`2026 年 3 月 8 日`, `8 March 2026`."""
    return Text(f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


def in_china(moment: datetime) -> datetime:
    """The same moment in the county's zone; `moment` must carry its own.

    At the very ends of the calendar, where a centre that talks nonsense may put it, it comes back as it is.
    """
    try:
        return moment.astimezone(CHINA)
    except OverflowError:
        return moment


def moment_words(moment: datetime) -> Text:
    """Day and minute in China of `moment`, which must carry its zone."""
    local = in_china(moment)
    day = day_words(local)
    return Text(f"{day.zh} {local:%H:%M}", f"{day.en}, {local:%H:%M}")


_SPANS: Final = (
    (365.25 * 86400, "年", "year"),
    (86400.0, "天", "day"),
    (3600.0, "小时", "hour"),
    (60.0, "分钟", "minute"),
)


def span(seconds: float) -> Text:
    """About how long that is, in the largest unit of which there are two: `3 天`, `3 days`; else in seconds."""
    for unit, zh, en in _SPANS:
        if seconds >= 2 * unit:
            count = round(seconds / unit)
            return Text(f"{count} {zh}", f"{count} {en}s")
    count = round(seconds)
    return Text(f"{count} 秒", f"{count} second{'' if count == 1 else 's'}")
