"""An answer that never ends, however busily it comes: it is given up, the line is judged, the filing waits."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.errors import LineFailure
from kiosk.events import LineChanged
from tests.scenarios.line.certificates import serving
from tests.scenarios.line.drip import Drip
from tests.scenarios.line.terminal import Terminal
from tests.unit.storage.samples import filing

READ_S = 1.0
"""Many drops; four times as much is what a whole answer gets."""

JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
DRIPS = {
    "headers": (JSON + b"X-Long: ", b"a"),
    "an interim answer": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body with a length": (JSON + b"Content-Length: 65536\r\n\r\n", b" "),
    "a body in parts": (JSON + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a body until the end": (JSON + b"Connection: close\r\n\r\n", b" "),
}

Made = Callable[..., Drip]


@pytest.fixture
def drip() -> Iterator[Made]:
    made: list[Drip] = []

    def make(*arguments: object) -> Drip:
        made.append(Drip(*arguments))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


def assert_given_up(terminal: Terminal, url: str, ca_file: str = "") -> None:
    with pytest.raises(LineFailure, match="did not end in time") as failure:
        terminal.client(url, ca_file=ca_file, read_timeout=READ_S).changes("")
    assert failure.value.reason == "line.timeout"


@pytest.mark.parametrize("name", DRIPS)
def test_is_given_up(terminal: Terminal, drip: Made, name: str) -> None:
    assert_given_up(terminal, f"http://127.0.0.1:{drip(*DRIPS[name]).port}")


@pytest.mark.parametrize("name", ["headers", "a body with a length"])
def test_is_given_up_behind_tls_too(terminal: Terminal, drip: Made, tmp_path: Path, name: str) -> None:
    context, certificate = serving(tmp_path, "localhost")
    assert_given_up(terminal, f"https://localhost:{drip(*DRIPS[name], context).port}", str(certificate))


def test_the_line_is_judged_and_the_filing_goes_back(terminal: Terminal, drip: Made) -> None:
    sent = filing(1, materials=())
    engine = terminal.connect(f"http://127.0.0.1:{drip(*DRIPS['headers']).port}", read_timeout=READ_S)
    engine.start()
    terminal.save(sent)
    assert terminal.waiting(sent).reason == "line.timeout"
    terminal.diary.wait_for(lambda event: event == LineChanged(False, "line.timeout"))
