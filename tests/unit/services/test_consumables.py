"""Every print takes some, staff put some in."""

from kiosk.domain.consumables import Consumable
from kiosk.events import ConsumablesCounted, Printed
from kiosk.ports import PrintPlace
from tests.unit.services.conftest import Face


def left(hall: Face) -> dict[Consumable, int | None]:
    return {stock.consumable: stock.left for stock in hall.terminal.consumables.stocks}


def printed(hall: Face, place: PrintPlace) -> None:
    hall.terminal.bus.publish(Printed("paper", place))
    hall.until(ConsumablesCounted)


def refilled(hall: Face, consumable: Consumable, amount: int) -> None:
    assert hall.terminal.consumables.refill(consumable, amount, "7001")
    hall.until(ConsumablesCounted)


def test_a_print_takes_its_sheets_and_their_toner(hall: Face) -> None:
    refilled(hall, Consumable.SHEETS, 500)
    refilled(hall, Consumable.TONER, 2000)
    printed(hall, PrintPlace("office", to_folder=False, sheets=3))
    assert left(hall) == {Consumable.SHEETS: 497, Consumable.TONER: 1997, Consumable.ROLL: None}


def test_a_slip_takes_of_the_roll(hall: Face) -> None:
    refilled(hall, Consumable.ROLL, 80_000)
    printed(hall, PrintPlace("tcp", to_folder=False, roll_mm=142))
    assert left(hall)[Consumable.ROLL] == 79_858


def test_neither_a_folder_nor_a_printer_that_does_not_say_uses_anything(hall: Face) -> None:
    refilled(hall, Consumable.SHEETS, 500)
    printed(hall, PrintPlace("/tmp/paper.pdf", to_folder=True, sheets=4))
    printed(hall, PrintPlace("office", to_folder=False, sheets=None))
    assert left(hall)[Consumable.SHEETS] == 500


def test_an_impossible_count_changes_nothing(hall: Face) -> None:
    refilled(hall, Consumable.SHEETS, 500)
    assert not hall.terminal.consumables.refill(Consumable.SHEETS, -1, "7001")
    assert not hall.terminal.consumables.refill(Consumable.SHEETS, 10**9, "7001")
    assert left(hall)[Consumable.SHEETS] == 500


def test_what_was_counted_is_known_again_after_a_start(hall: Face) -> None:
    refilled(hall, Consumable.SHEETS, 77)
    hall.terminal.consumables.stocks = ()
    hall.terminal.consumables.start()
    hall.until(ConsumablesCounted)
    assert left(hall)[Consumable.SHEETS] == 77
