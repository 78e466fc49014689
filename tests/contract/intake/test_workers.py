"""Several workers on one PostgreSQL: whoever answers, and whoever dies, a filing is one case and a file one file."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Event
from time import monotonic

import msgspec
import psutil
import pytest
import requests
from sqlalchemy import func, select

from kiosk.errors import EnvironmentFailure
from sync.manifest import files_of, manifest_of
from sync.reference_intake.cli import main
from sync.reference_intake.process import IntakeProcess, spawn_intake
from sync.reference_intake.tables import FORMAT, changes, filings, formats, open_engine
from tests.contract.intake.conftest import TOKEN, TUS, Stranger, problem
from tests.support.postgres import PostgresServer
from tests.unit.storage.samples import filing

PATIENCE_S = 30.0
WORKERS = 3


@pytest.fixture
def team(postgres: PostgresServer, tmp_path: Path) -> Iterator[IntakeProcess]:
    process = spawn_intake(tmp_path, token=TOKEN, database=postgres.database(), workers=WORKERS)
    yield process
    process.stop()


def workers_of(team: IntakeProcess) -> list[psutil.Process]:
    """The worker processes alone; multiprocessing has a tracker of its own beside them."""
    children = psutil.Process(team.process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def strangers(team: IntakeProcess, count: int) -> list[Stranger]:
    """One connection each, so that they land on different workers."""
    return [Stranger(team.url) for _ in range(count)]


def counted(team: IntakeProcess) -> tuple[int, int, int]:
    """Filings, cases and changes in the database."""
    engine = open_engine(team.database)
    with engine.begin() as connection:
        figures = (
            connection.execute(select(func.count()).select_from(filings)).scalar_one(),
            connection.execute(select(func.count(filings.c.case_number.distinct()))).scalar_one(),
            connection.execute(select(func.count()).select_from(changes)).scalar_one(),
        )
    engine.dispose()
    return figures


def test_the_same_filing_from_everywhere_at_once_is_one_case(team: IntakeProcess) -> None:
    people, rounds = 6, 8
    barrier = Barrier(people)

    def deliver(stranger: Stranger) -> list[str]:
        numbers = []
        for seed in range(1, rounds + 1):
            confirmed = filing(seed, materials=())
            barrier.wait(PATIENCE_S)
            assert stranger.begin(manifest_of(confirmed)).status_code == 200
            for file in files_of(confirmed).values():
                path = stranger.create(confirmed.filing_id, file).headers["Location"]
                answer = stranger.patch(path, 0, file.data)
                assert answer.status_code == 204 or problem(answer) == "offset"
                # Whoever was overtaken asks for the proof, as CONTRACT.md has it, once the bytes are all here.
                until = monotonic() + PATIENCE_S
                while stranger.send("HEAD", path, headers=TUS).headers["Upload-Offset"] != str(file.size):
                    assert monotonic() < until, "the one that overtook it never came to the end"
                assert stranger.patch(path, file.size, b"").status_code == 204
            barrier.wait(PATIENCE_S)
            numbers.append(stranger.complete(confirmed.filing_id).text)
        stranger.session.close()
        return numbers

    with ThreadPoolExecutor(people) as many:
        answers = list(many.map(deliver, strangers(team, people)))
    assert all(answer == answers[0] for answer in answers)
    assert len(set(answers[0])) == rounds
    assert counted(team) == (rounds, rounds, rounds)
    assert (team.folder / "intake.log").read_text() == ""


def test_a_conflicting_manifest_at_the_same_time_is_refused(team: IntakeProcess) -> None:
    manifest = manifest_of(filing(30, materials=()))
    pair = [manifest, msgspec.structs.replace(manifest, answers={"name": "somebody else"})]
    barrier = Barrier(6)

    def begin(turn: int) -> int:
        stranger = Stranger(team.url)
        barrier.wait(PATIENCE_S)
        status = stranger.begin(pair[turn % 2]).status_code
        stranger.session.close()
        return status

    with ThreadPoolExecutor(6) as many:
        statuses = list(many.map(begin, range(6)))
    assert sorted([set(statuses[0::2]), set(statuses[1::2])], key=min) == [{200}, {409}]
    assert counted(team)[0] == 1


def test_a_killed_worker_is_replaced_and_nothing_is_lost_or_doubled(team: IntakeProcess) -> None:
    people, each = 4, 12
    started = Event()

    def until_it_answers(stranger: Stranger, seed: int) -> str:
        """As a terminal does: the three steps again and again until the case's number is there."""
        until = monotonic() + PATIENCE_S
        while monotonic() < until:
            with suppress(requests.ConnectionError, requests.exceptions.ChunkedEncodingError, AssertionError, KeyError):
                return stranger.deliver(seed)
        raise AssertionError("it never came to a case")

    def deliver(person: int) -> list[str]:
        stranger = Stranger(team.url)
        numbers = []
        for turn in range(each):
            numbers.append(until_it_answers(stranger, 1000 * (person + 1) + turn))
            started.set()
        stranger.session.close()
        return numbers

    before = {worker.pid for worker in workers_of(team)}
    assert len(before) == WORKERS
    with ThreadPoolExecutor(people) as many:
        delivering = [many.submit(deliver, person) for person in range(people)]
        assert started.wait(PATIENCE_S)
        for worker in workers_of(team)[:2]:
            worker.kill()
        numbers = [number for one in delivering for number in one.result(PATIENCE_S * 3)]
    assert len(set(numbers)) == people * each
    assert counted(team) == (people * each,) * 3
    until = monotonic() + PATIENCE_S
    while len(workers_of(team)) < WORKERS:
        assert monotonic() < until, "nobody took the places of the dead"
        Event().wait(0.02)
    assert len(before & {worker.pid for worker in workers_of(team)}) == WORKERS - 2
    assert (team.folder / "intake.log").read_text().count("another takes its place") == 2


