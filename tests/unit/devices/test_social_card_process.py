"""The stand-in for a social-security card: its control, and that it never outlives whoever started it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from devices.cards.apdu import select_application
from devices.simulators.social_control import SocialCardHandle, spawn_social_card
from devices.simulators.social_model import ATR_T0
from devices.simulators.social_samples import SHI_MEIE_SOCIAL


class Vpcd:
    """vpcd's side of the wire: it waits for the card and asks."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(10)
        self.port: int = self._listener.getsockname()[1]
        self._wire: socket.socket | None = None

    def take(self) -> None:
        self._wire, _ = self._listener.accept()
        self._wire.settimeout(10)

    def ask(self, message: bytes) -> bytes:
        assert self._wire is not None
        self._wire.sendall(len(message).to_bytes(2, "big") + message)
        return self._exactly(int.from_bytes(self._exactly(2), "big"))

    def tell(self, control: int) -> None:
        assert self._wire is not None
        self._wire.sendall(b"\0\1" + bytes([control]))

    def hung_up(self) -> bool:
        assert self._wire is not None
        return self._wire.recv(1) == b""

    def drop(self) -> None:
        assert self._wire is not None
        self._wire.close()

    def close(self) -> None:
        self._listener.close()
        if self._wire is not None:
            self._wire.close()

    def _exactly(self, count: int) -> bytes:
        assert self._wire is not None
        got = b""
        while len(got) < count:
            chunk = self._wire.recv(count - len(got))
            assert chunk, "the card went away"
            got += chunk
        return got


@pytest.fixture
def vpcd() -> Iterator[Vpcd]:
    vpcd = Vpcd()
    yield vpcd
    vpcd.close()


@pytest.fixture
def card(vpcd: Vpcd) -> Iterator[SocialCardHandle]:
    with spawn_social_card(vpcd.port) as handle:
        yield handle


def test_card_connects_tells_its_atr_and_hangs_up_when_it_is_taken_out(card: SocialCardHandle, vpcd: Vpcd) -> None:
    assert card.control.state()["connected"] is False
    card.control.insert("shi-meie")
    vpcd.take()
    assert vpcd.ask(b"\4") == ATR_T0
    assert vpcd.ask(select_application().encoded())[0] == 0x61
    assert card.control.remove()["inserted"] is False
    assert vpcd.hung_up()


def test_power_and_reset_are_not_answered_and_forget_what_was_selected(card: SocialCardHandle, vpcd: Vpcd) -> None:
    card.control.insert("shi-meie")
    vpcd.take()
    vpcd.ask(select_application().encoded())
    assert vpcd.ask(bytes.fromhex("00A4020002EF05")) == b"\x90\0"
    for control in (2, 0, 1):
        vpcd.tell(control)
    assert vpcd.ask(bytes.fromhex("00A4020002EF05")) == b"\x69\x85"


def test_card_that_is_in_the_slot_comes_back_when_pcscd_does(card: SocialCardHandle, vpcd: Vpcd) -> None:
    card.control.insert_token()
    vpcd.take()
    vpcd.drop()
    vpcd.take()
    assert vpcd.ask(select_application().encoded()) == b"\x6a\x82"


def test_answer_kept_back_comes_when_the_faults_are_cleared(card: SocialCardHandle, vpcd: Vpcd) -> None:
    card.control.insert("shi-meie")
    vpcd.take()
    card.control.fault("silence")
    vpcd.ask(b"\4")
    assert vpcd._wire is not None
    vpcd._wire.sendall(b"\0\7" + bytes.fromhex("00A4020002EF05"))
    assert vpcd.ask(b"\4") == ATR_T0
    assert card.control.state()["kept"] == 1
    card.control.clear_faults()
    assert vpcd._exactly(4) == b"\0\2\x69\x85"


def test_orders_it_does_not_understand_are_refused_and_change_nothing(card: SocialCardHandle) -> None:
    with pytest.raises(ValueError, match="nobody"):
        card.control.insert("nobody")
    too_long = replace(SHI_MEIE_SOCIAL.document, name="名" * 16)
    with pytest.raises(ValueError, match="do not fit"):
        card.control.insert(replace(SHI_MEIE_SOCIAL, document=too_long))
    with pytest.raises(ValueError, match="no such manner"):
        card.control.insert("shi-meie", shy=True)
    with pytest.raises(ValueError, match="earthquake"):
        card.control.fault("earthquake")
    with pytest.raises(ValueError, match="dance"):
        card.control.fault("silence", on="dance")
    assert card.control.state() == {"inserted": False, "connected": False, "reads": 0, "faults": 0, "kept": 0}


def test_it_ends_when_its_parent_dies(vpcd: Vpcd) -> None:
    parent = (
        "import os, sys; from devices.simulators.social_control import spawn_social_card;"
        "spawn_social_card(int(sys.argv[1])).control.insert_token(); os._exit(9)"
    )
    # The stand-in shares its parent's standard error, so this returns only when both are gone.
    died = subprocess.run(
        [sys.executable, "-c", parent, str(vpcd.port)], stderr=subprocess.PIPE, check=False, timeout=20
    )
    assert died.returncode == 9
    vpcd.take()
    assert vpcd.hung_up()


def test_kiosk_simulate_starts_it_with_a_card_in_the_slot(vpcd: Vpcd, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "kiosk.cli", "simulate", "social-card", "--until-stdin-closes"),
            *("--control", str(tmp_path / "card.sock"), "--vpcd", f"127.0.0.1:{vpcd.port}", "--insert", "lan-rare"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        ready = cast("dict[str, object]", json.loads(process.stdout.readline()))
        assert ready["vpcd"] == f"127.0.0.1:{vpcd.port}"
        vpcd.take()
        assert vpcd.ask(b"\4") == ATR_T0
        process.stdin.close()
        assert process.wait(10) == 0
