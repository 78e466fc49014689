"""What only a reader behind a vendor's library has to bear: the library's files, and the library itself."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import run
from threading import Thread

import psutil
import pytest

from devices.cards.base import ReaderDelays
from devices.cards.sdt import SDT_DELAYS, SdtReader
from devices.simulators.control import IdReaderHandle, spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from tests.support.sdt import SdtStandIn, compile_sdt

HASTY = ReaderDelays(answer_s=1.0, poll_s=1.0, select_s=1.0, read_s=1.0, reset_s=1.0)
"""Only a call that hangs takes so long here."""

CALLS = ["SDT_StartFindIDCard", "SDT_SelectIDCard", "SDT_ReadBaseMsg"]


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdReaderHandle]:
    with spawn_id_reader(tmp_path_factory.mktemp("sdt")) as handle:
        yield handle


@pytest.fixture(scope="module")
def compiled(stand_in: IdReaderHandle) -> SdtStandIn:
    return compile_sdt(stand_in.port.parent)


@pytest.fixture
def sdt(compiled: SdtStandIn, stand_in: IdReaderHandle) -> Iterator[SdtStandIn]:
    stand_in.control.remove()
    stand_in.control.clear_faults()
    yield compiled
    compiled.clear()


@pytest.fixture
def reader(sdt: SdtStandIn) -> Iterator[SdtReader]:
    reader = SdtReader(sdt.path, 1001, SystemClock(), HASTY)
    reader.open()
    yield reader
    reader.close()


def cause_of(call: Callable[[], object]) -> DeviceFailure:
    with pytest.raises(DeviceFailure) as caught:
        call()
    return caught.value


def read_card(reader: SdtReader) -> str:
    assert reader.poll()
    return reader.read().name


def find_and_read(reader: SdtReader) -> None:
    reader.poll()
    reader.read()


def reads_the_next_card(reader: SdtReader, stand_in: IdReaderHandle) -> bool:
    stand_in.control.insert(WANG_JIANGUO)
    return read_card(reader) == WANG_JIANGUO.document.name


@pytest.mark.parametrize("function", CALLS)
@pytest.mark.parametrize(("order", "cause"), [("hang", "no-answer"), ("crash", "crashed")])
def test_library_that_hangs_or_crashes_costs_its_process_and_the_card_reads_after_opening_again(
    reader: SdtReader, stand_in: IdReaderHandle, sdt: SdtStandIn, function: str, order: str, cause: str
) -> None:
    pid = reader.pid
    assert pid is not None
    stand_in.control.insert(SHI_MEIE)
    sdt.order(function, order)
    assert cause_of(lambda: find_and_read(reader)).cause == cause
    assert not psutil.pid_exists(pid)
    assert cause_of(reader.poll).cause == cause, "and nothing hangs a second time"
    reader.close()
    reader.open()
    assert read_card(reader) == "史美娥", "the card that lay there all the time"
    assert reads_the_next_card(reader, stand_in)


@pytest.mark.parametrize(("order", "cause"), [("hang", "no-answer"), ("crash", "crashed")])
def test_library_that_cannot_open_its_port_leaves_no_process(
    sdt: SdtStandIn, monkeypatch: pytest.MonkeyPatch, order: str, cause: str
) -> None:
    monkeypatch.setattr("devices.cards.sdt._OPEN_S", 1.0)
    reader = SdtReader(sdt.path, 1001, SystemClock(), HASTY)
    sdt.order("SDT_OpenPort", order)
    assert cause_of(reader.open).cause == cause
    assert reader.pid is None
    reader.open()
    reader.close()


def test_library_that_hangs_on_the_newest_address_still_gives_the_card(
    reader: SdtReader, stand_in: IdReaderHandle, sdt: SdtStandIn
) -> None:
    stand_in.control.insert(WANG_JIANGUO)
    assert reader.poll()
    sdt.order("SDT_ReadNewAppMsg", "hang")
    assert reader.read().address == WANG_JIANGUO.document.address
    assert cause_of(reader.present).cause == "no-answer"
    reader.close()
    reader.open()
    assert not reader.poll(), "it was read, and is not read a second time"


def test_library_that_hangs_while_it_is_closed_is_killed(sdt: SdtStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.cards.sdt._CLOSE_S", 0.1)
    reader = SdtReader(sdt.path, 1001, SystemClock())
    reader.open()
    sdt.order("SDT_ClosePort", "hang")
    reader.close()
    assert reader.pid is None


def test_card_that_crashes_the_library_each_time_is_tried_once_more_and_then_left_alone(
    reader: SdtReader, stand_in: IdReaderHandle, sdt: SdtStandIn
) -> None:
    stand_in.control.insert(SHI_MEIE)
    for _ in range(2):
        assert reader.poll()
        # As a library does that chokes on what the card says: the module has handed the card out already.
        sdt.order("SDT_ReadBaseMsg", "garbage")
        sdt.order("SDT_StartFindIDCard", "crash")
        assert cause_of(reader.read).cause == "crashed"
        reader.close()
        reader.open()
    assert not reader.poll()
    stand_in.control.remove()
    assert reads_the_next_card(reader, stand_in)


@pytest.mark.parametrize(
    ("order", "cause"),
    [
        ("garbage", "bad-data"),
        ("lengths 0 0", "bad-data"),
        ("lengths 255 1024", "bad-data"),
        ("lengths 256 1025", "bad-data"),
        ("lengths 70000 1024", "bad-data"),
        ("lengths 256 4294967295", "bad-data"),
        ("status 55", "read-failed"),
        ("status 64", "card-unknown"),
        ("status 250", "refused"),
        ("status 18446744073709551615", "refused"),
        ("status 3", "checksum"),
    ],
)
def test_nonsense_of_the_library_is_a_failure_and_the_next_card_reads(
    sdt: SdtStandIn, stand_in: IdReaderHandle, order: str, cause: str
) -> None:
    reader = SdtReader(sdt.path, 1001, SystemClock(), replace(SDT_DELAYS, tries=1))
    reader.open()
    stand_in.control.insert(SHI_MEIE)
    assert reader.poll()
    sdt.order("SDT_ReadBaseMsg", order)
    assert cause_of(reader.read).cause == cause
    assert reads_the_next_card(reader, stand_in)
    reader.close()


def test_nonsense_is_asked_for_again(reader: SdtReader, stand_in: IdReaderHandle, sdt: SdtStandIn) -> None:
    stand_in.control.insert(SHI_MEIE)
    assert reader.poll()
    sdt.order("SDT_ReadBaseMsg", "garbage")
    assert reader.read().name == "史美娥"


@pytest.mark.parametrize("function", CALLS)
def test_library_may_write_far_past_what_it_should(
    reader: SdtReader, stand_in: IdReaderHandle, sdt: SdtStandIn, function: str
) -> None:
    stand_in.control.insert(SHI_MEIE)
    sdt.order(function, "overlong")
    document = replace(SHI_MEIE.document, photo=SHI_MEIE.photo)
    assert reader.poll()
    assert reader.read() == document
    assert sdt.taken(function)


@pytest.mark.parametrize("length", [0, 69, 71, 65537])
def test_newest_address_of_a_wrong_length_leaves_the_printed_one(
    reader: SdtReader, stand_in: IdReaderHandle, sdt: SdtStandIn, length: int
) -> None:
    stand_in.control.insert(WANG_JIANGUO)
    assert reader.poll()
    sdt.order("SDT_ReadNewAppMsg", f"lengths {length}")
    assert reader.read().address == WANG_JIANGUO.document.address


def test_library_that_talks_is_not_heard(
    reader: SdtReader, stand_in: IdReaderHandle, sdt: SdtStandIn, capfd: pytest.CaptureFixture[str]
) -> None:
    stand_in.control.insert(SHI_MEIE)
    for function in ("SDT_ReadBaseMsg", "SDT_StartFindIDCard"):
        sdt.order(function, "shout")
    assert read_card(reader) == "史美娥"
    assert capfd.readouterr() == ("", "")


def test_reader_that_the_library_loses_is_absent(reader: SdtReader, sdt: SdtStandIn) -> None:
    sdt.order("SDT_StartFindIDCard", "status 1")
    assert cause_of(reader.poll).cause == "absent"


def test_number_of_the_security_module(reader: SdtReader) -> None:
    assert reader.sam_id() == "05.03-20260301-0001234567-4011223344"


def test_reset_lets_the_card_that_lies_there_be_found_again(reader: SdtReader, stand_in: IdReaderHandle) -> None:
    stand_in.control.insert(SHI_MEIE)
    read_card(reader)
    assert not reader.poll()
    reader.reset()
    assert reader.poll()


@pytest.mark.parametrize("define", ["ONLY_TEXT", "ONLY_FINGERPRINTS", "WITHOUT_NEWEST_ADDRESS"])
def test_library_without_one_of_its_functions_does_what_it_can(
    sdt: SdtStandIn, stand_in: IdReaderHandle, define: str
) -> None:
    poorer = compile_sdt(sdt.path.parent, define, name=f"lib{define.lower()}.so")
    reader = SdtReader(poorer.path, 16, SystemClock())
    reader.open()
    stand_in.control.insert(SHI_MEIE)
    assert read_card(reader) == "史美娥"
    assert reader.present()
    assert reader.present()
    assert reader.sam_id() == "05.03-20260301-0001234567-4011223344"
    stand_in.control.remove()
    assert any(not reader.present() for _ in range(5))
    reader.close()


def test_cancelled_reader_stops_with_whatever_it_is_doing(sdt: SdtStandIn) -> None:
    reader = SdtReader(sdt.path, 1001, SystemClock(), ReaderDelays(poll_s=1000.0))
    reader.open()
    sdt.order("SDT_StartFindIDCard", "hang")

    def cancel() -> None:
        while not sdt.taken("SDT_StartFindIDCard"):
            os.sched_yield()
        reader.cancel()

    thread = Thread(target=cancel)
    thread.start()
    assert cause_of(reader.poll).cause == "stopped"
    thread.join()
    assert cause_of(reader.poll).cause == "stopped"
    reader.close()
    reader.open()
    assert not reader.poll()
    reader.close()


@pytest.mark.parametrize("port", [0, 17, 1000, 1017, -1])
def test_port_that_no_library_knows(sdt: SdtStandIn, port: int) -> None:
    assert cause_of(SdtReader(sdt.path, port, SystemClock()).open).cause == "wrong-address"


def unfit(path: Path) -> str:
    fault = cause_of(SdtReader(path, 1001, SystemClock()).open)
    assert (fault.cause, fault.permanent) == ("no-driver", True)
    return str(fault)


def test_library_that_is_not_there(tmp_path: Path) -> None:
    assert "libnone.so is not there" in unfit(tmp_path / "libnone.so")


def test_file_that_is_no_library(sdt: SdtStandIn, tmp_path: Path) -> None:
    path = tmp_path / "sdtapi.dll"
    path.write_bytes(b"MZ" + bytes(1000))
    assert "this is no library for this system" in unfit(path)
    path.write_bytes(b"")
    assert "this is no library for this system" in unfit(path)
    path.write_bytes(sdt.path.read_bytes()[:100])
    assert "cannot read file data" in unfit(path), "the loader's own words where ours do not fit"


@pytest.mark.parametrize(
    ("place", "change", "what"),
    [(4, 3, "-bit library, and this system is"), (18, 0x80, "a library for another machine, and this is")],
)
def test_library_for_another_machine(sdt: SdtStandIn, tmp_path: Path, place: int, change: int, what: str) -> None:
    content = bytearray(sdt.path.read_bytes())
    content[place] ^= change
    path = tmp_path / "libsdtapi.so"
    path.write_bytes(content)
    assert what in unfit(path)


def test_library_without_the_functions(tmp_path: Path) -> None:
    path = tmp_path / "libempty.so"
    run(["gcc", "-shared", "-x", "c", "/dev/null", "-o", str(path)], check=True)
    assert "has no SDT_OpenPort, SDT_ClosePort, SDT_StartFindIDCard, SDT_SelectIDCard, SDT_ReadBaseMsg" in unfit(path)


def test_library_that_needs_another_one(tmp_path: Path) -> None:
    other, path = tmp_path / "libother.so", tmp_path / "libneedy.so"
    run(["gcc", "-shared", "-x", "c", "/dev/null", "-o", str(other)], check=True)
    command = ["gcc", "-shared", "-Wl,--no-as-needed", "-o", str(path), "-x", "c", "/dev/null", "-L", str(tmp_path)]
    run([*command, "-lother"], check=True)
    other.unlink()
    assert "libother.so" in unfit(path)
