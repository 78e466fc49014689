"""How full a printer's supplies are, as the queue's marker attributes or the printer's own printer-supply tell it."""

from devices.printers.ipp_wire import IppAnswer
from kiosk.ports import Supply

WANTED = ("marker-names", "marker-types", "marker-levels", "printer-supply", "printer-supply-description")
_MOST = 100


def supplies_of(told: IppAnswer) -> tuple[Supply, ...]:
    """What is known, and what is not known as not known.

    printer-supply is PWG 5100.13, 5.6.32; the marker attributes are CUPS's. Both count from the printer MIB (RFC 3805,
    prtMarkerSuppliesLevel), where -1 is other, -2 unknown and -3 "there is some": none of them is a level.
    """
    return _from_printer_supply(told) or _from_markers(told)


def _from_markers(told: IppAnswer) -> tuple[Supply, ...]:
    names, kinds = told.words("marker-names"), told.words("marker-types")
    levels = told.numbers("marker-levels")
    kinds += [""] * (len(names) - len(kinds))
    levels += [-2] * (len(names) - len(levels))
    return tuple(
        Supply(name, kind, level if 0 <= level <= _MOST else None)
        for name, kind, level in zip(names, kinds, levels, strict=False)
    )


def _from_printer_supply(told: IppAnswer) -> tuple[Supply, ...]:
    names = told.words("printer-supply-description")
    coded = [value for value in told.attributes.get("printer-supply", []) if isinstance(value, bytes)]
    names += [""] * (len(coded) - len(names))
    return tuple(_supply(name, _fields(value)) for name, value in zip(names, coded, strict=False))


def _supply(name: str, fields: dict[str, str]) -> Supply:
    kind = fields.get("type", "")
    level, most = _number(fields.get("level", "")), _number(fields.get("maxcapacity", ""))
    known = level is not None and most is not None and 0 <= level <= most and most > 0
    percent = round(_MOST * level / most) if known and level is not None and most is not None else None
    return Supply(name or fields.get("colorantname", "") or kind, kind, percent)


def _fields(value: bytes) -> dict[str, str]:
    pairs = (part.partition("=") for part in value.decode("utf-8", "replace").split(";") if "=" in part)
    return {key.strip().lower(): content.strip() for key, _, content in pairs}


def _number(words: str) -> int | None:
    digits = words.removeprefix("-")
    return int(words) if digits.isascii() and digits.isdigit() and len(digits) <= 10 else None
