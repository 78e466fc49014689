"""Provisional numbers: never twice, never lost to a rollback's gap, and a slip of the finger shows."""

from datetime import date

import pytest

from kiosk.storage import numbers
from kiosk.storage.cipher import Connection
from kiosk.storage.connection import Store

DAY = date(2026, 5, 6)


def draw(store: Store, terminal: str = "330225-0042") -> str:
    return store.write(lambda c: numbers.next_provisional_number(c, terminal, DAY)).result()


def test_numbers_run_per_terminal_and_carry_a_check_digit(store: Store) -> None:
    drawn = [draw(store) for _ in range(3)]
    assert [number.rsplit("-", 1)[0] for number in drawn] == [f"ZC-330225-0042-000{n}" for n in (1, 2, 3)]
    assert all(numbers.fits(number) for number in drawn)
    assert draw(store, "330225-0043").startswith("ZC-330225-0043-0001-")


def test_a_number_of_a_transaction_that_failed_is_given_out_again(store: Store) -> None:
    def fail(conn: Connection) -> None:
        numbers.next_provisional_number(conn, "330225-0042", DAY)
        raise LookupError

    with pytest.raises(LookupError):
        store.write(fail).result()
    assert draw(store).startswith("ZC-330225-0042-0001-")


def test_numbers_grow_beyond_four_digits(store: Store) -> None:
    draw(store)
    store.write(lambda c: c.execute("UPDATE provisional_series SET last_number = 9999")).result()
    number = draw(store)
    assert number.startswith("ZC-330225-0042-10000-")
    assert numbers.fits(number)


def test_every_single_wrong_digit_is_found(store: Store) -> None:
    number = draw(store)
    for place, right in enumerate(number):
        if right.isdigit():
            for wrong in set("0123456789") - {right}:
                assert not numbers.fits(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "ZC", "ZC-330225-0042-1-7", "XX-330225-0042-0007-3", "ZC-330225-００４２-0001-7", "ZC-a-0001-1"]
)
def test_other_texts_are_no_numbers(text: str) -> None:
    assert not numbers.fits(text)


def test_a_terminals_id_is_digits(store: Store) -> None:
    with pytest.raises(ValueError, match="six digits"):
        draw(store, "象山-1")


def test_the_check_digit_follows_the_standards_example() -> None:
    # ISO/IEC 7064 gives 0794 → 5 for MOD 11,10.
    assert numbers._check_digit("0794") == "5"
