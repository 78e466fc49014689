"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.text import Text


class Condition(StrEnum):
    """How something is: in order, working but in want of somebody, not working, or not there by intention."""

    OK = "ok"
    ATTENTION = "attention"
    FAILED = "failed"
    NOT_FITTED = "not-fitted"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: `name` is stable, `title` what people call it, `found` what was seen.

    `cause` is a code or a word that names the fault, `remedy` what a technician can do about it; both "" where all is
    well.
    """

    name: str
    title: Text
    state: Condition
    found: str = ""
    cause: str = ""
    remedy: str = ""

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the terminal is not ready because of it."""
        return self.state is Condition.FAILED
