"""What every board in a cabinet does, on a board in another process that speaks the real protocol."""

from collections.abc import Iterator

import pytest

from devices.cabinet.base import BoardDelays, BoardMap
from devices.cabinet.modbus import ModbusCabinet
from devices.simulators.cabinet_control import CabinetHandle, spawn_cabinet_board
from kiosk.config import CabinetMapSettings
from kiosk.errors import DeviceFailure
from kiosk.ports import Cabinet, CabinetState, Door, Light
from tests.support.devices import HandClock
from tests.support.ownership import refusal_elsewhere

MAP = BoardMap.of(CabinetMapSettings(presence_samples=2))
QUICK = BoardDelays(answer_s=0.1, tries=2)


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CabinetHandle]:
    with spawn_cabinet_board(tmp_path_factory.mktemp("cabinet"), unit=7) as handle:
        yield handle


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def driver(stand_in: CabinetHandle, clock: HandClock, unit: int = 7, board: BoardMap = MAP) -> ModbusCabinet:
    return ModbusCabinet(str(stand_in.port), clock, unit=unit, board=board, delays=QUICK)


@pytest.fixture(params=["modbus-rtu"])
def cabinet(request: pytest.FixtureRequest, stand_in: CabinetHandle, clock: HandClock) -> Iterator[Cabinet]:
    """An opened driver of each kind before a board where nobody is and nothing is open."""
    stand_in.control.clear_faults()
    stand_in.control.go()
    for door in Door:
        stand_in.control.close_door(door)
    made = {"modbus-rtu": driver}[request.param](stand_in, clock)
    made.open()
    yield made
    made.close()


def steady(cabinet: Cabinet) -> CabinetState:
    for _ in range(MAP.presence_samples):
        cabinet.sense()
    return cabinet.sense()


def test_somebody_comes_and_goes(cabinet: Cabinet, stand_in: CabinetHandle) -> None:
    assert steady(cabinet) == CabinetState(False)
    stand_in.control.come()
    assert cabinet.sense().present is False, "one look may be a flicker"
    assert steady(cabinet).present is True
    stand_in.control.go()
    assert steady(cabinet).present is False


def test_a_flicker_is_nobody(cabinet: Cabinet, stand_in: CabinetHandle) -> None:
    steady(cabinet)
    for _ in range(3):
        stand_in.control.come()
        assert cabinet.sense().present is False
        stand_in.control.go()
        assert cabinet.sense().present is False


@pytest.mark.parametrize("light", list(Light))
def test_one_light_burns_alone(cabinet: Cabinet, stand_in: CabinetHandle, light: Light) -> None:
    for other in Light:
        cabinet.light(other)
    cabinet.light(light)
    assert stand_in.control.state()["lit"] == [light.value]
    cabinet.light(None)
    assert stand_in.control.state()["lit"] == []


@pytest.mark.parametrize("door", list(Door))
def test_a_lock_is_powered_for_its_pulse_and_no_longer(
    cabinet: Cabinet, stand_in: CabinetHandle, clock: HandClock, door: Door
) -> None:
    before = stand_in.control.state()["pulses"]
    assert isinstance(before, dict)
    cabinet.open_door(door)
    clock.advance(MAP.pulse_s / 2)
    cabinet.sense()
    assert stand_in.control.state()["powered"] == [door.value]
    clock.advance(MAP.pulse_s)
    cabinet.sense()
    state = stand_in.control.state()
    assert state["powered"] == []
    assert state["pulses"] == before | {door.value: before[door.value] + 1}


def test_a_door_opened_by_hand_is_seen_until_it_is_closed(cabinet: Cabinet, stand_in: CabinetHandle) -> None:
    stand_in.control.open_door(Door.PAPERS)
    assert steady(cabinet).open_doors == {Door.PAPERS}
    stand_in.control.open_door(Door.SLIPS)
    assert steady(cabinet).open_doors == {Door.PAPERS, Door.SLIPS}
    stand_in.control.close_door(Door.PAPERS)
    assert steady(cabinet).open_doors == {Door.SLIPS}


def test_closing_switches_everything_off(cabinet: Cabinet, stand_in: CabinetHandle) -> None:
    cabinet.light(Light.PRINTER)
    cabinet.open_door(Door.PAPERS)
    cabinet.close()
    state = stand_in.control.state()
    assert (state["lit"], state["powered"]) == ([], [])


