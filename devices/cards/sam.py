"""What every reader with a SAM_V module (GA 450) is, whatever carries its commands: a serial port or a library."""

import logging
import struct
from dataclasses import replace
from typing import Protocol

from devices.cards import frames
from devices.cards.base import ReaderDelays
from devices.cards.frames import Answer, Command
from devices.cards.text_fields import TEXT_BYTES, parse_newest_address, parse_text
from devices.causes import failure
from devices.ownership import ThreadOwnership
from kiosk.domain.identity import DocumentKind, IdentityDocument
from kiosk.errors import DeviceFailure

log = logging.getLogger(__name__)

LARGEST_PHOTO = 1024
_DAMAGED = frozenset({"no-answer", "checksum", "garbage"})
"""What a disturbance of the line looks like: worth asking again."""
_RETRIED = _DAMAGED | {"bad-data", "read-failed", "card-pulled"}
"""bad-data too: an XOR checksum misses two flips of the same bit."""


class SamLine(Protocol):
    """What carries commands to the module and answers back. One thread, but `cancel`."""

    @property
    def place(self) -> str:
        """Where the reader hangs."""

    @property
    def usable(self) -> bool:
        """False once nothing but `open` can help."""

    def open(self) -> None:
        """Takes the reader; raises DeviceFailure."""

    def close(self) -> None:
        """Gives it back; never raises."""

    def cancel(self) -> None:
        """Makes the running and every later exchange fail with `stopped`, until `open`; from any thread."""

    def exchange(self, command: Command, limit_s: float) -> Answer:
        """Carries out one command.

        Raises DeviceFailure: `no-answer`, `checksum` or `garbage` where asking again may help, others where not.
        """


