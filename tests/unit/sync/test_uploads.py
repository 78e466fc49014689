"""How a file is handed to the line."""

from collections.abc import Iterable
from hashlib import sha256

import pytest
import requests

from kiosk.errors import LineFailure
from sync import wire
from sync.begun import MOST_REMEMBERED
from sync.failures import BROKEN, CORRUPTED, Answer, OtherAnswer, ProblemAnswer
from sync.uploads import MOST_CORRECTIONS, PIECE_BYTES, HeldContent, Uploader

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


class StockServer(Line):
    """An upload server as tus alone describes it: every creation is a new upload, and nothing is said in problems."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.fails: list[Exception] = []

    def exchange(
        self, method: str, path: str, *, expect: int, body: bytes | Iterable[bytes], headers: dict[str, str]
    ) -> Answer:
        self.asked.append(method)
        if method == "POST":
            path = f"/u/{self.asked.count('POST')}"
            self.held[path] = b""
            return self._told(expect, {"Location": path})
        if method == "PATCH" and self.fails:
            raise self.fails.pop(0)
        if path not in self.held:
            raise OtherAnswer(410)
        if method == "PATCH":
            if int(headers["Upload-Offset"]) != len(self.held[path]):
                raise OtherAnswer(409)
            self.held[path] += body if isinstance(body, bytes) else b"".join(body)
        return self._told(expect, {"Upload-Offset": str(len(self.held[path]))})

    def _told(self, status: int, headers: dict[str, str]) -> Answer:
        told = {"Tus-Resumable": "1.0.0"} | headers
        return Answer(status, requests.structures.CaseInsensitiveDict(told), b"", "http://centre")


DATA = bytes(n % 251 for n in range(1000))
PAGE = HeldContent(sha256(DATA).hexdigest(), "image/jpeg", DATA)


def _uploader(server: StockServer, patch_bytes: int = 300) -> Uploader:
    return Uploader(server, patch_bytes)  # type: ignore[arg-type]


def _problem(kind: str) -> ProblemAnswer:
    status, title = wire.PROBLEMS[kind]
    return ProblemAnswer(wire.Problem(type=wire.PROBLEM_TYPES + kind, title=title, status=status), None)


def _break_off(server: StockServer, uploader: Uploader) -> None:
    server.fails = [LineFailure(BROKEN, "cut")]
    with pytest.raises(LineFailure):
        uploader.upload("some-filing", PAGE)


def test_the_next_try_asks_for_the_offset_of_the_upload_it_began() -> None:
    server = StockServer()
    uploader = _uploader(server)
    _break_off(server, uploader)
    server.held["/u/1"] = DATA[:123]
    server.asked.clear()
    uploader.upload("some-filing", PAGE)
    assert server.asked == ["HEAD", "PATCH", "PATCH", "PATCH"]
    assert server.held == {"/u/1": DATA}


def test_an_upload_that_is_gone_at_the_next_try_is_created_anew() -> None:
    server = StockServer()
    uploader = _uploader(server)
    _break_off(server, uploader)
    server.held.clear()
    uploader.upload("some-filing", PAGE)
    assert server.held == {"/u/2": DATA}


@pytest.mark.parametrize("gone", [OtherAnswer(404), OtherAnswer(410), _problem("upload-unknown")], ids=str)
def test_an_upload_that_goes_away_between_two_requests_is_created_anew(gone: LineFailure) -> None:
    server = StockServer()
    server.fails = [gone]
    _uploader(server).upload("some-filing", PAGE)
    assert server.held["/u/2"] == DATA


@pytest.mark.parametrize("offset", [OtherAnswer(409), _problem("offset")], ids=str)
def test_an_offset_that_moved_is_asked_for(offset: LineFailure) -> None:
    server = StockServer()
    server.fails = [offset]
    _uploader(server).upload("some-filing", PAGE)
    assert server.held == {"/u/1": DATA}
    assert server.asked.count("HEAD") == 2


@pytest.mark.parametrize("objection", [OtherAnswer(410), OtherAnswer(409), _problem("offset")], ids=str)
def test_objecting_without_end_is_given_up(objection: LineFailure) -> None:
    server = StockServer()
    server.fails = [objection] * (MOST_CORRECTIONS + 1)
    with pytest.raises(LineFailure) as failure:
        _uploader(server).upload("some-filing", PAGE)
    assert failure.value is objection
    assert server.fails == []


@pytest.mark.parametrize("wrong", [OtherAnswer(460), _problem("digest-mismatch")], ids=str)
def test_wrong_bytes_are_sent_again_once(wrong: LineFailure) -> None:
    server = StockServer()
    server.fails = [wrong]
    _uploader(server).upload("some-filing", PAGE)
    assert server.held == {"/u/1": DATA}
    server.fails = [wrong, wrong]
    with pytest.raises(LineFailure) as failure:
        _uploader(server).upload("some-filing", PAGE)
    assert failure.value.reason == CORRUPTED


def test_what_arrived_is_forgotten_and_no_more_is_remembered_than_a_bound() -> None:
    server = StockServer()
    uploader = _uploader(server)
    uploader.upload("some-filing", PAGE)
    for number in range(MOST_REMEMBERED + 1):
        server.fails = [LineFailure(BROKEN, "cut")]
        with pytest.raises(LineFailure):
            uploader.upload(f"filing-{number}", PAGE)
    server.asked.clear()
    uploader.upload("filing-0", PAGE)
    assert server.asked[0] == "POST"
    server.asked.clear()
    uploader.upload("filing-7", PAGE)
    assert server.asked[0] == "HEAD"
