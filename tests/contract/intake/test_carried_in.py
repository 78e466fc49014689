"""A carried file at a centre on PostgreSQL, where nothing holds the whole database for one process alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sync.carry_out import keys
from sync.carry_out.refusals import CarryOutRefusal
from sync.reference_intake.carry_in import CarryIn
from sync.reference_intake.tables import open_engine
from tests.support.carrying import Centre, both_ends
from tests.support.postgres import PostgresServer
from tests.unit.storage.samples import filing

FILINGS = tuple(filing(seed) for seed in range(1, 9))


def take(centre: Centre, file: Path) -> str:
    """Takes the file in over connections of its own, as another process would; what came of it."""
    engine = open_engine(centre.database)
    try:
        CarryIn(engine, centre.folder / "materials", keys.read_private_keys(centre.keys)).take(file)
    except CarryOutRefusal as refusal:
        return refusal.reason
    finally:
        engine.dispose()
    return "taken"


@pytest.mark.parametrize("at_once", [1, 3])
def test_every_filing_becomes_one_case(tmp_path: Path, postgres: PostgresServer, at_once: int) -> None:
    with both_ends(tmp_path, database=postgres.database()) as (village, centre):
        village.save(*FILINGS)
        file = village.export()
        with ThreadPoolExecutor(at_once) as pool:
            ends = sorted(pool.map(lambda _: take(centre, file), range(at_once)))
        assert ends == ["carry-out.already-imported"] * (at_once - 1) + ["taken"]
        centre.has_exactly(FILINGS)