class SamReader:
    """`kiosk.ports.IdCardReader` on the commands of GA 450.

    A card that was read is not found again before it has left the field, so `find` cannot tell whether it still lies
    there. The reader still answers "read the newest address" from it, with the address or with "no such item"; once
    the card is gone the same command fails. That probe touches nothing else and is what `present` asks.
    """

    driver_name = "sam"

    def __init__(self, line: SamLine, delays: ReaderDelays) -> None:
        self._delays = delays
        self._line = line
        self._owner = ThreadOwnership(f"the card reader at {line.place}")
        self._was_read = False
        self._misses = 0
        self._silences = 0

    @property
    def place(self) -> str:
        """Where the reader hangs."""
        return self._line.place

    def open(self) -> None:
        """Opens the line and has the module test itself, resetting it once where that fails."""
        self._owner.claim()
        self._was_read = False
        self._misses = self._silences = 0
        try:
            self._line.open()
            answer = self._wake()
            if answer.status == frames.SELF_TEST_FAILED:
                self._line.exchange(frames.RESET, self._delays.reset_s)
                answer = self._line.exchange(frames.STATUS, self._delays.answer_s)
            _expect(frames.STATUS, answer)
        except DeviceFailure:
            self.close()
            raise

    def close(self) -> None:
        """Gives the line back; never raises."""
        self._line.close()
        self._owner.release()

    def cancel(self) -> None:
        """Ends what runs with DeviceFailure("stopped"); the one call allowed from another thread."""
        self._line.cancel()

    def reset(self) -> None:
        """Resets the module; the field goes off for a moment, so a card that lies there can be found anew."""
        self._owner.check()
        _expect(frames.RESET, self._line.exchange(frames.RESET, self._delays.reset_s))
        self._was_read = False

    def sam_id(self) -> str:
        """The number of the security module, as it is written: `aa.bb-n-%010d-%010d`."""
        self._owner.check()
        answer = _expect(frames.SAM_ID, self._line.exchange(frames.SAM_ID, self._delays.answer_s))
        if len(answer.data) != 16:
            raise failure("refused", f"a SAM id of {len(answer.data)} bytes")
        first, second, third, fourth, fifth = struct.unpack("<HHIII", answer.data)
        return f"{first:02d}.{second:02d}-{third}-{fourth:010d}-{fifth:010d}"

    def poll(self) -> bool:
        """Whether a new card lies in the field, in one question of at most `poll_s`.

        A damaged answer counts as no card; `silences` of them in a row raise DeviceFailure("no-answer").
        """
        self._owner.check()
        answer = self._ask(frames.FIND, self._delays.poll_s)
        if answer is None:
            return False
        if answer.status in {frames.SELF_TEST_FAILED, 0x66}:
            raise answer.refusal(frames.FIND)
        if answer.status == frames.CARD_FOUND:
            self._was_read = False
            self._misses = 0
            return True
        return False

    def read(self) -> IdentityDocument:
        """Selects and reads the card that `poll` found, up to `tries` times.

        Raises DeviceFailure: `card-pulled` where it is gone, else the cause of the last try (`checksum`,
        `read-failed`, `bad-data`, `card-unknown` …).
        """
        self._owner.check()
        last = failure("read-failed")
        for attempt in range(self._delays.tries):
            try:
                document = self._read_once(again=attempt > 0)
            except DeviceFailure as fault:
                if fault.cause not in _RETRIED or not self._line.usable:
                    raise
                last = fault
                if fault.cause not in _DAMAGED and not self._lies_there():
                    raise failure("card-pulled") from fault
                log.info("card not read, try %d: %s", attempt + 1, fault.cause)
            else:
                self._was_read = True
                self._misses = 0
                return self._with_newest_address(document)
        raise last

    def present(self) -> bool:
        """Whether the card read last, or the one that could not be read, still lies there; within 500 ms.

        Only `misses` probes in a row without the card count as gone. A damaged answer says nothing; `silences` of
        them raise DeviceFailure.
        """
        self._owner.check()
        answer = self._ask(frames.NEWEST_ADDRESS, self._delays.poll_s)
        if answer is None:
            return True
        there = answer.status in {frames.OK, frames.NO_SUCH_ITEM}
        if not there and not self._was_read:
            found = self._ask(frames.FIND, self._delays.poll_s)
            there = found is not None and found.status == frames.CARD_FOUND
        self._misses = 0 if there else self._misses + 1
        return self._misses < self._delays.misses

    def _wake(self) -> Answer:
        # A reader that has just been plugged in swallows the first bytes.
        for _ in range(self._delays.silences - 1):
            try:
                return self._line.exchange(frames.STATUS, self._delays.answer_s)
            except DeviceFailure as fault:
                if fault.cause not in _DAMAGED or not self._line.usable:
                    raise
        return self._line.exchange(frames.STATUS, self._delays.answer_s)

    def _ask(self, command: Command, limit_s: float) -> Answer | None:
        try:
            answer = self._line.exchange(command, limit_s)
        except DeviceFailure as fault:
            if fault.cause not in _DAMAGED or not self._line.usable:
                raise
            self._silences += 1
            if self._silences >= self._delays.silences:
                raise failure("no-answer", f"{command.name}, {self._silences} times") from fault
            return None
        self._silences = 0
        return answer

    def _read_once(self, *, again: bool) -> IdentityDocument:
        if again:
            # The module may take the card for read although its answer got lost, and then neither finds nor selects
            # it again but gives the same answer once more. So only the status of the reading itself decides.
            self._line.exchange(frames.FIND, self._delays.poll_s)
            self._line.exchange(frames.SELECT, self._delays.select_s)
        else:
            _expect(frames.SELECT, self._line.exchange(frames.SELECT, self._delays.select_s))
        answer = _expect(frames.READ, self._line.exchange(frames.READ, self._delays.read_s))
        return _document(answer.data)

    def _with_newest_address(self, document: IdentityDocument) -> IdentityDocument:
        # The address printed on the card stays true where none was added, and is better than no card at all where
        # the module does not say.
        if document.kind is not DocumentKind.RESIDENT:
            return document
        try:
            answer = self._line.exchange(frames.NEWEST_ADDRESS, self._delays.answer_s)
            newest = parse_newest_address(answer.data) if answer.status == frames.OK else ""
        except DeviceFailure as fault:
            log.info("no newest address: %s", fault.cause)
            return document
        return replace(document, address=newest) if newest else document

    def _lies_there(self) -> bool:
        found = self._ask(frames.FIND, self._delays.poll_s)
        if found is None or found.status == frames.CARD_FOUND:
            return True
        probe = self._ask(frames.NEWEST_ADDRESS, self._delays.poll_s)
        return probe is None or probe.status in {frames.OK, frames.NO_SUCH_ITEM}


def _expect(command: Command, answer: Answer) -> Answer:
    if answer.status != frames.OK:
        raise answer.refusal(command)
    return answer


def _document(data: bytes) -> IdentityDocument:
    """The document in the data of a reading: text length, photo length (big-endian), text, photo."""
    if len(data) < 4:
        raise failure("bad-data", "no lengths")
    text_length, photo_length = struct.unpack(">HH", data[:4])
    if text_length != TEXT_BYTES or photo_length > LARGEST_PHOTO or len(data) != 4 + text_length + photo_length:
        raise failure("bad-data", f"lengths {text_length} and {photo_length} in {len(data)} bytes")
    return parse_text(data[4 : 4 + text_length], data[4 + text_length :])
