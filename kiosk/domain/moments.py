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
