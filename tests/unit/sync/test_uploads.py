"""How a file is handed to the line."""

from collections.abc import Iterable
from hashlib import sha256

import pytest
import requests

from kiosk.errors import LineFailure
from sync.failures import Answer
from sync.uploads import PIECE_BYTES, HeldContent, Uploader

PATCH_BYTES = 3 * PIECE_BYTES + 7


class Line:
    """Takes what it is given; keeps the pieces of every body."""

    def __init__(self) -> None:
        self.bodies: list[list[bytes]] = []
        self.offset = 0
        self.told_offset = ""

    def exchange(
        self, method: str, path: str, *, expect: int, body: bytes | Iterable[bytes], headers: dict[str, str]
    ) -> Answer:
        if method == "PATCH":
            assert int(headers["Upload-Offset"]) == self.offset
            self.bodies.append([body] if isinstance(body, bytes) else list(body))
            self.offset += sum(map(len, self.bodies[-1]))
        told = {"Tus-Resumable": "1.0.0", "Upload-Offset": self.told_offset or str(self.offset), "Location": path}
        return Answer(expect, requests.structures.CaseInsensitiveDict(told), b"", "http://centre")

    def path_of(self, location: str) -> str:
        return location


def test_a_large_file_goes_in_requests_and_each_of_them_in_pieces() -> None:
    data = bytes(n % 251 for n in range(2 * PATCH_BYTES + 5))
    line = Line()
    uploader = Uploader(line, PATCH_BYTES)  # type: ignore[arg-type]
    uploader.upload("some-filing", HeldContent(sha256(data).hexdigest(), "image/jpeg", data))
    assert [sum(map(len, body)) for body in line.bodies] == [PATCH_BYTES, PATCH_BYTES, 5]
    assert all(len(piece) <= PIECE_BYTES for body in line.bodies for piece in body)
    assert b"".join(piece for body in line.bodies for piece in body) == data


@pytest.mark.parametrize("offset", ["-1", "٣", "1e3", "5", "9" * 5000, "0" * 5000])
def test_what_is_no_offset_is_nonsense(offset: str) -> None:
    line = Line()
    line.told_offset = offset
    with pytest.raises(LineFailure) as failure:
        Uploader(line).upload("some-filing", HeldContent(sha256(b"page").hexdigest(), "image/jpeg", b"page"))  # type: ignore[arg-type]
    assert failure.value.reason == "intake.nonsense"
    assert line.bodies == []
