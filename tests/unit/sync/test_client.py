"""What a client is built from."""

from contextlib import closing

import pytest

from kiosk.config import DelaySettings, IntakeSettings
from kiosk.errors import ConfigurationFailure
from sync.client import IntakeClient


@pytest.mark.parametrize("token", ["象山-0042", "two words", "line\nbreak", "tab\t", "é", 'quoted"', "=", "\x7f"])
def test_a_token_that_no_header_can_carry_is_told_before_anything_is_sent(token: str) -> None:
    with pytest.raises(ConfigurationFailure, match=r"intake\.token") as failure:
        IntakeClient(IntakeSettings(token=token), DelaySettings())
    assert token not in str(failure.value)


@pytest.mark.parametrize("token", ["", "mF_9.B5f-4.1JqM", "YWJj+/~==", "scenario-token"])
def test_a_token_of_the_rfcs_alphabet_is_taken(token: str) -> None:
    with closing(IntakeClient(IntakeSettings(token=token), DelaySettings())) as client:
        assert token == "" or token not in repr(client)
