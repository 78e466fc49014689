"""Paper, toner and roll in the store."""

from datetime import timedelta

import pytest

from kiosk.domain.consumables import Consumable, Stock
from kiosk.storage import consumables
from kiosk.storage.cipher import Connection
from kiosk.storage.connection import Store
from tests.unit.storage.samples import NOON

DAY = NOON.date()


def stocks(store: Store) -> dict[Consumable, Stock]:
    return {stock.consumable: stock for stock in store.read(lambda c: consumables.stocks(c, DAY))}


def refill(store: Store, left: int) -> None:
    store.write(lambda c: consumables.refill(c, Consumable.SHEETS, left, by="7001", at=NOON)).result()


def use(store: Store, amount: int, days_ago: int = 0) -> None:
    store.write(lambda c: consumables.use(c, Consumable.SHEETS, amount, DAY - timedelta(days=days_ago))).result()


def test_what_nobody_counted_is_unknown_however_much_is_used(store: Store) -> None:
    use(store, 3)
    assert stocks(store) == {one: Stock(one) for one in Consumable}


def test_use_takes_from_what_was_put_in(store: Store) -> None:
    refill(store, 500)
    use(store, 2)
    use(store, 3)
    assert stocks(store)[Consumable.SHEETS] == Stock(Consumable.SHEETS, 495, 500)
    assert stocks(store)[Consumable.ROLL] == Stock(Consumable.ROLL)


def test_forecast_knows_the_use_before_the_refill(store: Store) -> None:
    use(store, 60, days_ago=5)
    refill(store, 500)
    assert stocks(store)[Consumable.SHEETS].days == 50, "60 sheets in six days"


def test_more_used_than_was_counted_leaves_nothing_and_not_less(store: Store) -> None:
    refill(store, 1)
    use(store, 5)
    assert stocks(store)[Consumable.SHEETS].left == 0


def test_refill_stands_in_the_audit_with_who_said_so(store: Store) -> None:
    refill(store, 480)
    (facts,) = store.read(lambda c: c.execute("SELECT facts FROM audit WHERE act = 'consumable.refilled'").fetchall())[
        0
    ]
    assert facts == '{"by": "7001", "left": 480, "name": "sheets"}'


@pytest.mark.parametrize("left", [-1, 10_001])
def test_impossible_count_is_refused(store: Store, left: int) -> None:
    with pytest.raises(ValueError, match="sheets"):
        refill(store, left)
    assert stocks(store)[Consumable.SHEETS].left is None


def test_nothing_is_no_use(store: Store) -> None:
    with pytest.raises(ValueError, match="not a use"):
        use(store, 0)


def test_days_long_gone_are_forgotten(store: Store) -> None:
    use(store, 7, days_ago=300)
    use(store, 1)

    def count(connection: Connection) -> int:
        return int(connection.execute("SELECT count(*) FROM consumable_use").fetchone()[0])

    assert store.read(count) == 1
