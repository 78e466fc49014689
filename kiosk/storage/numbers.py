"""Provisional numbers: what a person can quote before the centre has given a case number.

`ZC-330225-0042-7`: 暂存, the region, the terminal's running number (four digits, more when it needs them), and
a check digit by ISO 7064 MOD 11,10, which finds every single mistyped digit and every two swapped neighbours
but one pair.
"""

from datetime import date
from typing import Final

from kiosk.storage.cipher import Connection

_PREFIX: Final = "ZC"


def next_provisional_number(conn: Connection, region: str, terminal_id: str, day: date) -> str:
    """The next number of this terminal's series; given out only if the caller's transaction is committed.

    `region` is a GB/T 2260 code, digits only; `day` is kept beside the series for staff. Raises ValueError
    where `region` is not digits.
    """
    if not (region.isascii() and region.isdigit()):
        raise ValueError(f"a region is a code of digits, not {region!r}")
    (number,) = conn.execute(
        "INSERT INTO provisional_series (region, terminal_id, last_number, last_day) VALUES (?, ?, 1, ?)"
        " ON CONFLICT DO UPDATE SET last_number = last_number + 1, last_day = excluded.last_day"
        " RETURNING last_number",
        (region, terminal_id, day.isoformat()),
    ).fetchone()
    running = f"{number:04}"
    return f"{_PREFIX}-{region}-{running}-{_check_digit(region + running)}"


def fits(number: str) -> bool:
    """Whether `number` is written like a provisional number and its check digit is right."""
    parts = number.strip().upper().split("-")
    if len(parts) != 4 or parts[0] != _PREFIX:
        return False
    region, running, check = parts[1:]
    digits = region + running + check
    return digits.isascii() and digits.isdigit() and len(running) >= 4 and _check_digit(region + running) == check


def _check_digit(digits: str) -> str:
    # ISO/IEC 7064, hybrid system MOD 11,10.
    carry = 10
    for digit in digits:
        total = (carry + int(digit)) % 10 or 10
        carry = total * 2 % 11
    return str((11 - carry) % 10)
