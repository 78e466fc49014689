"""SIGKILL at two hundred random moments, at both ends, on either database. `dev.sh soak` does the same for longer."""

import os
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.crash.conftest import FACTS
from tests.crash.random_kills import Kills, pace, trial
from tests.crash.trial import Centre, Ground
from tests.support.postgres import PostgresServer

KILLS = 200
SHARDS = 8
ON_POSTGRESQL = 2
"""So many of the shards have their intake on PostgreSQL."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="module")
def pace_s(ground: Ground) -> float:
    with ground.centre() as centre:
        centre.start()
        return pace(ground, centre)


def _kill(ground: Ground, centre: Centre, shard: int, pace_s: float, record_property: Any, what: str) -> Kills:
    seed = f"{os.environ.get('JIUJIN_CRASH_SEED') or secrets.token_hex(4)}-{shard}"
    kills, number = Kills(), 0
    while kills.count < KILLS // SHARDS:
        kills.add(trial(ground, centre, seed, number, pace_s))
        number += 1
    centre.judge_whole()
    record_property(FACTS, {"what": what, "deaths": dict(kills.ends), "phases": dict(kills.phases), "seed": seed})
    return kills


@pytest.mark.parametrize("shard", range(ON_POSTGRESQL, SHARDS))
def test_nothing_is_lost_and_nothing_doubled(shard: int, ground: Ground, pace_s: float, record_property: Any) -> None:
    with ground.centre() as centre:
        centre.start()
        kills = _kill(ground, centre, shard, pace_s, record_property, "5 random moments, SQLite")
    assert kills.count >= KILLS // SHARDS


@pytest.mark.parametrize("shard", range(ON_POSTGRESQL))
def test_nothing_is_lost_and_nothing_doubled_on_postgresql(
    shard: int, ground: Ground, pace_s: float, postgres: PostgresServer, record_property: Any
) -> None:
    with Centre(ground.server, ground.new_folder(), postgres.database(), postgres.port) as centre:
        centre.start()
        kills = _kill(ground, centre, shard, pace_s, record_property, "6 random moments, PostgreSQL")
    assert kills.count >= KILLS // SHARDS