def test_the_workers_end_with_the_first_process_however_it_ends(team: IntakeProcess) -> None:
    workers = workers_of(team)
    team.kill()
    _, alive = psutil.wait_procs(workers, PATIENCE_S)
    assert [worker for worker in alive if worker.status() != psutil.STATUS_ZOMBIE] == []


def test_told_to_stop_it_stops_in_good_order(team: IntakeProcess) -> None:
    workers = workers_of(team)
    team.process.terminate()
    assert team.process.wait(PATIENCE_S) == 0
    assert not any(worker.is_running() for worker in workers)
    assert (team.folder / "intake.log").read_text() == ""


def test_no_password_is_among_the_arguments(team: IntakeProcess) -> None:
    password = team.database.partition("postgres:")[2].partition("@")[0]
    assert len(password) == 16
    everybody = [psutil.Process(team.process.pid), *psutil.Process(team.process.pid).children(recursive=True)]
    said = " ".join(word for process in everybody for word in process.cmdline())
    assert "sync.reference_intake" in said
    assert password not in said
    assert TOKEN not in said


def test_many_starting_at_once_on_an_empty_database_agree(postgres: PostgresServer, tmp_path: Path) -> None:
    url = postgres.database()
    with ThreadPoolExecutor(6) as many:
        engines = list(many.map(lambda _: open_engine(url), range(6)))
    for engine in engines:
        engine.dispose()
    desk = ["cases", "--json", "--database", url, "--data-dir", str(tmp_path)]
    assert main(desk) == 0


def test_a_database_from_a_newer_intake_is_refused_and_left_alone(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(formats.update().values(number=FORMAT + 1))
    with pytest.raises(EnvironmentFailure, match=f"format {FORMAT + 1}, made by a newer intake"):
        open_engine(database)
    assert main(["cases", "--database", database]) == 1
    assert "newer intake" in capsys.readouterr().err
    with engine.begin() as connection:
        assert connection.execute(select(formats.c.number)).scalar_one() == FORMAT + 1
    engine.dispose()


def test_official_commands_work_on_the_same_database(team: IntakeProcess, capsys: pytest.CaptureFixture[str]) -> None:
    stranger = Stranger(team.url)
    number = stranger.deliver(40)
    assert main(["decide", number, "accepted", "--database", team.database, "--note", "好"]) == 0
    capsys.readouterr()
    assert main(["show", number, "--json", "--database", team.database]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "accepted"
    told = stranger.send("GET", "/v1/cases/changes").json()["changes"]
    assert [change["status"] for change in told] == ["received", "accepted"]
    stranger.session.close()
