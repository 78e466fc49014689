"""Points in time, in words."""

from datetime import datetime

from kiosk.domain.text import Text

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment_words(moment: datetime) -> Text:
    """Day and minute, as spoken."""
    return Text(
        f"{moment.year} 年 {moment.month} 月 {moment.day} 日 {moment:%H:%M}",
        f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M}",
    )
