"""The checks of `kiosk doctor`: what keeps one from looking is what it finds."""

import pytest

from kiosk.clock import SystemClock
from kiosk.config import Settings, with_paths
from kiosk.doctor import checks
from kiosk.doctor.findings import Condition

UNREACHABLE = "/" + "x" * 300
"""The system refuses to look at such a name, for root too."""


@pytest.mark.parametrize("check", [checks.store, checks.disk])
def test_a_folder_that_cannot_be_looked_at_is_found_and_nothing_is_raised(check: checks.Check) -> None:
    around = checks.Surroundings(with_paths(Settings(), data=UNREACHABLE), SystemClock(), (), bytes(32))
    (found,) = check(around)
    assert (found.state, found.cause) == (Condition.FAILED, "unreachable")
    assert UNREACHABLE in found.found
