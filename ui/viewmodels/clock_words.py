"""What is said of a clock that is not the centre's: to staff, and when the dates are wrong, to everybody."""

from kiosk.domain.moments import span
from kiosk.domain.text import Text
from kiosk.services.centre import ClockTrouble

CLOCK = Text("这台机器的钟", "This machine's clock")

CLOCK_REMEDY = Text(
    "对时：timedatectl，看时间同步有没有开；老是不准，换主板电池。钟不准时收的件照样送，日期以中心收到的为准。",
    "Set it with timedatectl and check that time is synchronised; if it recurs, change the board's battery. Filings go "
    "on; the moment the centre received them counts.",
)


def clock_state(trouble: ClockTrouble) -> Text:
    """`慢了 3 天`."""
    by = span(abs(trouble.ahead_s))
    least_zh, least_en = ("至少", "at least ") if trouble.least else ("", "")
    if trouble.ahead_s > 0:
        return Text(f"快了{least_zh} {by.zh}", f"{least_en}{by.en} fast")
    return Text(f"慢了{least_zh} {by.zh}", f"{least_en}{by.en} slow")


def wrong_dates(trouble: ClockTrouble) -> Text:
    """Above the step, for whoever is there: that dates are wrong, and that nothing is lost by it."""
    state = clock_state(trouble)
    return Text(
        f"这台机器的钟{state.zh}，写的日期不准。可以照办，时间以县中心收到的为准。",
        f"This machine's clock is {state.en}, so its dates are wrong. You can go on: what counts is when the centre "
        "receives it.",
    )
