"""Bringing a terminal up and down: a broken catalogue, a close in the midst of the start, a step that fails."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk import bootstrap
from kiosk.clock import SystemClock
from kiosk.config import DeviceSettings, Settings, with_paths
from kiosk.errors import CatalogueFailure, StoreFailure
from kiosk.events import Printed, StoreDamageFound
from kiosk.ports import PrintRequest
from kiosk.storage import audit
from kiosk.storage import catalogue as stored
from kiosk.storage.cipher import PAGE_SIZE, Connection
from kiosk.storage.connection import Store
from tests.support.desk import NotingDesk
from tests.support.devices import Heard

KEY = bytes(range(32))
BROKEN = '{"version": "1", "region": "330225", "themes": [], "matters": [{"codes": 1}]}'
WHOLE = '{"version": "county-7", "region": "330225", "themes": [], "matters": []}'
SECRET = "330225196403170027"
WAIT_S = 20.0


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


def test_the_configured_catalogue_is_installed(settings: Settings, tmp_path: Path, line: Line) -> None:
    file = tmp_path / "county.json"
    file.write_text(WHOLE, encoding="utf-8")
    running = bootstrap.prepare(with_paths(settings, catalogue=str(file)), KEY, devices=NotingDesk())
    try:
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
        raise LookupError(SECRET)

    monkeypatch.setattr(type(running.terminal.receipt), "warm_up", lambda _: warm_up())
    with caplog.at_level(logging.ERROR, logger="kiosk.bootstrap"):
        started(running).join(20)
    assert line.started.is_set()
    assert warmed.is_set()
    first, second = caplog.messages
    assert first == "start: county.json: matter 7: broken"
    assert "LookupError at kiosk/bootstrap.py:" in second
    assert SECRET not in caplog.text
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
    with pytest.raises(StoreFailure, match=r"data/deeper/jiujin\.db: the folder for the store cannot be made"):
        bootstrap.prepare(settings, KEY, devices=NotingDesk())


def test_what_fails_to_close_keeps_nothing_else_open(
    settings: Settings, line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    running = bootstrap.prepare(settings, KEY, devices=NotingDesk())
    started(running).join(WAIT_S)

    def fail() -> None:
        raise RuntimeError(SECRET)

    stopped: list[str] = []
    running._closers[:] = [lambda: stopped.append("devices"), fail]
    with caplog.at_level(logging.ERROR):
        running.close()
        running.close()
    assert stopped == ["devices"]
    with pytest.raises(StoreFailure, match="closed"):
        running.store.read_later(stored.installed_version).result(WAIT_S)
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text


def test_ctrl_c_while_closing_is_raised_after_all_is_closed() -> None:
    closed: list[str] = []

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bootstrap.close_all(lambda: closed.append("one"), interrupted, lambda: closed.append("two"))
    assert closed == ["one", "two"]


def test_papers_being_drawn_when_the_terminal_closes_are_still_printed(settings: Settings, line: Line) -> None:
    nowhere = settings.data_dir / "no-cups.sock"
    devices = DeviceSettings(scanner="none", cups_server=str(nowhere))
    running = bootstrap.prepare(replace(settings, devices=devices), KEY)
    heard = Heard(running.terminal.bus)
    started(running).join(WAIT_S)
    heard.until_health(lambda health: health.capability == "printer" and health.state == "ready")
    begun, go_on = Event(), Event()

    def draw(job: str) -> None:
        begun.set()
        go_on.wait(WAIT_S)
        running.terminal.devices.print_pdf(job, PrintRequest("回执", job.encode()))

    for job in ("first", "second"):
        running.worker.submit(draw, job)
    assert begun.wait(WAIT_S)
    closing = Thread(target=running.close)
    closing.start()
    assert running._stopping.wait(WAIT_S)
    go_on.set()
    closing.join(WAIT_S)
    assert [heard.until(Printed, count).job for count in (1, 2)] == ["first", "second"]
    papers = sorted(file.read_bytes() for file in running.terminal.settings.print_folder.iterdir())
    assert papers == [b"first", b"second"]


def test_a_paper_that_takes_for_ever_does_not_hold_up_closing(
    settings: Settings, line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bootstrap, "PAPERS_WITHIN_S", 0.05)
    running = bootstrap.prepare(settings, KEY, devices=NotingDesk())
    for_ever = Event()
    running.worker.submit(for_ever.wait, WAIT_S)
    waiting: Future[None] = running.worker.submit(lambda: None)
    try:
        with caplog.at_level(logging.WARNING):
            running.close()
        assert "given up" in caplog.text
        assert waiting.cancelled()
        with pytest.raises(StoreFailure, match="closed"):
            running.store.read_later(stored.installed_version).result(WAIT_S)
    finally:
        for_ever.set()


def test_a_preparation_that_fails_leaves_no_store_open(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Store] = []
    really = bootstrap.open_or_salvage

    def open_or_salvage(*given: object) -> Store:
        opened.append(really(*given))  # type: ignore[arg-type]
        return opened[0]

    def fail(*_: object) -> None:
        raise LookupError("no such service")

    monkeypatch.setattr(bootstrap, "open_or_salvage", open_or_salvage)
    monkeypatch.setattr(bootstrap, "Identify", fail)
    with pytest.raises(LookupError, match="no such service"):
        bootstrap.prepare(settings, KEY, devices=NotingDesk())
    assert not opened[0]._writer._thread.is_alive()


def checks(connection: Connection) -> list[dict[str, object]]:
    rows = connection.execute("SELECT facts FROM audit WHERE act = 'store.checked'")
    return [json.loads(facts) for (facts,) in rows]


def test_a_sound_store_is_found_sound_at_the_start(running: bootstrap.Running) -> None:
    started(running).join(WAIT_S)
    assert running.store.read_later(checks).result(WAIT_S) == [{"faults": 0, "first": ""}]


def test_a_damaged_store_is_told_in_the_log_and_in_the_audit(
    settings: Settings, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    store = bootstrap.open_store(settings, KEY, SystemClock())
    store.write(lambda c: c.execute("CREATE TABLE spare (a)")).result(WAIT_S)
    (page,) = store.read(lambda c: c.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'spare'").fetchone())
    store.close()
    content = bytearray(store.path.read_bytes())
    content[(page - 1) * PAGE_SIZE + 100] ^= 1
    store.path.write_bytes(content)
    running = bootstrap.prepare(settings, KEY, devices=NotingDesk())
    heard = Heard(running.terminal.bus)
    try:
        with caplog.at_level(logging.ERROR):
            started(running).join(WAIT_S)
        assert f"{store.path}: the store is damaged" in caplog.text
        assert heard.until(StoreDamageFound).restart
        (found,) = running.store.read_later(checks).result(WAIT_S)
        assert found["faults"] == 1
        assert f"page {page}" in str(found["first"])
        assert running.store.read_later(audit.first_broken).result(WAIT_S) is None
    finally:
        running.close()