def test_opening_ends_what_a_crash_left_powered(stand_in: CabinetHandle, clock: HandClock) -> None:
    crashed = driver(stand_in, clock)
    crashed.open()
    crashed.light(Light.READER)
    crashed.open_door(Door.PAPERS)
    # The port goes with the process that held it, and no order comes any more.
    assert crashed._client is not None
    crashed._client.close()
    assert stand_in.control.state()["powered"] == ["papers"]
    again = driver(stand_in, clock)
    again.open()
    state = stand_in.control.state()
    assert (state["lit"], state["powered"]) == ([], [])
    again.close()


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("silence", "no-answer"),
        ("wrong-checksum", "checksum"),
        ("half-frame", "checksum"),
        ("garbage", "checksum"),
        ("wrong-unit", "wrong-unit"),
    ],
)
def test_a_disturbed_answer_is_asked_for_again_and_given_up_after_all_tries(
    cabinet: Cabinet, stand_in: CabinetHandle, fault: str, cause: str
) -> None:
    stand_in.control.spoil(fault)
    cabinet.sense()
    stand_in.control.spoil(fault, times=QUICK.tries)
    with pytest.raises(DeviceFailure) as caught:
        cabinet.sense()
    assert caught.value.cause == cause
    stand_in.control.open_door(Door.SLIPS)
    assert steady(cabinet).open_doors == {Door.SLIPS}, "the next good answers count"


def test_endless_noise_is_given_up_before_the_deadline(cabinet: Cabinet, stand_in: CabinetHandle) -> None:
    stand_in.control.spoil("noise", times=QUICK.tries)
    with pytest.raises(DeviceFailure) as caught:
        cabinet.sense()
    assert caught.value.cause == "checksum"
    stand_in.control.clear_faults()
    cabinet.sense()


def test_the_answer_to_another_order_is_not_taken_for_this_ones(cabinet: Cabinet, stand_in: CabinetHandle) -> None:
    stand_in.control.spoil("other-answer", on="write")
    with pytest.raises(DeviceFailure) as caught:
        cabinet.light(None)
    assert caught.value.cause == "checksum"


@pytest.mark.parametrize(("code", "cause"), [(1, "board-refused"), (2, "board-refused"), (4, "self-test"), (6, "busy")])
def test_an_exception_of_the_board_is_told_apart(
    cabinet: Cabinet, stand_in: CabinetHandle, code: int, cause: str
) -> None:
    stand_in.control.spoil("exception", code=code)
    with pytest.raises(DeviceFailure) as caught:
        cabinet.sense()
    assert caught.value.cause == cause
    assert str(code) in str(caught.value)


def test_an_address_that_the_board_has_not_is_refused_at_once(stand_in: CabinetHandle, clock: HandClock) -> None:
    wrong = driver(stand_in, clock, board=BoardMap.of(CabinetMapSettings(lock_slips=200)))
    with pytest.raises(DeviceFailure) as caught:
        wrong.open()
    assert caught.value.cause == "board-refused"


def test_a_board_of_another_number_does_not_answer(stand_in: CabinetHandle, clock: HandClock) -> None:
    with pytest.raises(DeviceFailure) as caught:
        driver(stand_in, clock, unit=8).open()
    assert caught.value.cause == "no-answer"


def test_what_is_not_fitted_is_refused_or_not_there(stand_in: CabinetHandle, clock: HandClock) -> None:
    bare = driver(stand_in, clock, board=BoardMap(lights={Light.READER: 0}))
    bare.open()
    assert bare.sense() == CabinetState()
    bare.light(Light.PRINTER)
    assert stand_in.control.state()["lit"] == []
    with pytest.raises(DeviceFailure) as caught:
        bare.open_door(Door.PAPERS)
    assert caught.value.cause == "unsupported"
    bare.close()


def test_an_unplugged_board_is_absent_and_comes_back(cabinet: Cabinet, stand_in: CabinetHandle) -> None:
    stand_in.control.unplug()
    with pytest.raises(DeviceFailure) as caught:
        cabinet.sense()
    assert caught.value.cause == "absent"
    cabinet.close()
    with pytest.raises(DeviceFailure) as caught:
        cabinet.open()
    assert caught.value.cause == "absent"
    stand_in.control.replug()
    cabinet.open()
    cabinet.light(Light.SCANNER)
    assert stand_in.control.state()["lit"] == ["scanner"]


def test_the_port_is_taken_for_one_program_alone(cabinet: Cabinet, stand_in: CabinetHandle, clock: HandClock) -> None:
    cabinet.sense()
    with pytest.raises(DeviceFailure) as caught:
        driver(stand_in, clock).open()
    assert caught.value.cause == "in-use"


def test_a_board_belongs_to_the_thread_that_opened_it(cabinet: Cabinet) -> None:
    assert "does not own it" in refusal_elsewhere(cabinet.sense)
