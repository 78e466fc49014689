"""What every reader of identity cards shares: its delays, and what a status of its protocol means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Status:
    """What a status of a card or a reader means, and the cause (devices.causes) it is told as; "" for no failure."""

    meaning: str
    cause: str


@dataclass(frozen=True, slots=True)
class ReaderDelays:
    """How long a reader may take, in seconds, and how often it is asked again.

    Each limit is the time to the first byte of the answer; the bytes themselves get what the baud rate needs.
    """

    answer_s: float = 0.5
    """Any command that does not reach the card."""
    poll_s: float = 0.25
    """Finding a card; `poll` promises 300 ms."""
    select_s: float = 0.5
    read_s: float = 1.5
    reset_s: float = 2.0
    gap_s: float = 0.15
    """Silence in the middle of an answer that makes it a broken one; USB adapters pause for 16 ms."""
    slice_s: float = 0.02
    """How long one read of the port may block, and so how late a deadline or `cancel` is noticed."""
    tries: int = 3
    """How often a card is read before the person is told that it cannot be."""
    silences: int = 3
    """So many polls without a sound answer mean that the reader is gone."""
    misses: int = 2
    """So many probes in a row must miss the card before it counts as taken away: the field flickers."""
