"""How much of a thin line the papers may take."""

from hashlib import sha256
from threading import Thread

import pytest

from kiosk.errors import LineFailure
from kiosk.storage import outbox
from sync.bandwidth import INTERRUPTED, Ceiling
from sync.uploads import PIECE_BYTES, HeldContent, Uploader
from tests.unit.sync.fakes import MovedClock
from tests.unit.sync.test_uploads import Line

KILOBYTE = 1000


def test_a_second_of_the_ceiling_goes_at_once_and_the_rest_is_waited_for(clock: MovedClock) -> None:
    ceiling = Ceiling(10 * KILOBYTE, clock.monotonic)
    assert ceiling.owed(10 * KILOBYTE) == 0
    assert ceiling.owed(5 * KILOBYTE) == pytest.approx(0.5)
    clock.move(0.5)
    assert ceiling.owed(20 * KILOBYTE) == pytest.approx(2.0)


def test_who_comes_later_waits_behind_what_was_taken_before(clock: MovedClock) -> None:
    ceiling = Ceiling(KILOBYTE, clock.monotonic)
    assert [ceiling.owed(KILOBYTE) for _ in range(4)] == pytest.approx([0, 1, 2, 3])


def test_no_more_than_a_second_is_saved_up_however_long_the_line_was_idle(clock: MovedClock) -> None:
    ceiling = Ceiling(KILOBYTE, clock.monotonic)
    clock.move(3600)
    assert ceiling.owed(KILOBYTE) == 0
    assert ceiling.owed(KILOBYTE) == pytest.approx(1.0)


def test_over_a_day_exactly_the_ceiling_goes_out(clock: MovedClock) -> None:
    ceiling = Ceiling(7 * KILOBYTE, clock.monotonic)
    sent = 0
    began = clock.monotonic()
    while clock.monotonic() - began < 86_400:
        clock.move(ceiling.owed(ceiling.piece(PIECE_BYTES)))
        sent += ceiling.piece(PIECE_BYTES)
    assert sent == pytest.approx(86_400 * 7 * KILOBYTE, abs=2 * 7 * KILOBYTE)


def test_without_a_ceiling_nobody_waits(clock: MovedClock) -> None:
    ceiling = Ceiling(0, clock.monotonic)
    assert ceiling.owed(1 << 40) == 0
    assert ceiling.piece(PIECE_BYTES) == PIECE_BYTES


def test_every_byte_of_a_page_is_paid_for_in_pieces_of_at_most_a_second() -> None:
    taken: list[int] = []

    class Noting(Ceiling):
        def take(self, size: int) -> None:
            taken.append(size)

    data = bytes(n % 251 for n in range(10 * KILOBYTE + 1))
    line = Line()
    page = HeldContent(sha256(data).hexdigest(), "image/jpeg", data)
    Uploader(line, ceiling=Noting(4 * KILOBYTE)).upload("some-filing", page)  # type: ignore[arg-type]
    assert taken == [4 * KILOBYTE, 4 * KILOBYTE, 2 * KILOBYTE + 1]
    assert b"".join(piece for body in line.bodies for piece in body) == data


def test_the_end_of_the_program_ends_the_wait() -> None:
    ceiling = Ceiling(1)
    heard: list[str] = []

    def wait() -> None:
        try:
            ceiling.take(1_000_000)
        except LineFailure as failure:
            heard.append(failure.reason)

    waiting = Thread(target=wait, daemon=True)
    waiting.start()
    ceiling.end()
    waiting.join(30)
    assert heard == [INTERRUPTED] == [outbox.INTERRUPTED]
