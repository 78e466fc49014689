"""Each thing that can be wrong with the line is told by its own name, to everybody and to staff."""

import pytest

from kiosk.domain.text import Text
from kiosk.services.health import LineState
from sync import failures
from ui.viewmodels.line_words import REMEDIES, SHORT, line_remedy, line_words

REASONS = sorted(
    {
        failures.UNREACHABLE,
        failures.TIMEOUT,
        failures.CERTIFICATE,
        failures.CERTIFICATE_DATE,
        failures.CERTIFICATE_NAME,
        failures.BROKEN,
        failures.PORTAL,
        failures.CORRUPTED,
        failures.UNAVAILABLE,
        failures.BUSY,
        failures.NONSENSE,
        failures.FAULT,
        *(f"intake.{kind}" for kind in failures.ABOUT_US),
    }
)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_in_both_languages(reason: str) -> None:
    assert set(SHORT) == set(REMEDIES) == set(REASONS)
    for words in (line_words(LineState(True, False, reason)), line_remedy(LineState(True, False, reason))):
        assert words.zh
        assert words.en
        assert reason not in words.zh


def test_no_two_reasons_are_told_alike() -> None:
    assert len({words.zh for words in SHORT.values()}) == len({words.en for words in SHORT.values()}) == len(SHORT)


def test_a_reason_that_nobody_foresaw_is_a_line_that_is_down_and_named_to_staff() -> None:
    strange = LineState(True, False, "intake.something-new")
    assert line_words(strange) == Text("网络断开", "Offline")
    assert "intake.something-new" in line_remedy(strange).zh
