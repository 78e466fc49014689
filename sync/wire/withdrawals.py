"""A person takes a filing back."""

from typing import Annotated, Literal

from msgspec import Meta

from sync.wire.filings import Completion, Consent
from sync.wire.values import FilingId, Moment, Sent, Sentence, Short, Told

WITHDRAWAL_REASONS = ("changed-mind", "wrong-entry", "done-elsewhere", "other")
"""Why a person takes a filing back, as the screen offers it."""


class Withdrawal(Sent, frozen=True, kw_only=True):
    """That the person takes the filing back, why, what they agreed to, and how they proved who they are.

    `agent_id` is who did it for them at an outlet, "" where they stood there themselves.
    """

    filing_id: FilingId
    reason: Literal["changed-mind", "wrong-entry", "done-elsewhere", "other"]
    words: Sentence = ""
    evidence: Literal["card-present", "typed", "agent-word"]
    agent_id: Short = ""
    consent: Consent
    given_at: Moment


class WithdrawalAnswer(Told, frozen=True, kw_only=True):
    """The filing is withdrawn. `completion` is there where it had become a case, which then is withdrawn too."""

    filing_id: FilingId
    status: Annotated[str, Meta(pattern="^withdrawn$")]
    received_at: Moment
    completion: Completion | None = None
