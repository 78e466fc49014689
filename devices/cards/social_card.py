"""The driver of social-security cards (LD/T 32) in PC/SC readers."""

import logging
from collections.abc import Callable
from functools import partial

from devices.cards import apdu, social_fields
from devices.cards.apdu import Answer
from devices.cards.pcsc_line import PcscDelays, PcscLine, Slot, Transmit
from devices.causes import failure, is_lost
from devices.ownership import ThreadOwnership
from kiosk.domain.identity import IdentityDocument
from kiosk.errors import DeviceFailure
from kiosk.ports import Clock

log = logging.getLogger(__name__)

MOST_RECORDS = 16
"""So many records are asked for in a file that knows no tags; LD/T 32 puts at most 7 into one."""

_HOPELESS = frozenset({"card-unknown", "card-locked"})
"""Reading again would not help."""
_OF_ONE_SLOT = frozenset({"in-use", "absent"})
"""Lost, but another slot may be well."""


class SocialCardReader:
    """`kiosk.ports.IdCardReader` for one reader, whose name holds `reader_name`, or for all of them ("").

    A card is known by its slot and the count of cards that PC/SC keeps for each slot, so one that is exchanged between
    two looks is another card. Any token may lie in another slot, for ever: a card without the application of LD/T 32 is
    passed over where another slot has a card that can be read, and is told as `card-unknown`, once, where it is
    the only one. One that lay there before the terminal looked is nobody's forgotten card and is not told as lying
    there.
    """

    driver_name = "social-card"

    def __init__(self, reader_name: str, clock: Clock, delays: PcscDelays | None = None) -> None:
        self._clock = clock
        self._delays = delays or PcscDelays()
        self._line = PcscLine(reader_name, clock, self._delays)
        self._owner = ThreadOwnership("the reader of social-security cards")
        self._place = reader_name
        self._dealt_with: set[Slot] = set()
        self._looked_into: set[Slot] = set()
        self._before: frozenset[Slot] = frozenset()
        self._last: tuple[Slot, ...] = ()
        """What the last look saw."""
        self._lying: Slot | None = None
        self._was_read = False
        self._furniture = False

    @property
    def place(self) -> str:
        """The names of the readers that are looked at."""
        return self._place

    def open(self) -> None:
        """Takes a PC/SC context and finds a reader; raises DeviceFailure no-driver, no-pcscd, absent, no-answer."""
        self._owner.claim()
        self._dealt_with.clear()
        self._looked_into.clear()
        self._last, self._lying = (), None
        try:
            self._line.open()
            self._before = frozenset(self._slots())
        except DeviceFailure:
            self.close()
            raise

    def close(self) -> None:
        """Gives the context back; never raises."""
        self._line.close()
        self._owner.release()

    def cancel(self) -> None:
        """Ends what runs with DeviceFailure("stopped"); the one call allowed from another thread."""
        self._line.cancel()

    def poll(self) -> bool:
        """Whether a card that was not dealt with yet lies in one of the readers; touches no card."""
        self._owner.check()
        # What was new at the last look is not waited for, and may have gone.
        slots = self._slots() if self._new_among(self._last) else self._next_slots()
        return bool(self._new_among(slots))

    def read(self) -> IdentityDocument:
        """Reads the first social-security card among those that `poll` noticed, up to `tries` times each.

        Raises DeviceFailure: `card-pulled` where it was taken away, `card-unknown` where there are only other cards,
        `card-locked`, `bad-data`, `read-failed`, or that of the reader or of PC/SC.
        """
        self._owner.check()
        told: DeviceFailure | None = None
        end = self._clock.monotonic() + self._delays.all_s
        for slot in self._new():
            self._dealt_with.add(slot)
            try:
                document = self._read_slot(slot, end)
            except DeviceFailure as fault:
                if is_lost(fault) and fault.cause not in _OF_ONE_SLOT:
                    raise
                if told is None or told.cause == "card-unknown":
                    told, self._lying, self._was_read = fault, slot, False
                    self._furniture = fault.cause == "card-unknown" and slot in self._before
            else:
                self._lying, self._was_read = slot, True
                return document
        raise told or failure("card-pulled")

    def present(self) -> bool:
        """Whether the card read last, or the one that could not be read, still lies there.

        One that could not be read counts as gone as soon as somebody puts another into another slot, so that it
        does not stand in that one's way.
        """
        self._owner.check()
        slots = self._next_slots()
        lying = self._lying
        if lying is None or lying not in slots:
            return False
        if self._was_read:
            self._pass_over(slots)
            return True
        return not (self._furniture or self._new_among(slots))

    def _pass_over(self, slots: tuple[Slot, ...]) -> None:
        """Sorts out the tokens beside a card that was read, so that none is told as unknown when that is taken away."""
        for slot in self._new_among(slots):
            if slot in self._looked_into:
                continue
            self._looked_into.add(slot)
            try:
                self._line.converse(slot, select_application)
            except DeviceFailure as fault:
                if is_lost(fault) and fault.cause not in _OF_ONE_SLOT:
                    raise
                if fault.cause == "card-unknown":
                    self._dealt_with.add(slot)

    def _slots(self) -> tuple[Slot, ...]:
        return self._seen(self._line.slots())

    def _next_slots(self) -> tuple[Slot, ...]:
        """Waits a moment for anything to change."""
        return self._seen(self._line.next_slots())

    def _seen(self, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        self._last = slots
        self._place = ", ".join(slot.name for slot in slots)
        self._dealt_with &= set(slots)
        self._looked_into &= set(slots)
        self._before &= set(slots)
        return slots

    def _new(self) -> tuple[Slot, ...]:
        return self._new_among(self._slots())

    def _new_among(self, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        return tuple(slot for slot in slots if slot.present and slot not in self._dealt_with)

    def _read_slot(self, slot: Slot, end: float) -> IdentityDocument:
        last = failure("read-failed")
        for attempt in range(self._delays.tries):
            try:
                return self._line.converse(slot, read_card)
            except DeviceFailure as fault:
                if is_lost(fault) or fault.cause in _HOPELESS:
                    raise
                last = fault
            # A card that says nonsense answered just now; one that fell silent may be on its way out.
            patience = 0.0 if last.cause == "bad-data" else self._delays.settle_s
            if not self._line.still_there(slot, patience):
                raise failure("card-pulled") from last
            if self._clock.monotonic() > end:
                break
            log.info("social-security card not read, try %d: %s", attempt + 1, last.cause)
        raise last


def select_application(transmit: Transmit) -> None:
    """Finds out whether the card is one of LD/T 32; raises DeviceFailure `card-unknown` or `card-locked`."""
    command = apdu.select_application()
    answer = apdu.exchange(transmit, command)
    if not answer.ok:
        refusal = answer.refusal(command)
        raise refusal if refusal.cause == "card-locked" else failure("card-unknown", f"SW {answer.status:04X}")


def read_card(transmit: Transmit) -> IdentityDocument:
    """Everything a card says without a PIN. Raises DeviceFailure: `card-unknown` where it knows no LD/T 32."""
    select_application(transmit)
    values: dict[int, bytes] = {}
    for file in social_fields.FILES:
        _select(transmit, file)
        values.update(_read_by_tag(transmit, file) or _read_by_number(transmit))
    return social_fields.parse_card(values)


def _select(transmit: Transmit, file: int) -> None:
    command = apdu.select_file(file)
    if apdu.exchange(transmit, command).ok:
        return
    command = apdu.select_file(file, p1=0)
    answer = apdu.exchange(transmit, command)
    if not answer.ok:
        raise answer.refusal(command)


def _read_by_tag(transmit: Transmit, file: int) -> dict[int, bytes]:
    """The values in the selected file, by tag; none at all from a card that does not know its records by tag."""
    values: dict[int, bytes] = {}
    for tag, item in social_fields.FILES[file].items():
        answer = _record(transmit, partial(apdu.read_by_tag, tag), item.length)
        if not (answer.ok or values) and tag != next(iter(social_fields.FILES[file])):
            break  # the first may be missing, but not the second too
        if answer.ok:
            found, values[tag] = social_fields.parse_record(answer.data)
            if found != tag:
                raise failure("bad-data", f"another record than the {item.name}")
    return values


def _read_by_number(transmit: Transmit) -> dict[int, bytes]:
    """The values in the selected file, record after record."""
    values: dict[int, bytes] = {}
    for number in range(1, MOST_RECORDS + 1):
        command = apdu.read_by_number(number)
        answer = apdu.exchange(transmit, command)
        if not answer.ok:
            if answer.status == apdu.RECORD_NOT_FOUND and values:
                break
            raise answer.refusal(command)
        tag, value = social_fields.parse_record(answer.data)
        if tag in values:
            raise failure("bad-data", "a record twice")
        values[tag] = value
    return values


def _record(transmit: Transmit, command: Callable[[int], apdu.Command], length: int) -> Answer:
    # Cards differ in which Le they take for a record: just its length, or as much as there is.
    answer = apdu.exchange(transmit, command(social_fields.HEAD_BYTES + length))
    refused = answer.status == apdu.WRONG_LENGTH
    if refused or (answer.ok and social_fields.cut_short(answer.data)):
        return apdu.exchange(transmit, command(apdu.ANY_LENGTH))
    return answer
