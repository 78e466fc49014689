"""What every UPS driver does, on a UPS that a real NUT server serves."""

import socket
import time
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import TypeVar

import pytest

from devices.power.base import UpsLimits
from devices.power.nut import NutUps
from devices.simulators.ups import MAINS, NutServer
from kiosk.errors import DeviceFailure
from kiosk.ports import Power, Ups
from tests.support.ownership import refusal_elsewhere

PATIENCE_S = 15.0
AnswerT = TypeVar("AnswerT")

BATTERY = "ups.status: OB DISCHRG\nbattery.charge: 90\nbattery.runtime: 900\n"
QUICK = UpsLimits(answer_s=1.0)


@pytest.fixture(scope="module")
def nut() -> Iterator[NutServer]:
    with NutServer() as server:
        yield server


@pytest.fixture(params=["nut"])
def ups(request: pytest.FixtureRequest, nut: NutServer) -> Iterator[Ups]:
    """An opened driver of each kind, with the mains on."""
    nut.tell(MAINS)
    made = {"nut": lambda: NutUps(nut.name, QUICK)}[request.param]()
    assert settled(lambda: _opens(made), True)
    assert settled(made.power, Power.MAINS) is Power.MAINS
    yield made
    made.close()


def settled(ask: Callable[[], AnswerT], wanted: AnswerT) -> AnswerT:
    """What is answered in the end, asked again and again: the UPS looks at what it is told once a second."""
    end = time.monotonic() + PATIENCE_S
    while (answer := ask()) != wanted and time.monotonic() < end:
        Event().wait(0.02)
    return answer


def _opens(ups: Ups) -> bool:
    try:
        ups.open()
    except DeviceFailure:
        return False
    return True


def cause(ups: Ups) -> str:
    try:
        ups.power()
    except DeviceFailure as fault:
        return fault.cause
    return ""


@pytest.mark.parametrize(
    ("told", "power"),
    [
        (BATTERY, Power.BATTERY),
        ("ups.status: OB LB\nbattery.charge: 90\n", Power.LOW),
        ("ups.status: OB\nbattery.charge: 15\n", Power.LOW),
        ("ups.status: OB\nbattery.charge: 80\nbattery.runtime: 119.5\n", Power.LOW),
        ("ups.status: OB\nbattery.charge: unknown\nbattery.runtime: 900\n", Power.BATTERY),
        ("ups.status: OB\nbattery.charge: -1\nbattery.runtime: -1\n", Power.BATTERY),
        ("ups.status: FSD OL\n", Power.LOW),
    ],
)
def test_where_the_electricity_comes_from(ups: Ups, nut: NutServer, told: str, power: Power) -> None:
    nut.tell(told)
    assert settled(ups.power, power) is power


@pytest.mark.parametrize("told", ["ups.status: OL CHRG LB\nbattery.charge: 5\n", "ups.status: BYPASS\n"])
def test_an_empty_battery_on_the_mains_is_no_trouble(ups: Ups, nut: NutServer, told: str) -> None:
    nut.tell(BATTERY)
    assert settled(ups.power, Power.BATTERY) is Power.BATTERY
    nut.tell(told)
    assert settled(ups.power, Power.MAINS) is Power.MAINS


def test_the_mains_come_back(ups: Ups, nut: NutServer) -> None:
    nut.tell(BATTERY)
    assert settled(ups.power, Power.BATTERY) is Power.BATTERY
    nut.tell(MAINS)
    assert settled(ups.power, Power.MAINS) is Power.MAINS


def test_a_status_without_a_source_is_no_word(ups: Ups, nut: NutServer) -> None:
    nut.tell("ups.status: OFF\n")
    assert settled(lambda: cause(ups), "ups-unclear") == "ups-unclear"
    nut.tell(MAINS)
    assert settled(lambda: cause(ups), "") == ""


def test_stale_data_is_not_believed(ups: Ups, nut: NutServer) -> None:
    nut.freeze_driver()
    assert settled(lambda: cause(ups), "ups-silent") == "ups-silent"
    nut.thaw_driver()
    assert settled(lambda: cause(ups), "") == ""


def test_a_ups_whose_driver_has_ended_is_silent_and_comes_back(ups: Ups, nut: NutServer) -> None:
    nut.stop_driver()
    assert settled(lambda: cause(ups), "ups-silent") == "ups-silent"
    nut.start_driver()
    assert settled(lambda: cause(ups), "") == ""
    assert ups.power() is Power.MAINS


def test_a_server_that_is_down_is_told_and_comes_back(ups: Ups, nut: NutServer) -> None:
    nut.stop_server()
    assert settled(lambda: cause(ups), "no-upsd") == "no-upsd"
    ups.close()
    with pytest.raises(DeviceFailure) as caught:
        ups.open()
    assert caught.value.cause == "no-upsd"
    nut.start_server()
    assert settled(lambda: _opens(ups), True)
    assert settled(lambda: cause(ups), "") == ""


def test_a_server_that_hangs_is_given_up_before_the_deadline(ups: Ups, nut: NutServer) -> None:
    nut.freeze_server()
    assert cause(ups) == "no-upsd"
    nut.thaw_server()
    assert ups.power() is Power.MAINS


def test_a_ups_that_the_server_does_not_know(nut: NutServer) -> None:
    stranger = NutUps(nut.name.replace("kiosk@", "other@"), QUICK)
    with pytest.raises(DeviceFailure) as caught:
        stranger.open()
    assert caught.value.cause == "no-ups"


def test_a_ups_belongs_to_the_thread_that_opened_it(ups: Ups) -> None:
    assert "does not own it" in refusal_elsewhere(ups.power)


@pytest.mark.parametrize("name", ["", "kiosk", "kiosk@", "@host", "a b@host", "kiosk@host:port"])
def test_a_name_of_another_shape_is_refused_at_once(name: str) -> None:
    with pytest.raises(ValueError, match="NAME@HOST"):
        NutUps(name)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"", "no-upsd"),
        (b"BEGIN LIST VAR kiosk\nVAR kiosk ups.sta", "no-upsd"),
        (b"BEGIN LIST VAR kiosk\nVAR kiosk ups.status OL\nEND LIST VAR kiosk\n", "ups-unclear"),
        (b"BEGIN LIST VAR kiosk\nEND LIST VAR kiosk\n", "ups-unclear"),
        (b"\xff\xfe\x00\n", "ups-unclear"),
        (b"ERR SOMETHING-NEW\n", "ups-unclear"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "ups-unclear"),
        (b"x" * 200_000, "no-upsd"),
    ],
)
def test_a_server_that_talks_nonsense_is_a_typed_fault_before_the_deadline(answer: bytes, told: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(200)
                try:
                    connection.sendall(answer)
                except OSError:
                    return  # it had heard enough

        thread = Thread(target=serve)
        thread.start()
        with pytest.raises(DeviceFailure) as caught:
            NutUps(f"kiosk@127.0.0.1:{port}", QUICK).open()
        thread.join()
    assert caught.value.cause == told
