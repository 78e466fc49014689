"""The demo's stage: whatever one part meets when it is taken down, the others go too."""

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from devices.simulators.ups import NutServer
from kiosk.config import Settings
from kiosk.demo import props
from kiosk.demo.stage import Stage

SECRET = "330225196403170027"


def test_a_part_that_fails_to_close_leaves_nothing_of_the_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[str] = []

    def fail() -> None:
        raise RuntimeError(SECRET)

    (tmp_path / "demo" / "data").mkdir(parents=True)
    running, intake = SimpleNamespace(close=fail), SimpleNamespace(stop=fail)
    reader = SimpleNamespace(stop=lambda: ended.append("reader"))
    parts = (cast("Any", part) for part in (reader, 0, running, intake))
    with caplog.at_level(logging.ERROR):
        Stage(tmp_path / "demo", Settings(), *parts).close()
    assert ended == ["reader"]
    assert not (tmp_path / "demo").exists()
    assert len(caplog.records) == 2
    assert SECRET not in caplog.text


@pytest.mark.parametrize("when", ["while the first is started", "after it has been"])
def test_a_hand_that_ends_the_demo_while_it_is_set_up_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    made: list[NutServer] = []

    class Seen(NutServer):
        def start(self) -> None:
            made.append(self)
            super().start()
            if when == "while the first is started":
                raise KeyboardInterrupt

    def interrupted(_folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(props, "NutServer", Seen)
    monkeypatch.setattr(props, "spawn_slip_printer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        props.lay_out(tmp_path)
    (ups,) = made
    assert not ups._processes
    assert not ups._folder.exists()
