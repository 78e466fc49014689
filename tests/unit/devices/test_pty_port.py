"""A stand-in takes over names of its own only: whatever else stands under them stays."""

from pathlib import Path
from selectors import DefaultSelector
from subprocess import run
from sys import executable

import pytest

from devices.simulators.control_server import ControlServer
from devices.simulators.pty_port import PtyPort
from kiosk.errors import EnvironmentFailure, InputFailure


def test_a_file_under_the_links_name_stays(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis"
    thesis.write_text("precious")
    port = PtyPort(thesis)
    with pytest.raises(InputFailure, match=r"thesis: this is not a symbolic link"):
        port.plug()
    port.unplug()
    assert thesis.read_text() == "precious"


def test_an_old_link_is_taken_over_and_taken_away_at_the_end(tmp_path: Path) -> None:
    link = tmp_path / "reader"
    link.symlink_to("/dev/pts/999999")
    port = PtyPort(link)
    port.plug()
    assert link.is_char_device()
    port.unplug()
    assert not link.is_symlink()


def test_a_link_that_another_has_taken_over_stays_with_it(tmp_path: Path) -> None:
    link = tmp_path / "reader"
    first, second = PtyPort(link), PtyPort(link)
    first.plug()
    second.plug()
    first.unplug()
    assert link.is_char_device()
    second.unplug()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputFailure, match=r"nowhere/reader: the link cannot be made"):
        PtyPort(tmp_path / "nowhere" / "reader").plug()


@pytest.mark.parametrize(("name", "told"), [("thesis", "this is not a socket"), ("x" * 120, "cannot be made")])
def test_the_control_socket_takes_no_files_place(tmp_path: Path, name: str, told: str) -> None:
    path = tmp_path / name
    if name == "thesis":
        path.write_text("precious")
    with DefaultSelector() as selector, pytest.raises(InputFailure, match=told):
        ControlServer(path, selector, dict)
    assert path.exists() == (name == "thesis")


def test_a_machine_without_terminals_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left() -> tuple[int, int]:
        raise OSError("out of pty devices")

    monkeypatch.setattr("devices.simulators.pty_port.pty.openpty", none_left)
    with pytest.raises(EnvironmentFailure, match="out of pty devices"):
        PtyPort(tmp_path / "reader").plug()


def test_the_stand_in_tells_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "thesis").write_text("precious")
    command = [executable, "-m", "devices.simulators.id_reader", "--control", str(tmp_path / "control")]
    done = run([*command, "--link", str(tmp_path / "thesis")], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"id-reader: {tmp_path / 'thesis'}: this is not a symbolic link; it was left as it is\n"
    assert not (tmp_path / "control").exists()
