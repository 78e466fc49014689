"""Bringing a terminal up and down: a broken catalogue, a close in the midst of the start, a step that fails."""

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk import bootstrap
from kiosk.config import Settings, with_paths
from kiosk.errors import CatalogueFailure, StoreFailure
from kiosk.storage import catalogue as stored
from tests.support.scene import NotingDesk

KEY = bytes(range(32))
BROKEN = '{"version": "1", "region": "330225", "themes": [], "matters": [{"codes": 1}]}'
WHOLE = '{"version": "county-7", "region": "330225", "themes": [], "matters": []}'


class Line:
    """A line that notes whether it was started and stopped."""

    def __init__(self) -> None:
        self.started = Event()
        self.stopped = Event()

    def start(self) -> None:
        self.started.set()

    def stop(self) -> None:
        self.stopped.set()


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    made = Line()
    monkeypatch.setattr(bootstrap, "sync_engine", lambda *_: made)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return with_paths(Settings(), data=str(tmp_path / "data"))


@pytest.fixture
def running(settings: Settings, line: Line) -> Iterator[bootstrap.Running]:
    made = bootstrap.prepare(settings, KEY, devices=NotingDesk())
    yield made
    made.close()


def started(running: bootstrap.Running) -> Thread:
    running.start()
    thread = running._starter
    assert thread is not None
    return thread


def test_a_broken_catalogue_is_told_before_anything_is_touched(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "county.json"
    file.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(CatalogueFailure, match=r"county\.json.*codes"):
        bootstrap.prepare(with_paths(settings, catalogue=str(file)), KEY, devices=NotingDesk())
    assert not settings.data_dir.exists()


def test_the_configured_catalogue_is_read_once_and_installed(settings: Settings, tmp_path: Path, line: Line) -> None:
    file = tmp_path / "county.json"
    file.write_text(WHOLE, encoding="utf-8")
    running = bootstrap.prepare(with_paths(settings, catalogue=str(file)), KEY, devices=NotingDesk())
    try:
        file.unlink()
        started(running).join(20)
        assert running.store.read_later(stored.installed_version).result() == "county-7"
    finally:
        running.close()


def test_a_step_that_fails_is_logged_in_one_line_and_the_line_is_up(
    running: bootstrap.Running, line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise CatalogueFailure("county.json: matter 7: broken")

    monkeypatch.setattr(bootstrap, "install_catalogue", fail)
    warmed = Event()

    def warm_up() -> None:
        warmed.set()
        raise LookupError("no such font")

    monkeypatch.setattr(type(running.terminal.receipt), "warm_up", lambda _: warm_up())
    with caplog.at_level(logging.ERROR, logger="kiosk.bootstrap"):
        started(running).join(20)
    assert line.started.is_set()
    assert warmed.is_set()
    first, second = caplog.messages
    assert first == "start: county.json: matter 7: broken"
    assert "LookupError: no such font" in second
    assert all(
        "\n" not in message and record.exc_info is None
        for message, record in zip(caplog.messages, caplog.records, strict=True)
    )


def test_closing_in_the_midst_of_the_start_waits_and_goes_no_further(
    settings: Settings, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = bootstrap.prepare(settings, KEY, devices=NotingDesk())
    begun, go_on, beyond = Event(), Event(), Event()

    def slow(*_: object) -> None:
        begun.set()
        go_on.wait(20)

    monkeypatch.setattr(bootstrap, "install_catalogue", slow)
    monkeypatch.setattr(type(running.terminal.choose), "start", lambda _: beyond.set())
    thread = started(running)
    assert begun.wait(20)
    closing = Thread(target=running.close)
    closing.start()
    assert running._stopping.wait(20)
    assert not line.stopped.is_set()
    go_on.set()
    closing.join(20)
    assert not closing.is_alive()
    assert not thread.is_alive()
    assert line.stopped.is_set()
    assert not beyond.is_set()


def test_the_thread_that_draws_may_not_read(running: bootstrap.Running) -> None:
    started(running).join(20)
    with pytest.raises(RuntimeError, match="read_later"):
        running.store.read(stored.installed_version)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    settings = with_paths(Settings(), data=str(tmp_path / "data" / "deeper"))
    with pytest.raises(StoreFailure, match=r"data/deeper: the folder for the store cannot be made \(Not a directory\)"):
        bootstrap.prepare(settings, KEY, devices=NotingDesk())
