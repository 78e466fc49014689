"""The centre itself: that it answers, what it takes, and how it says no."""

from typing import Annotated

from msgspec import Meta

from sync import problem_types
from sync.wire.values import Bytes, MediaType, Moment, Told

CONTRACT_VERSION = "1"
TUS_VERSION = "1.0.0"
PROBLEM_MEDIA_TYPE = problem_types.PROBLEM_MEDIA_TYPE
PROBLEM_TYPES = problem_types.PROBLEM_TYPES
PROBLEMS = problem_types.PROBLEMS


class Limits(Told, frozen=True, kw_only=True):
    """What the centre takes; a terminal checks it when a page is scanned, not when it is sent."""

    manifest_bytes: Bytes
    file_bytes: Bytes
    media_types: Annotated[tuple[MediaType, ...], Meta(min_length=1, max_length=100)]


class Health(Told, frozen=True, kw_only=True):
    """That the intake answers, its clock, and its limits."""

    contract: str
    now: Moment
    limits: Limits


class Problem(Told, frozen=True, kw_only=True):
    """RFC 9457. `type` is a URN of this contract; `missing` accompanies `not-complete`, `case_number` `duplicate`."""

    type: str
    title: str
    status: int
    detail: str = ""
    missing: tuple[str, ...] = ()
    case_number: str = ""

    @property
    def kind(self) -> str:
        """The contract's short name of the problem, "" if it is none of this contract's."""
        return self.type.removeprefix(PROBLEM_TYPES) if self.type.startswith(PROBLEM_TYPES) else ""
