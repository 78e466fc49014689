"""What a log says of a fault: its kind and the lines of ours it came through, nothing of what it quotes."""

import logging

import pytest

from kiosk.config import Settings, with_paths
from kiosk.errors import kind_and_place, log_fault
from kiosk.events import CardRemoved, Event, EventBus

SECRET = "330225196403170027"


def test_the_kind_and_the_place_in_our_code_are_told_and_not_the_message(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(TypeError, match=SECRET) as caught:
        with_paths(Settings(), **{SECRET: ""})
    with caplog.at_level(logging.ERROR):
        log_fault(logging.getLogger("kiosk.test"), "reading the paths failed", caught.value)
    (record,) = caplog.records
    told = record.getMessage()
    assert record.exc_info is None
    assert SECRET not in caplog.text
    assert told.startswith("reading the paths failed: TypeError at kiosk/config.py:")
    assert "dataclasses" not in told
    assert record.filename == "test_errors.py"


def test_a_fault_that_never_came_near_our_code_tells_where_it_was() -> None:
    with pytest.raises(ValueError, match=SECRET) as caught:
        int(SECRET + "x")
    assert kind_and_place(caught.value).startswith("ValueError at tests/unit/test_errors.py:")
    assert kind_and_place(ValueError(SECRET)) == "ValueError at an unknown place"


def test_a_handler_that_fails_is_told_without_its_words_and_the_others_hear(caplog: pytest.LogCaptureFixture) -> None:
    bus = EventBus()
    heard: list[Event] = []

    def fail(_event: Event) -> None:
        raise LookupError(SECRET)

    bus.subscribe(fail)
    bus.subscribe(heard.append)
    with caplog.at_level(logging.ERROR):
        bus.publish(CardRemoved())
    assert heard == [CardRemoved()]
    assert "a handler failed on CardRemoved: LookupError at kiosk/events.py:" in caplog.text
    assert SECRET not in caplog.text
