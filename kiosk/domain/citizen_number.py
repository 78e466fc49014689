"""What a citizen number (GB 11643) says by itself: birth date and sex."""

from datetime import date

from kiosk.domain.identity import Sex

LENGTH = 18


def birth_date_of(number: str) -> date | None:
    """The birth date in digits 7 to 14, or None where `number` is none of 18 characters or holds no date."""
    if len(number) != LENGTH:
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> Sex:
    """Odd in the 17th digit is male, even female."""
    if len(number) != LENGTH or not number[16].isascii() or not number[16].isdigit():
        return Sex.UNKNOWN
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
