"""Provisional numbers: what a person can quote before the centre has given a case number.

`ZC-330225-0042-0007-3`: 暂存, the terminal's id (region and terminal), its running number (four digits, more when it
needs them), and a check digit by ISO 7064 MOD 11,10, which finds every single mistyped digit and every two swapped
neighbours but one pair. With the terminal in it, no two terminals of a county ever print the same number.
"""

import re
from datetime import date
from typing import Final

from kiosk.storage.cipher import Connection

_PREFIX: Final = "ZC"
_TERMINAL: Final = re.compile(r"[0-9]{6}-[0-9]{4}", re.ASCII)
_NUMBER: Final = re.compile(r"ZC-([0-9]{6}-[0-9]{4})-([0-9]{4,})-([0-9])", re.ASCII)


def next_provisional_number(conn: Connection, terminal_id: str, day: date) -> str:
    """The next number of this terminal's series; given out only if the caller's transaction is committed.

    `terminal_id` is a GB/T 2260 region and four digits, `330225-0042`; `day` is kept beside the series for staff.
    Raises ValueError for any other id.
    """
    if _TERMINAL.fullmatch(terminal_id) is None:
        raise ValueError(f"a terminal's id is six digits, a dash and four digits, not {terminal_id!r}")
    (number,) = conn.execute(
        "INSERT INTO provisional_series (terminal_id, last_number, last_day) VALUES (?, 1, ?)"
        " ON CONFLICT DO UPDATE SET last_number = last_number + 1, last_day = excluded.last_day"
        " RETURNING last_number",
        (terminal_id, day.isoformat()),
    ).fetchone()
    running = f"{number:04}"
    return f"{_PREFIX}-{terminal_id}-{running}-{_check_digit(terminal_id.replace('-', '') + running)}"


def fits(number: str) -> bool:
    """Whether `number` is written like a provisional number and its check digit is right."""
    found = _NUMBER.fullmatch(number.strip().upper())
    return found is not None and _check_digit(found[1].replace("-", "") + found[2]) == found[3]


def running_number(number: str) -> tuple[str, int] | None:
    """The terminal and the running number in a provisional number, None where it is none."""
    found = _NUMBER.fullmatch(number)
    return (found[1], int(found[2])) if found is not None and fits(number) else None


def count_on_from(conn: Connection, terminal_id: str, last: int, day: date) -> None:
    """From now on this terminal's numbers are greater than `last`; nothing where they are already."""
    conn.execute(
        "INSERT INTO provisional_series (terminal_id, last_number, last_day) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET last_number = max(last_number, excluded.last_number)",
        (terminal_id, last, day.isoformat()),
    )


def _check_digit(digits: str) -> str:
    # ISO/IEC 7064, hybrid system MOD 11,10.
    carry = 10
    for digit in digits:
        total = (carry + int(digit)) % 10 or 10
        carry = total * 2 % 11
    return str((11 - carry) % 10)
