"""What the centre told: when a clock is off, who is told, and how far filings are."""

from datetime import timedelta

import pytest

from kiosk.domain.centre import CentreLimits, CentreWord, ClockSkew
from kiosk.domain.filing import Acknowledgement, Delivery, DeliveryState, Progress
from kiosk.events import CentreTold, DeliveryChanged, DeliveryProgressed
from kiosk.services.centre import MOST_WATCHED, ClockTrouble
from tests.unit.services.conftest import Face

LIMITS = CentreLimits(1000, 1000, ("image/jpeg",))
WAITING = DeliveryState(Delivery.PENDING)


def measure(face: Face, ahead_s: float, within_s: float = 0.0) -> None:
    at = face.clock.now() - timedelta(seconds=ahead_s)
    face.terminal.bus.publish(CentreTold(CentreWord(LIMITS, at, ClockSkew(ahead_s, within_s, at))))
    face.until(CentreTold)


def trouble(face: Face) -> ClockTrouble | None:
    return face.terminal.centre.clock_trouble()


@pytest.mark.parametrize(
    ("ahead_s", "within_s", "told"),
    [
        (119.0, 0.0, None),
        (-119.0, 0.0, None),
        (125.0, 10.0, None),
        (121.0, 0.0, ClockTrouble(121.0, wrong=False)),
        (-899.0, 0.0, ClockTrouble(-899.0, wrong=False)),
        (-901.0, 0.0, ClockTrouble(-901.0, wrong=True)),
    ],
)
def test_staff_are_told_of_a_little_and_everybody_of_much(
    hall: Face, ahead_s: float, within_s: float, told: ClockTrouble | None
) -> None:
    assert trouble(hall) is None
    measure(hall, ahead_s, within_s)
    assert trouble(hall) == told


def test_a_clock_that_is_set_right_is_right_at_once_and_one_that_is_set_wrong_is_wrong_at_once(hall: Face) -> None:
    measure(hall, -86_400.0)
    hall.clock.pass_seconds(300)
    assert trouble(hall) == ClockTrouble(-86_400.0, wrong=True)
    hall.clock.moment += timedelta(days=1)
    assert trouble(hall) is None
    hall.clock.moment += timedelta(hours=2)
    assert trouble(hall) == ClockTrouble(7200.0, wrong=True)


def test_without_a_measure_a_clock_before_the_centres_last_word_is_slow_by_that_at_least(hall: Face) -> None:
    seen = hall.clock.now() + timedelta(days=400)
    hall.terminal.bus.publish(CentreTold(CentreWord(LIMITS, seen)))
    hall.until(CentreTold)
    assert trouble(hall) == ClockTrouble(-400 * 86_400.0, wrong=True, least=True)
    hall.clock.moment = seen + timedelta(days=30)
    assert trouble(hall) is None, "nobody was heard for a month: that says nothing of the clock"


def test_what_was_heard_of_a_filing_counts_before_what_the_store_says(hall: Face) -> None:
    centre = hall.terminal.centre
    old, new = Progress(5, 1, 100, 20), Progress(5, 3, 100, 60)
    kept = DeliveryState(Delivery.PENDING, progress=old)
    assert centre.progress("one", kept) == old
    centre.hear(DeliveryProgressed("one", new))
    assert centre.progress("one", kept) == new
    arrived = DeliveryState(Delivery.DELIVERED, 1, acknowledgement=Acknowledgement("n", "123456", hall.clock.now()))
    centre.hear(DeliveryChanged("one", arrived))
    assert centre.progress("one", arrived) is None
    assert centre.progress("one", kept) == old, "nothing of it is held any more"


def test_no_more_is_held_than_a_bound(hall: Face) -> None:
    centre = hall.terminal.centre
    for number in range(MOST_WATCHED + 1):
        centre.hear(DeliveryProgressed(str(number), Progress(1, 0, 1, 0)))
    assert centre.progress("0", WAITING) is None
    assert centre.progress(str(MOST_WATCHED), WAITING) == Progress(1, 0, 1, 0)
