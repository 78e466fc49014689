"""Nobody answers at first: provisional until the centre comes up, then delivered without anybody's hand."""

import socket
import time
from pathlib import Path

import pytest

from kiosk.domain.filing import Delivery
from kiosk.errors import LineFailure
from kiosk.events import LineChanged
from sync.engine import STOP_WITHIN_S
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess, spawn_intake
from tests.scenarios.line.terminal import TOKEN, Terminal
from tests.unit.storage.samples import filing


def test_delivered_by_itself_when_the_intake_comes_up(terminal: Terminal, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    terminal.connect(f"http://127.0.0.1:{port}").start()
    down = terminal.diary.wait_for(lambda event: isinstance(event, LineChanged))
    assert down == LineChanged(False, "line.unreachable")
    sent = [filing(seed) for seed in (1, 2, 3)]
    for one in sent:
        terminal.save(one)
    assert terminal.waiting(sent[0]).reason == "line.unreachable"
    intake = spawn_intake(tmp_path / "intake", port, TOKEN)
    try:
        for one in sent:
            assert terminal.delivered(one).acknowledgement is not None
        terminal.diary.wait_for(lambda event: event == LineChanged(True, ""))
        desk = Desk(f"sqlite:///{intake.folder / 'intake.db'}")
        assert len(desk.cases()) == 3
        desk.close()
    finally:
        intake.stop()


def test_a_silent_intake_is_a_timeout(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = terminal.client(f"http://127.0.0.1:{silent.getsockname()[1]}", read_timeout=0.1)
        with pytest.raises(LineFailure) as failure:
            client.changes("")
    assert failure.value.reason == "line.timeout"


def test_an_unknown_token_waits_for_a_technician(terminal: Terminal, intake: IntakeProcess, desk: Desk) -> None:
    with pytest.raises(LineFailure) as failure:
        terminal.client(intake.url, token="somebody-else").deliver(filing())
    assert failure.value.reason == "intake.unknown-token"
    assert desk.cases() == []


def test_stopping_does_not_wait_for_a_silent_intake(terminal: Terminal, intake: IntakeProcess, desk: Desk) -> None:
    sent = filing()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = terminal.connect(f"http://127.0.0.1:{silent.getsockname()[1]}", read_timeout=20 * STOP_WITHIN_S)
        engine.start()
        terminal.save(sent)
        terminal.diary.wait_for(lambda _: bool(terminal.diary.states(sent.filing_id)))
        began = time.monotonic()
        engine.stop()
        assert time.monotonic() - began < 2 * STOP_WITHIN_S
        # The request is left to its fate, and the store says so; the next start takes the filing up again.
        assert terminal.state(sent).delivery is Delivery.SENDING
        terminal.connect(intake.url).start()
        assert terminal.delivered(sent).attempts == 2
    assert len(desk.cases()) == 1
