"""The check characters of identity numbers, credit codes and bank cards."""

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015, table 2: 31 characters; I, O, S, V and Z are not used."""

CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def id_check_character(first_17: str) -> str:
    """The 18th character of a citizen number from its 17 digits (GB 11643-1999: ISO 7064 MOD 11-2)."""
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, ID_WEIGHTS, strict=True)) % 11]


def credit_check_character(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015: ISO 7064 MOD 31-3)."""
    pairs = zip(first_17, CREDIT_WEIGHTS, strict=True)
    total = sum(CREDIT_ALPHABET.index(character) * weight for character, weight in pairs)
    return CREDIT_ALPHABET[-total % 31]


def luhn_holds(digits: str) -> bool:
    """Whether the last digit of a card number fits the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
