"""The line is dead, somebody carries the filings to the centre, and the line comes back all the same: one case each."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.domain.filing import Delivery, Filing
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.storage import carry_outs, filings, outbox
from sync.carry_out import answers, keys
from sync.carry_out.export import Exporter, Sender
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess
from tests.scenarios.line.proxy import LOST_ANSWER, LineProxy
from tests.scenarios.line.terminal import TOKEN, Terminal
from tests.support.carrying import Ids
from tests.unit.storage.samples import filing

FILINGS = tuple(filing(seed) for seed in (1, 10, 20))


WEIGHED = """
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print(used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A process counts the memory of the one that started it as its own, so a small one must."""


class Stick:
    """The way by hand, with the real command at the centre."""

    def __init__(self, terminal: Terminal, intake: IntakeProcess) -> None:
        self.folder = terminal.folder / "stick"
        self.folder.mkdir()
        self._terminal, self._intake = terminal, intake
        _, public, _ = keys.make(intake.folder / "carry-out-keys")
        self._exporter = Exporter(terminal.store, SystemClock(), Ids())
        self._sender = Sender("hall-01", TOKEN, keys.read_public(public))

    def carry(self, name: str = "filings.jiujin") -> Path:
        target = self.folder / name
        self._exporter.export(self._sender, target)
        return target

    def peak_memory(self, file: Path) -> int:
        """Takes the file in; bytes of memory that the import needed at most."""
        command = [sys.executable, "-S", "-c", WEIGHED, sys.executable, "-m", "sync.reference_intake", "import"]
        command += [str(file), "--data-dir", str(self._intake.folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return int(done.stdout.splitlines()[-1]) * 1024

    def importing(self, file: Path, *more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "sync.reference_intake", "import", str(file)]
        command += ["--data-dir", str(self._intake.folder), *more]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)

    def bring_in(self, file: Path, *more: str) -> None:
        importing = self.importing(file, *more)
        _, said = importing.communicate(timeout=60)
        assert (importing.returncode, said) == (0, "")


@pytest.fixture
def stick(terminal: Terminal, intake: IntakeProcess) -> Stick:
    made = Stick(terminal, intake)
    for confirmed in FILINGS:
        terminal.save(confirmed)
    return made


def one_case_each(intake: IntakeProcess, desk: Desk, carried: tuple[Filing, ...] = FILINGS) -> dict[str, str]:
    """The case number of each filing; the papers must be there under their digests, and nothing besides."""
    numbers = {case["filing_id"]: case["case_number"] for case in desk.cases()}
    assert len(desk.cases()) == len(carried) == len(set(numbers.values()))
    for confirmed in carried:
        pages = {page.digest for material in confirmed.materials for page in material.pages}
        held = (intake.folder / "materials" / confirmed.filing_id).iterdir()
        assert {path.name: sha256(path.read_bytes()).hexdigest() for path in held} == {
            digest: digest for digest in pages | {sha256(confirmed.signature.png).hexdigest()}
        }
        assert [step["status"] for step in desk.show(confirmed.filing_id)["history"]] == ["received"]
    return numbers


def test_the_file_first_and_the_line_after_it(
    terminal: Terminal, intake: IntakeProcess, stick: Stick, desk: Desk
) -> None:
    stick.bring_in(stick.carry())
    before = one_case_each(intake, desk)
    terminal.connect(intake.url).start()
    for confirmed in FILINGS:
        state = terminal.delivered(confirmed)
        assert state.acknowledgement is not None
        assert state.acknowledgement.case_number == before[confirmed.filing_id]
    assert one_case_each(intake, desk) == before


def test_the_line_first_and_the_file_after_it(
    terminal: Terminal, intake: IntakeProcess, stick: Stick, desk: Desk
) -> None:
    file = stick.carry()
    terminal.connect(intake.url).start()
    for confirmed in FILINGS:
        terminal.delivered(confirmed)
    before = one_case_each(intake, desk)
    stick.bring_in(file)
    assert one_case_each(intake, desk) == before


def test_the_line_breaks_in_the_middle_and_the_file_brings_the_rest(
    terminal: Terminal, intake: IntakeProcess, stick: Stick, line: LineProxy, desk: Desk
) -> None:
    file = stick.carry()
    line.fail_once(f"POST /v1/filings/{FILINGS[0].filing_id}/complete", LOST_ANSWER)
    engine = terminal.connect(line.url, retry_first=300.0, retry_most=300.0)
    engine.start()
    terminal.waiting(FILINGS[0])
    engine.stop()
    stick.bring_in(file)
    before = one_case_each(intake, desk)
    terminal.store.write(outbox.retry_now).result()
    terminal.connect(intake.url).start()
    for confirmed in FILINGS:
        state = terminal.delivered(confirmed)
        assert state.acknowledgement is not None
        assert state.acknowledgement.case_number == before[confirmed.filing_id]


def test_line_and_two_imports_at_the_same_time(
    terminal: Terminal, intake: IntakeProcess, stick: Stick, desk: Desk
) -> None:
    file = stick.carry()
    importing = [stick.importing(file) for _ in range(2)]
    terminal.connect(intake.url).start()
    ends = [(process.communicate(timeout=60), process.returncode) for process in importing]
    for confirmed in FILINGS:
        terminal.delivered(confirmed)
    one_case_each(intake, desk)
    # Whichever of the two noted the file, the other one was told.
    assert sorted(code for _, code in ends) == [0, 1]
    ((_, said),) = [output for output, code in ends if code == 1]
    assert "taken in before" in said


def save_at_once(terminal: Terminal, confirmed: tuple[Filing, ...]) -> None:
    terminal.store.write(lambda c: [filings.save(c, one, "a" * 64) for one in confirmed]).result()


def test_an_import_that_is_killed_is_finished_by_the_next_one(
    terminal: Terminal, intake: IntakeProcess, stick: Stick, desk: Desk
) -> None:
    many = tuple(filing(seed, materials=()) for seed in range(100, 200))
    save_at_once(terminal, many)
    file = stick.carry()
    first = stick.importing(file)
    while first.poll() is None and len(desk.cases()) < 2:
        pass
    first.kill()
    first.communicate()
    assert first.returncode != 0
    assert len(desk.cases()) < len(FILINGS + many)
    stick.bring_in(file)
    one_case_each(intake, desk, FILINGS + many)


def test_a_terminal_whose_line_stays_dead_learns_its_case_numbers(
    terminal: Terminal, intake: IntakeProcess, stick: Stick, desk: Desk
) -> None:
    told = stick.folder / "answers.jiujin"
    stick.bring_in(stick.carry(), "--answers", str(told))
    numbers = one_case_each(intake, desk)
    assert set(terminal.store.read(carry_outs.newest)) == set(numbers)
    answers.take(terminal.store, SystemClock(), told)
    for confirmed in FILINGS:
        state = terminal.state(confirmed)
        assert state.delivery is Delivery.DELIVERED
        assert state.acknowledgement is not None
        assert state.acknowledgement.case_number == numbers[confirmed.filing_id]


def test_a_large_file_needs_no_more_memory_than_a_small_one(
    terminal: Terminal, intake: IntakeProcess, stick: Stick, desk: Desk
) -> None:
    small = stick.peak_memory(stick.carry())
    paper = Material("m", Text("材料"), (Page(os.urandom(30_000_000), "image/jpeg", 1, 1),))
    large = tuple(filing(seed, materials=(paper,)) for seed in range(100, 104))
    save_at_once(terminal, large)
    file = stick.carry("large.jiujin")
    assert file.stat().st_size > 100_000_000
    assert stick.peak_memory(file) - small < 20_000_000
    one_case_each(intake, desk, FILINGS + large)
