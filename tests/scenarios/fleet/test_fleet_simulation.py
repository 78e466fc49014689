"""A small fleet through an outage, by the command itself: nothing lost, nothing twice, on both databases."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support.postgres import PostgresServer

TERMINALS, FILINGS = 12, 5


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


def simulate(folder: Path, database: str, *more: str, limit: str = "") -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "kiosk.cli", "fleet", "simulate", *more]
    if limit:
        words = ["sh", "-c", f'{limit}; exec "$@"', "sh", *words]
    environment = os.environ | {"TMPDIR": str(folder), "JIUJIN_INTAKE_DATABASE": database}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=110, check=False)


def figures(folder: Path, database: str, *more: str) -> dict[str, Any]:
    size = ["--terminals", str(TERMINALS), "--filings", str(FILINGS), "--outage", "2", "--json", *more]
    done = simulate(folder, database, *size)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def whole(found: dict[str, Any]) -> bool:
    total = TERMINALS * FILINGS
    counted = [found[name] for name in ("confirmed", "acknowledged", "cases", "files", "lost", "doubled", "waiting")]
    return found["holds"] is True and counted == [total, total, total, 2 * total, 0, 0, 0]


@pytest.mark.slow
def test_all_that_was_confirmed_without_a_line_becomes_one_case_each(tmp_path: Path) -> None:
    found = figures(tmp_path, "")
    print(f"sqlite: {found['confirmed']} confirmed, {found['cases']} cases, {found['requests']} requests")
    assert whole(found)
    assert found["database"] == "sqlite"
    assert found["unreached"] > TERMINALS
    assert sum(found["load"]["per_second"]) <= found["requests"]
    assert found["load"]["peak"] == max(found["load"]["per_second"])
    assert 0 <= found["from_return"]["p50"] <= found["from_return"]["p99"]
    assert found["bytes_sent"] > found["files"] / 2 * 40_000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_an_intake_killed_in_the_middle_costs_nothing_and_its_tables_are_cleared_away(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    database = postgres.database()
    found = figures(tmp_path, database, "--cut", "middle")
    print(f"postgresql: {found['confirmed']} confirmed, {found['cases']} cases, {found['requests']} requests")
    assert whole(found)
    assert found["database"] == "postgresql"
    with psycopg.connect(database) as connection:
        left = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'fleet%'").fetchone()
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert (left, tables) == ((0,), (0,))


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("nonsense", "the database's URL is none"),
        ("mysql://somebody:hushhush@127.0.0.1/county", "mysql is no database for a simulation"),
        ("postgresql://somebody:hushhush@127.0.0.1:1/county", "cannot be used"),
    ],
)
def test_a_database_that_cannot_be_had_is_named_without_its_password(tmp_path: Path, database: str, said: str) -> None:
    done = simulate(tmp_path, database, "--terminals", "1", "--filings", "1")
    assert done.returncode == 1
    assert said in done.stderr
    assert "hushhush" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_machine_that_allows_too_few_open_files_is_told_so_before_anything_begins(tmp_path: Path) -> None:
    done = simulate(tmp_path, "", "--terminals", "450", "--filings", "1", limit="ulimit -n 512")
    assert done.returncode == 1
    assert "open files" in done.stderr
    assert "ulimit" in done.stderr


@pytest.mark.parametrize("wrong", [("--terminals", "0"), ("--filings", "x"), ("--outage", "-1"), ("--cut", "end")])
def test_a_wrong_size_is_wrong_usage(tmp_path: Path, wrong: tuple[str, str]) -> None:
    assert simulate(tmp_path, "", *wrong).returncode == 2
