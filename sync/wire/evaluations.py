"""好差评: a person's word on how it went."""

from typing import Annotated

from msgspec import Meta

from sync.wire.values import FilingId, Moment, Name, Sent, Told


class Evaluation(Sent, frozen=True, kw_only=True):
    """好差评 (GB/T 39734, 39735) on one filing; the two lowest levels need a reason."""

    filing_id: FilingId
    level: Annotated[int, Meta(ge=1, le=5)]
    reasons: Annotated[tuple[Name, ...], Meta(max_length=20)]
    given_at: Moment

    def __post_init__(self) -> None:
        if self.level <= 2 and not self.reasons:
            raise ValueError("the two lowest levels need a reason")


class EvaluationAnswer(Told, frozen=True, kw_only=True):
    """The intake has the evaluation."""

    filing_id: FilingId
    received_at: Moment
