"""Chunks under one key: none may be moved, dropped, repeated or taken from another file."""

from io import BytesIO

import pytest

from sync.carry_out.refusals import CarryOutRefusal
from sync.carry_out.stream import CHUNK_BYTES, TAG_BYTES, Opener, Sealer, sealed_size

KEY = bytes(range(32))
SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES


def sealed(content: bytes, bound: bytes = b"bound") -> bytes:
    sink = BytesIO()
    sealer = Sealer(KEY, bound, sink)
    for start in range(0, len(content), 50_000):
        sealer.write(content[start : start + 50_000])
    sealer.finish()
    return sink.getvalue()


def opened(data: bytes, size: int, bound: bytes = b"bound") -> bytes:
    return Opener(KEY, bound, BytesIO(data), size).exactly(size)


@pytest.mark.parametrize("size", [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_every_length_comes_back(size: int) -> None:
    content = bytes(n % 251 for n in range(size))
    data = sealed(content)
    assert len(data) == sealed_size(size)
    assert opened(data, size) == content


def test_two_chunks_that_changed_places_are_found() -> None:
    data = sealed(bytes(3 * CHUNK_BYTES))
    first, second, third = (data[n * SEALED_CHUNK : (n + 1) * SEALED_CHUNK] for n in range(3))
    with pytest.raises(CarryOutRefusal):
        opened(second + first + third, 3 * CHUNK_BYTES)


def test_a_chunk_that_came_twice_is_found() -> None:
    data = sealed(bytes(2 * CHUNK_BYTES))
    with pytest.raises(CarryOutRefusal):
        opened(data[:SEALED_CHUNK] * 2, 2 * CHUNK_BYTES)


@pytest.mark.parametrize("chunks", [1, 2])
def test_a_stream_without_its_last_chunk_is_found_even_if_the_size_is_forged(chunks: int) -> None:
    data = sealed(bytes(3 * CHUNK_BYTES))
    with pytest.raises(CarryOutRefusal):
        opened(data[: chunks * SEALED_CHUNK], chunks * CHUNK_BYTES)


def test_a_stream_bound_to_something_else_is_found() -> None:
    with pytest.raises(CarryOutRefusal):
        opened(sealed(b"content"), 7, b"another")
