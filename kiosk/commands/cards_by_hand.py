"""`kiosk devices read-card`: one card, as one JSON document."""

import argparse
import json
from datetime import date
from threading import Event
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from kiosk.commands.photo_by_hand import add_photo_options, photo_wanted, write_photo
from kiosk.commands.settings import settings_of
from kiosk.config import Settings
from kiosk.config_checks import CARD_BAUDS
from kiosk.domain.ethnicity import ethnicity_name
from kiosk.domain.identity import DocumentKind, IdentityDocument, Sex
from kiosk.errors import DeviceFailure, EnvironmentFailure, InputFailure
from kiosk.ports import Clock, IdCardReader

if TYPE_CHECKING:
    from collections.abc import Callable

LONG_TERM = "long-term"
"""长期: a card without an end."""

SEXES = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.UNKNOWN: "unknown", Sex.NOT_STATED: "not-stated"}
"""The words of GB/T 2261.1."""

SHAPE = """\
The JSON document has kind (resident, hk-mo-tw, foreign-2017, foreign-2023 or social), name, name_en, sex, ethnicity,
birth_date, address, number, issuer, valid_from, valid_to, and for a social card card_number. Dates are ISO 8601;
valid_to is "long-term" where the card says so. sex is male, female, unknown or not-stated (GB/T 2261.1), ethnicity the
Chinese name of GB/T 3304 without 族. A field that this kind of card does not have is null.
"""
_LOOK_S = 0.1
_LONGEST_WAIT_S = 86400.0


def add_options(parser: argparse.ArgumentParser) -> None:
    from devices.by_hand import CARD_READERS

    parser.epilog = SHAPE
    parser.add_argument("--driver", choices=tuple(CARD_READERS), help="default: the reader of the settings")
    parser.add_argument(
        "--device", metavar="NAME", default="", help="which reader of the settings: id-card, social-card"
    )
    parser.add_argument("--port", metavar="PORT", help="serial-id: the serial port; sdt: 1-16 serial, 1001-1016 USB")
    parser.add_argument("--baud", type=int, choices=CARD_BAUDS, default=CARD_BAUDS[0], help="serial-id")
    parser.add_argument("--reader", metavar="NAME", default="", help="social-card: a part of the PC/SC reader's name")
    parser.add_argument("--library", metavar="FILE", help="sdt: the maker's library")
    parser.add_argument("--wait", type=_seconds, default=10.0, metavar="SECONDS", help="for a card (default: 10)")
    add_photo_options(parser)
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 with one line where no card comes, it cannot be read, or the reader cannot be used."""
    clock = SystemClock()
    photo = photo_wanted(arguments)
    document = read_one(_maker(arguments, clock)(), arguments.wait, clock)
    facts = card_facts(document)
    if arguments.json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        for key, value in facts.items():
            print(f"{key}: {'-' if value is None else value}")
    if photo is not None:  # after the card itself, which is worth having without its picture
        write_photo(document.photo, photo, clock)
    return 0


def read_one(reader: IdCardReader, wait_s: float, clock: Clock) -> IdentityDocument:
    """The first card within `wait_s` seconds. Raises EnvironmentFailure, one line with what can be done."""
    from devices.by_hand import told

    until = clock.monotonic() + wait_s
    try:
        reader.open()
        try:
            return _read_within(reader, until, clock)
        finally:
            reader.close()
    except DeviceFailure as fault:
        raise told(fault, reader) from fault


def card_facts(document: IdentityDocument) -> dict[str, str | None]:
    """The document as `--json` prints it: see SHAPE."""
    validity = document.validity
    end = LONG_TERM if validity.long_term else _day(validity.end)
    facts = {
        "kind": document.kind.value,
        "name": document.name or None,
        "name_en": document.name_en or None,
        "sex": SEXES[document.sex],
        "ethnicity": ethnicity_name(document.ethnicity),
        "birth_date": _day(document.birth_date),
        "address": document.address or None,
        "number": document.number,
        "issuer": document.issuer or None,
        "valid_from": _day(validity.start),
        "valid_to": end,
    }
    if document.kind is DocumentKind.SOCIAL:
        facts["card_number"] = document.card_number or None
    return facts


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_within(reader: IdCardReader, until: float, clock: Clock) -> IdentityDocument:
    # A card that somebody's program read before is not found again until the module is reset, or it is taken away.
    reset: Callable[[], None] | None = getattr(reader, "reset", None)
    if not reader.poll() and reset is not None:
        reset()
    unknown: DeviceFailure | None = None
    while _comes(reader, until, clock):
        try:
            return reader.read()
        except DeviceFailure as fault:
            # A token of another trade that sat there before is nobody's card: the one that is waited for may yet come.
            if fault.cause != "card-unknown" or reader.present():
                raise
            unknown = fault
    raise unknown or EnvironmentFailure("no card came; lay one on the reader, or wait for longer with --wait")


def _comes(reader: IdCardReader, until: float, clock: Clock) -> bool:
    """Waits for a card that was not looked at yet; asks once more where the time is over."""
    quiet = Event()
    while not reader.poll():
        if clock.monotonic() >= until:
            return False
        quiet.wait(_LOOK_S)
    return True


def _maker(arguments: argparse.Namespace, clock: Clock) -> "Callable[[], IdCardReader]":
    from devices.by_hand import CARD_READERS, Wanted

    driver = arguments.driver
    if driver is None:
        return _configured(settings_of(arguments), arguments.device, clock)
    if driver == "serial-id" and not arguments.port:
        arguments.parser.error("--driver serial-id needs --port PATH")
    if driver == "sdt" and not (arguments.library and arguments.port):
        arguments.parser.error("--driver sdt needs --library FILE and --port N")
    if driver == "sdt" and not (arguments.port.isascii() and arguments.port.isdigit() and len(arguments.port) <= 4):
        arguments.parser.error("--port is a number with --driver sdt: 1 to 16 serial, 1001 to 1016 USB")
    wanted = Wanted(arguments.reader, arguments.port or "", arguments.baud, arguments.library or "")
    return lambda: CARD_READERS[driver](wanted, clock)


def _configured(settings: Settings, name: str, clock: Clock) -> "Callable[[], IdCardReader]":
    from devices.fitting import fit

    readers = fit(settings, clock).readers
    if not readers:
        raise InputFailure("the settings name no card reader; name one with --driver serial-id --port PATH")
    if name and name not in readers:
        raise InputFailure(f"{name}: no such card reader in the settings; there are {', '.join(readers)}")
    return readers[name or next(iter(readers))]


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _LONGEST_WAIT_S:
        raise argparse.ArgumentTypeError(f"{text}: needs seconds, 0 to {_LONGEST_WAIT_S:.0f}")
    return seconds
