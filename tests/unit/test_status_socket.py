"""The socket on which a running terminal tells how its devices are."""

import socket
from pathlib import Path
from threading import Thread

import pytest

from kiosk import status_socket
from kiosk.ports import DeviceSnapshot, DeviceState, Supply
from kiosk.status_socket import NAME, StatusServer, ask

READER = DeviceSnapshot("id-card", "card", "serial-id", DeviceState.ABSENT, "absent", "Check its cable.", "/dev/x")
PRINTER = DeviceSnapshot(
    *("printer", "printer", "cups", DeviceState.READY),
    warnings=("toner-low",),
    supplies=(Supply("Black", "toner", 5), Supply("Drum", "opc", None)),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    # Deeper than the 107 bytes that a socket's path may have.
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    return deep


def test_what_is_told_is_what_is_heard(folder: Path) -> None:
    server = StatusServer(folder, lambda: (READER, PRINTER))
    server.start()
    try:
        assert ask(folder) == (READER, PRINTER)
        assert ask(folder) == (READER, PRINTER)
        assert (folder / NAME).stat().st_mode & 0o777 == 0o600
    finally:
        server.stop()
    assert not (folder / NAME).exists()
    assert ask(folder) is None
    server.stop()


def test_what_a_dead_terminal_left_is_replaced_and_a_living_one_is_left_alone(folder: Path) -> None:
    (folder / NAME).touch()
    first, second = StatusServer(folder, lambda: (READER,)), StatusServer(folder, lambda: (PRINTER,))
    first.start()
    second.start()
    second.stop()
    assert ask(folder) == (READER,)
    first.stop()


def test_nobody_is_there(tmp_path: Path) -> None:
    assert ask(tmp_path) is None
    assert ask(tmp_path / "nowhere") is None


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"devices": [{"name": 1}]}', b'{"devices": 7}', b"\xff"])
def test_nonsense_is_no_answer(tmp_path: Path, said: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / NAME))
        listener.listen()

        def answer() -> None:
            connection, _ = listener.accept()
            connection.sendall(said)
            connection.close()

        thread = Thread(target=answer)
        thread.start()
        assert ask(tmp_path) is None
        thread.join()


def test_silence_ends_with_a_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_socket, "ANSWER_S", 0.05)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / NAME))
        listener.listen()
        assert ask(tmp_path) is None
