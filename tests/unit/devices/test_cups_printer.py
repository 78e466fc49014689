"""What no real print server can be made to say: reasons, levels, broken answers, a library that is not there."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.causes import CAUSES
from devices.printers.base import PrinterDelays
from devices.printers.cups import CupsPrinter
from devices.printers.cups_following import sheets_used, sides_to_print
from devices.printers.cups_reasons import BLOCKING, LOW, blocking_cause, doubtful_cause, warnings_of
from devices.printers.cups_supplies import supplies_of
from devices.printers.ipp_line import Address, NoAnswer, Refused, Unreachable, ask
from devices.printers.ipp_wire import GET_PRINTER_ATTRIBUTES, IppAnswer, IppFault, answer, question
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from kiosk.ports import PrintRequest, Supply

LIMIT_S = 0.3


@pytest.mark.parametrize(
    ("reasons", "cause"),
    [
        (["none"], ""),
        (["media-empty-error"], "paper-out"),
        (["media-needed"], "paper-out"),
        (["media-low-warning", "toner-low-report"], ""),
        (["media-empty-report"], ""),
        (["media-empty", "media-jam-error"], "paper-jam"),
        (["cover-open"], "door-open"),
        (["door-open-error"], "door-open"),
        (["toner-empty-error"], "toner-out"),
        (["marker-supply-empty-error"], "toner-out"),
        (["output-area-full-error"], "output-full"),
        (["spool-area-full"], "spool-full"),
        (["offline-report"], ""),
        (["offline-error"], "offline"),
        (["paused"], "paused"),
        (["com.example-anything"], ""),
    ],
)
def test_state_reasons_become_one_cause(reasons: list[str], cause: str) -> None:
    assert blocking_cause(reasons) == cause


def test_a_warning_is_doubtful_and_a_report_is_nothing() -> None:
    assert doubtful_cause(["media-empty-warning", "media-jam-report"]) == "paper-out"
    assert doubtful_cause(["media-empty-error", "media-low-warning"]) == ""


def test_what_runs_low_is_told_once_whatever_its_severity() -> None:
    assert warnings_of(["toner-low-report", "marker-supply-low", "media-low-warning"]) == ("paper-low", "toner-low")
    assert warnings_of(["none", "media-empty-error"]) == ()
    # One of two trays is empty, or the printer says no worse before it has a job.
    assert warnings_of(["media-empty-report", "marker-waste-full-warning", "cover-open-warning"]) == (
        "paper-low",
        "waste-nearly-full",
    )


def test_every_cause_of_the_tables_has_its_words() -> None:
    assert {*BLOCKING.values(), *LOW.values()} <= CAUSES.keys()


def test_levels_that_are_not_known_stay_unknown() -> None:
    told = IppAnswer(
        0,
        {
            "marker-names": ["Black", "Drum", "Waste", "Staples", "More"],
            "marker-types": ["toner", "opc", "waste-toner", "staples"],
            "marker-levels": [37, -1, -2, -3],
        },
    )
    assert supplies_of(told) == (
        Supply("Black", "toner", 37),
        Supply("Drum", "opc", None),
        Supply("Waste", "waste-toner", None),
        Supply("Staples", "staples", None),
        Supply("More", "", None),
    )


@pytest.mark.parametrize(
    ("coded", "percent"),
    [
        (b"type=toner;maxcapacity=100;level=5;", 5),
        (b"type=toner;maxcapacity=4000;level=1000;", 25),
        (b"type=toner;maxcapacity=-2;level=50;", None),
        (b"type=toner;maxcapacity=100;level=-3;", None),
        (b"type=toner;maxcapacity=0;level=0;", None),
        (b"type=toner;level=99999999999999999999;maxcapacity=1", None),
        (b"type=toner;;;=;level", None),
    ],
)
def test_the_printers_own_words_on_its_supplies(coded: bytes, percent: int | None) -> None:
    assert supplies_of(IppAnswer(0, {"printer-supply": [coded]})) == (Supply("toner", "toner", percent),)


def test_sides_and_sheets_of_a_job() -> None:
    pdf = b"%PDF /Type /Pages /Type /Page x /Type/Page /Type /Page"
    request = PrintRequest("x", pdf, copies=2, duplex=True)
    assert sides_to_print(request) == 6
    assert sheets_used(request, IppAnswer(0)) == 4
    hidden = PrintRequest("x", b"%PDF-1.7")
    assert sides_to_print(hidden) is None
    assert sheets_used(hidden, IppAnswer(0)) is None
    assert sheets_used(hidden, IppAnswer(0, {"job-media-sheets-completed": [3]})) == 3


def test_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cups", None)
    with pytest.raises(DeviceFailure) as caught:
        CupsPrinter("office", SystemClock(), delays=PrinterDelays()).open()
    assert (caught.value.cause, caught.value.permanent) == ("no-driver", True)


WELL = (
    b"\x02\x00\x00\x00\x00\x00\x00\x01\x04"
    b"\x44\x00\x15printer-state-reasons\x00\x04none\x44\x00\x00\x00\x06paused"
    b"\x23\x00\x0dprinter-state\x00\x04\x00\x00\x00\x03"
    b"\x34\x00\x01c\x00\x00\x4a\x00\x00\x00\x01m\x21\x00\x00\x00\x04\x00\x00\x00\x09\x37\x00\x00\x00\x00\x03"
)


def test_an_answer_is_taken_apart_without_its_collections() -> None:
    told = answer(WELL)
    assert told.words("printer-state-reasons") == ["none", "paused"]
    assert told.number("printer-state") == 3
    assert set(told.attributes) == {"printer-state-reasons", "printer-state"}


@given(st.integers(0, len(WELL) - 1), st.binary(max_size=8))
def test_no_damaged_answer_does_more_than_be_refused(at: int, spoilt: bytes) -> None:
    with suppress(IppFault):
        answer(WELL[:at] + spoilt + WELL[at + len(spoilt) :])
    with pytest.raises(IppFault):
        answer(WELL[:at])


@given(st.binary(max_size=300))
def test_no_noise_does_more_than_be_refused(noise: bytes) -> None:
    told: object = None
    with suppress(IppFault):
        told = answer(noise)
    assert told is None or isinstance(told, IppAnswer)


@contextmanager
def server(speak: Callable[[socket.socket], None]) -> Iterator[Address]:
    """Somebody at the other end who takes the question and then speaks."""
    done = Event()

    def serve() -> None:
        with suppress(OSError):
            line, _ = listener.accept()
            with line:
                line.recv(4096)
                speak(line)
                done.wait(10)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield Address(host="127.0.0.1", port=listener.getsockname()[1])
        done.set()
    thread.join(10)


def asked(address: Address) -> IppAnswer:
    return ask(address, GET_PRINTER_ATTRIBUTES, ("printer-uri", "ipp://x/"), ("printer-state",), LIMIT_S)


def trickle(line: socket.socket) -> None:
    with suppress(OSError):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            line.sendall(b"\x02")
            Event().wait(0.01)


@pytest.mark.parametrize(
    "speak",
    [
        lambda line: None,
        trickle,
        lambda line: line.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"),
        lambda line: line.sendall(b"SSH-2.0-nothing of the kind\r\n\r\n"),
        lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\x02\x00\x00\x00"),
        lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"),
        lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + WELL),
        lambda line: line.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n"),
    ],
)
def test_a_server_that_talks_nonsense_or_not_at_all_is_given_up(speak: Callable[[socket.socket], None]) -> None:
    with server(speak) as address, pytest.raises(NoAnswer):
        asked(address)


def test_a_server_that_answers_is_heard_and_one_that_says_no_is_too() -> None:
    def say(content: bytes) -> Callable[[socket.socket], None]:
        return lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(content), content))

    with server(say(WELL)) as address:
        assert asked(address).number("printer-state") == 3
    with server(say(WELL[:2] + b"\x04\x06" + WELL[4:])) as address, pytest.raises(Refused) as caught:
        asked(address)
    assert caught.value.status == 0x0406


def test_nobody_there_is_told_apart_from_somebody_silent(tmp_path_factory: pytest.TempPathFactory) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable):
            asked(Address(host="127.0.0.1", port=free.getsockname()[1]))
    with pytest.raises(Unreachable):
        asked(Address(socket_path=str(tmp_path_factory.mktemp("none") / "cups.sock")))


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("ipp://10.0.0.7/ipp/print", Address(host="10.0.0.7", port=631, resource="/ipp/print")),
        ("ipps://p.local:8443/x", Address(host="p.local", port=8443, tls=True, resource="/x")),
        ("ipp://[fe80::1]:8631/ipp", Address(host="fe80::1", port=8631, resource="/ipp")),
        ("usb://HP/LaserJet?serial=1", None),
        ("dnssd://Some%20Printer._ipp._tcp.local/", None),
        ("ipp://host:99999/", None),
        ("", None),
    ],
)
def test_which_printers_can_be_asked(uri: str, address: Address | None) -> None:
    assert Address.of_device(uri) == address


def test_a_question_says_what_it_wants() -> None:
    asked_for = question(GET_PRINTER_ATTRIBUTES, ("printer-uri", "ipp://h/q"), ("printer-state", "device-uri"))
    assert asked_for.startswith(b"\x02\x00\x00\x0b")
    assert asked_for.count(b"requested-attributes") == 1
    assert asked_for.endswith(b"device-uri\x03")
