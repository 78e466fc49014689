"""What an identity number says by itself: birth date and sex (GB 11643), and whose kind of document carries it."""

from datetime import date

from kiosk.domain.identity import DocumentKind, Sex

LENGTH = 18


def birth_date_of(number: str) -> date | None:
    """The birth date in digits 7 to 14, or None where `number` is none of 18 characters or holds no date."""
    if len(number) != LENGTH or not (number[6:14].isascii() and number[6:14].isdigit()):
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


def kind_of(number: str) -> DocumentKind:
    """The document that carries this number, for one that was typed.

    810000, 820000 and 830000 open the numbers of Hong Kong, Macao and Taiwan residents' permits, a 9 those of the
    foreign permanent resident's card of 2023, three letters those of the card of 2017; any other number is a citizen's.
    """
    if number[:1].isalpha():
        return DocumentKind.FOREIGN_2017
    if number[:2] in {"81", "82", "83"}:
        return DocumentKind.HK_MO_TW
    return DocumentKind.FOREIGN_2023 if number[:1] == "9" else DocumentKind.RESIDENT
