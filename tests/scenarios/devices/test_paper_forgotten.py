"""A receipt lies behind its door and its person goes: the terminal says so until somebody has opened the door."""

from pathlib import Path

from devices.scanners.sane import write_test_backend
from devices.simulators.cabinet_control import spawn_cabinet_board
from devices.simulators.control import spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE
from devices.simulators.slip_control import spawn_slip_printer
from kiosk.config import NOT_FITTED, CabinetMapSettings, DeviceSettings
from kiosk.ports import Door
from kiosk.services.cabinet import Reminder
from kiosk.workflow.steps import Step
from tests.scenarios.devices.whole_terminal import WholeTerminal


def test_it_is_told_until_the_door_was_opened(tmp_path: Path) -> None:
    with (
        spawn_id_reader(tmp_path / "reader") as reader,
        spawn_cabinet_board(tmp_path / "cabinet") as board,
        spawn_slip_printer(tmp_path / "slips") as slips,
    ):
        devices = DeviceSettings(
            card_port=str(reader.port),
            sane_config_dir=str(write_test_backend(tmp_path / "sane")),
            printer=NOT_FITTED,
            slip_printer=slips.address,
            cabinet=str(board.port),
            cabinet_map=CabinetMapSettings(pulse=0.05),
        )
        with WholeTerminal(tmp_path, devices) as one:
            one.until_ready("id-card", "scanner", "slip-printer", "cabinet")
            cabinet, outcome = one.terminal.cabinet, one.session.outcome
            reader.control.insert(SHI_MEIE)
            one.until_step(Step.HOME)
            one.to_materials()
            one.scan()
            one.confirm()
            one.until("the slip", lambda: outcome.paper is not None)
            one.until("the unlocked door", lambda: board.control.state()["pulses"] == {"papers": 0, "slips": 1})
            one.until("its light", lambda: board.control.state()["lit"] == ["printer"])
            one.leave()
            assert cabinet.reminder == Reminder(paper_left=True)
            one.until("its light still", lambda: board.control.state()["lit"] == ["printer"])
            board.control.open_door(Door.SLIPS)
            one.until("the hand at the door", lambda: cabinet.reminder == Reminder(door_open=True))
            board.control.close_door(Door.SLIPS)
            one.until("the end of it", lambda: cabinet.reminder == Reminder())
            # The card still lies there, and that is where to look now.
            one.until("the reader's light", lambda: board.control.state()["lit"] == ["reader"])
