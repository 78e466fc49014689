"""The stand-in's process: its control, and that it never outlives whoever started it."""

import json
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from devices.simulators.control import SimulatorControl, spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE
from kiosk.errors import EnvironmentFailure


def test_orders_change_its_state(tmp_path: Path) -> None:
    with spawn_id_reader(tmp_path) as reader:
        assert reader.control.state() == {"plugged": True, "field": "empty", "reads": 0, "faults": 0}
        assert reader.control.insert("shi-meie")["field"] == "lying"
        assert reader.control.insert(SHI_MEIE)["field"] == "lying"
        assert reader.control.remove()["field"] == "empty"
        assert reader.control.fault("silence", times=3, on="read")["faults"] == 1
        assert reader.control.clear_faults()["faults"] == 0
        assert reader.control.unplug()["plugged"] is False
        assert not reader.port.is_symlink()
        assert reader.control.replug()["plugged"] is True
        assert reader.port.exists()
    assert not reader.port.is_symlink(), "it cleans up behind itself"


def test_orders_it_does_not_understand_are_refused_and_change_nothing(tmp_path: Path) -> None:
    with spawn_id_reader(tmp_path) as reader:
        with pytest.raises(ValueError, match="nobody"):
            reader.control.insert("nobody")
        with pytest.raises(ValueError, match="do not fit"):
            reader.control.insert(replace(SHI_MEIE, newest_address="远" * 36))
        with pytest.raises(ValueError, match="earthquake"):
            reader.control.fault("earthquake")
        with pytest.raises(ValueError, match="dance"):
            reader.control.fault("silence", on="dance")
        with socket.socket(socket.AF_UNIX) as raw:
            raw.connect(str(tmp_path / "id-reader.sock"))
            raw.sendall(b"[]\nnonsense\n")
            with raw.makefile("rb") as lines:
                answers = [json.loads(lines.readline()), json.loads(lines.readline())]
        assert [answer["ok"] for answer in answers] == [False, False]
        assert reader.control.state()["field"] == "empty"


def test_socket_path_too_long_for_the_kernel_is_put_elsewhere(tmp_path: Path) -> None:
    with spawn_id_reader(tmp_path / ("deep" * 25)) as reader:
        assert reader.control.state()["plugged"] is True


def test_control_of_a_stand_in_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match="does not answer"):
        SimulatorControl(tmp_path / "none.sock").state()


def test_it_ends_when_its_parent_dies(tmp_path: Path) -> None:
    parent = (
        "import os, sys, pathlib; from devices.simulators.control import spawn_id_reader;"
        "handle = spawn_id_reader(pathlib.Path(sys.argv[1])); os._exit(9)"
    )
    # The stand-in shares its parent's standard error, so this returns only when both are gone.
    died = subprocess.run(
        [sys.executable, "-c", parent, str(tmp_path)], stderr=subprocess.PIPE, check=False, timeout=20
    )
    assert died.returncode == 9
    assert not (tmp_path / "id-reader.sock").exists()
    assert not (tmp_path / "id-reader").is_symlink()


def test_ready_line_names_port_and_control(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "devices.simulators.id_reader",
            "--control",
            str(tmp_path / "c"),
            "--link",
            str(tmp_path / "p"),
        ],
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        ready = cast("dict[str, object]", json.loads(process.stdout.readline()))
        process.terminate()
        assert process.wait(10) == 0
    assert ready == {"ready": True, "port": str(tmp_path / "p"), "control": str(tmp_path / "c")}
    assert not (tmp_path / "c").exists()
    assert not (tmp_path / "p").is_symlink()
