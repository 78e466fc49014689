"""Our upload client against npm's @tus/server: tus as others understand it, not only as our own intake does."""

from collections.abc import Iterator

import pytest

from kiosk.config import DelaySettings, IntakeSettings
from kiosk.errors import LineFailure
from sync.transport import Transport
from sync.uploads import Uploader
from tests.contract.strangers.conftest import SIZE, TOKEN, StartTus, content
from tests.scenarios.line.proxy import LOST_ANSWER, Fate, LineProxy

FILING = "01900000-0001-7000-8000-000000000001"
PATCH = 300_000
CUT_AT = 200_000


class Sender:
    """Makes uploaders as one program start after the other does, and closes their connections."""

    def __init__(self) -> None:
        self._transports: list[Transport] = []

    def __call__(self, url: str) -> Uploader:
        self._transports.append(Transport(IntakeSettings(url=url, token=TOKEN), DelaySettings(read_timeout=20.0)))
        return Uploader(self._transports[-1], PATCH)

    def close(self) -> None:
        for transport in self._transports:
            transport.close()


@pytest.fixture
def sender() -> Iterator[Sender]:
    made = Sender()
    yield made
    made.close()


def test_a_page_arrives_whole_in_several_requests(start_tus: StartTus, sender: Sender) -> None:
    server = start_tus(FILING)
    page = content(1)
    sender(server.url).upload(FILING, page)
    assert server.stored() == [page.data]


@pytest.mark.parametrize(
    ("fate", "arrived"),
    [(Fate(body_bytes=CUT_AT), CUT_AT), (LOST_ANSWER, PATCH), (Fate(body_bytes=0), 0)],
    ids=["cut", "answer lost", "cut at once"],
)
def test_after_a_break_the_rest_alone_is_sent(start_tus: StartTus, sender: Sender, fate: Fate, arrived: int) -> None:
    server = start_tus(FILING)
    line = LineProxy(server.url)
    page = content(2)
    uploader = sender(line.url)
    line.fail_once("PATCH", fate)
    try:
        with pytest.raises(LineFailure) as failure:
            uploader.upload(FILING, page)
        assert failure.value.reason == "line.broken"
        server.wait_for(arrived)
        uploader.upload(FILING, page)
        sent = sum(line.seen.bodies("PATCH"))
        creations = len(line.seen.bodies("POST"))
    finally:
        line.close()
    assert server.stored() == [page.data]
    assert (sent, creations) == (SIZE, 1)


def test_a_server_that_creates_idempotently_resumes_after_our_restart(start_tus: StartTus, sender: Sender) -> None:
    server = start_tus(FILING, "idempotent")
    line = LineProxy(server.url)
    page = content(3)
    line.fail_once("PATCH", Fate(body_bytes=CUT_AT))
    try:
        with pytest.raises(LineFailure):
            sender(line.url).upload(FILING, page)
        server.wait_for(CUT_AT)
        sender(line.url).upload(FILING, page)
        assert sum(line.seen.bodies("PATCH")) == SIZE
    finally:
        line.close()
    assert server.stored() == [page.data]


def test_a_server_that_creates_anew_gets_the_page_once_more_after_our_restart(
    start_tus: StartTus, sender: Sender
) -> None:
    server = start_tus(FILING)
    line = LineProxy(server.url)
    page = content(4)
    line.fail_once("PATCH", Fate(body_bytes=CUT_AT))
    try:
        with pytest.raises(LineFailure):
            sender(line.url).upload(FILING, page)
        server.wait_for(CUT_AT)
        sender(line.url).upload(FILING, page)
    finally:
        line.close()
    assert sorted(map(len, server.stored())) == [CUT_AT, SIZE]
    assert page.data in server.stored()


def test_an_upload_that_the_server_threw_away_is_created_anew(start_tus: StartTus, sender: Sender) -> None:
    server = start_tus(FILING)
    line = LineProxy(server.url)
    page = content(5)
    uploader = sender(line.url)
    line.fail_once("PATCH", Fate(body_bytes=CUT_AT))
    try:
        with pytest.raises(LineFailure):
            uploader.upload(FILING, page)
        server.wait_for(CUT_AT)
        for file in server.folder.iterdir():
            file.unlink()
        uploader.upload(FILING, page)
        assert len(line.seen.bodies("POST")) == 2
    finally:
        line.close()
    assert server.stored() == [page.data]
