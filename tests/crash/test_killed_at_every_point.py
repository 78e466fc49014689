"""Either end is killed at every point of the road from confirming to delivered, in every way there is."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.crash.conftest import FACTS
from tests.crash.faults import Death, table
from tests.crash.trial import Centre, Ground
from tests.crash.walk import Road, count, intake_run, terminal_run, walk

SHARDS = 8

TERMINAL_PASSES = {
    "pwrite jiujin.db-wal",
    "fsync jiujin.db-wal",
    "pwrite jiujin.db",
    "fsync jiujin.db",
    "send PUT /v1/filings/*",
    "recv PUT /v1/filings/*",
    "send POST /v1/filings/*/uploads",
    "send PATCH /v1/filings/*/uploads/*",
    "recv PATCH /v1/filings/*/uploads/*",
    "send POST /v1/filings/*/complete",
    "recv POST /v1/filings/*/complete",
    "send GET /v1/cases/changes",
    "send POST /v1/evaluations",
}
INTAKE_PASSES = {
    "pwrite intake.db-wal",
    "fdatasync intake.db-wal",
    "recv request",
    "mkdir materials/*",
    "create materials/*/*.part",
    "pwrite materials/*/*.part",
    "fsync materials/*/*.part",
    "rename materials/*/*.part",
    "fsync materials/*",
    "send answer to PUT /v1/filings/*",
    "send answer to PATCH /v1/filings/*/uploads/*",
    "send answer to POST /v1/filings/*/complete",
    "send answer to POST /v1/evaluations",
}


@pytest.fixture(scope="module")
def centre(ground: Ground) -> Any:
    with ground.centre() as opened:
        opened.start()
        yield opened


@pytest.fixture(scope="module")
def terminal_road(ground: Ground, centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Road:
    return count(partial(terminal_run, ground, centre, None), tmp_path_factory.mktemp("terminal-points"))


@pytest.fixture(scope="module")
def intake_road(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Road:
    def run(points_to: Path) -> bool:
        with ground.centre() as fresh:
            return intake_run(ground, fresh, None, points_to)

    return count(run, tmp_path_factory.mktemp("intake-points"))


def test_every_effect_of_the_terminal_is_a_point(terminal_road: Road, record_property: Any) -> None:
    names = {point.name for point in terminal_road.points}
    assert names >= TERMINAL_PASSES
    assert any(name.startswith("rename printed/") for name in names)
    record_property(
        FACTS, {"what": "1 terminal", "points": len(terminal_road.points), "table": table(terminal_road.points)}
    )


def test_every_effect_of_the_intake_is_a_point(intake_road: Road, record_property: Any) -> None:
    assert {point.name for point in intake_road.points} >= INTAKE_PASSES
    record_property(FACTS, {"what": "2 intake", "points": len(intake_road.points), "table": table(intake_road.points)})


@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_terminal_that_dies_anywhere_delivers_exactly_once(
    shard: int, ground: Ground, centre: Centre, terminal_road: Road, record_property: Any
) -> None:
    deaths = terminal_road.deaths(shard, SHARDS)
    tally = walk(terminal_road, deaths, partial(terminal_run, ground, centre))
    assert sum(tally.deaths.values()) + len(tally.unmet) == len(deaths)
    record_property(FACTS, {"what": "3 terminal, every point"} | tally.facts())


@pytest.mark.parametrize("shard", range(SHARDS))
def test_an_intake_that_dies_anywhere_keeps_exactly_one_case(
    shard: int, ground: Ground, intake_road: Road, record_property: Any
) -> None:
    def run(death: Death) -> bool:
        with ground.centre() as fresh:
            return intake_run(ground, fresh, death)

    deaths = intake_road.deaths(shard, SHARDS)
    tally = walk(intake_road, deaths, run)
    assert sum(tally.deaths.values()) + len(tally.unmet) == len(deaths)
    record_property(FACTS, {"what": "4 intake, every point"} | tally.facts())
