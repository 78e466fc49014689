"""A stand-in takes over names of its own only: whatever else stands under them stays."""

from pathlib import Path
from selectors import DefaultSelector

import pytest

from devices.simulators.control_server import ControlServer
from devices.simulators.pty_port import PtyPort
from kiosk.errors import InputFailure


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
