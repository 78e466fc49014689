"""The centre's answers to an export, carried back: case numbers for a terminal whose line stays dead.

They are sealed with a key that the terminal drew for this one export and sent inside it. So whoever writes answers that
open has opened the export, and only the centre could: that says as much as a signature would, and needs no longer-lived
key of either side (docs/decisions/0019).
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.domain.course import WithdrawalState
from kiosk.domain.filing import Acknowledgement, Delivery
from kiosk.errors import InputFailure
from kiosk.ports import Clock
from kiosk.storage import carry_outs, endings, outbox
from kiosk.storage.connection import Connection, Store
from sync import wire
from sync.carry_out import preamble
from sync.carry_out.messages import Answer, Answers, AnswersHeader, WithdrawalReply
from sync.carry_out.refusals import DAMAGED, TRUNCATED, UNKNOWN_EXPORT, CarryOutRefusal

LONGEST: Final = 256 * 1024 * 1024
_SALT: Final = 32
_LABEL: Final = b"jiujin carry-out 1 answers"


def sealed(export_id: str, terminal_id: str, answer_key: bytes, answers: Answers, at: datetime) -> bytes:
    """The whole answers file: preamble, length of the rest (4), salt (32), sealed answers."""
    start = preamble.encode(preamble.ANSWERS, AnswersHeader(export_id=export_id, terminal_id=terminal_id, made_at=at))
    text = wire.canonical(answers)
    salt = os.urandom(_SALT)
    # The key is used for this one message alone, so its nonce may be nought.
    body = salt + AESGCM(_key(answer_key, salt)).encrypt(bytes(12), text, start)
    return start + len(body).to_bytes(4, "big") + body


@dataclass(frozen=True, slots=True)
class AnswersTaken:
    """What a terminal learnt: now delivered, now refused, known before, and filings it no longer has.

    And of withdrawals: now `withdrawn`, and `kept`, as the centre would not have them taken back.
    """

    export_id: str
    delivered: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def take(store: Store, clock: Clock, file: Path) -> AnswersTaken:
    """Takes the answers in `file` into the store, all in one transaction. May be repeated.

    Raises CarryOutRefusal or InputFailure; then nothing is changed.
    """
    try:
        with file.open("rb") as opened:
            header, answers = _opened(store, opened)
    except OSError as fault:
        raise InputFailure(f"{file}: cannot be read ({fault.strerror})") from fault
    taken = AnswersTaken(header.export_id)

    def work(connection: Connection) -> None:
        held = carry_outs.holds(connection, header.export_id)
        for answer in answers.answers:
            if answer.filing_id in held:
                _settle(connection, answer, taken, clock.now())
            else:
                taken.gone.append(answer.filing_id)
        for reply in answers.withdrawals:
            if reply.filing_id in held:
                _settle_withdrawal(connection, reply, taken, clock.now())
            else:
                taken.gone.append(reply.filing_id)

    store.write(work).result()
    return taken


def _opened(store: Store, file: BinaryIO) -> tuple[AnswersHeader, Answers]:
    header, start = preamble.read(file, preamble.ANSWERS, AnswersHeader)
    length = int.from_bytes(file.read(4), "big")
    if length > LONGEST:
        raise CarryOutRefusal(DAMAGED)
    body = file.read(length)
    if length < _SALT + 16 or len(body) < length:
        raise CarryOutRefusal(TRUNCATED)
    if file.read(1):
        raise CarryOutRefusal(DAMAGED)
    answer_key = store.read(lambda connection: carry_outs.answer_key(connection, header.export_id))
    if answer_key is None:
        raise CarryOutRefusal(UNKNOWN_EXPORT, header.export_id)
    salt, text = body[:_SALT], body[_SALT:]
    try:
        said = AESGCM(_key(answer_key, salt)).decrypt(bytes(12), text, start)
        return header, msgspec.json.decode(said, type=Answers)
    except (InvalidTag, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CarryOutRefusal(DAMAGED) from None


def _settle(connection: Connection, answer: Answer, taken: AnswersTaken, now: datetime) -> None:
    """Moves one filing along the outbox's own moves to where the centre says it is."""
    filing_id = answer.filing_id
    state = outbox.state(connection, filing_id)
    if state.delivery is Delivery.DELIVERED or (answer.completion is None and state.delivery is Delivery.REFUSED):
        taken.known.append(filing_id)
        return
    if answer.completion is not None:
        # Newer than a refusal, or it could not have been given; and true also of what was taken back meanwhile.
        outbox.mark_delivered_after_all(connection, filing_id, _acknowledgement(answer.completion), now)
        taken.delivered.append(filing_id)
        return
    if state.delivery is not Delivery.SENDING:
        outbox.mark_sending(connection, filing_id, now)
    outbox.mark_refused(connection, filing_id, f"intake.{answer.problem}", answer.detail)
    taken.refused.append(filing_id)


def _settle_withdrawal(connection: Connection, reply: WithdrawalReply, taken: AnswersTaken, now: datetime) -> None:
    """The same as the line's answer would do."""
    filing_id = reply.filing_id
    if endings.course(connection, filing_id).withdrawal is not WithdrawalState.PENDING:
        taken.known.append(filing_id)
    elif reply.taken is None:
        endings.mark_refused(connection, filing_id, f"intake.{reply.problem}")
        taken.kept.append(filing_id)
    else:
        known = reply.taken.completion
        endings.mark_taken(connection, filing_id, _acknowledgement(known) if known else None, now)
        taken.withdrawn.append(filing_id)


def _acknowledgement(told: wire.Completion) -> Acknowledgement:
    return Acknowledgement(told.case_number, told.query_code, told.received_at)


def _key(answer_key: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, _LABEL).derive(answer_key)
