"""The county publishes, the intake hands out, terminals take: on either database."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.catalogue_install import CountyShelf, install_catalogue
from kiosk.config import DelaySettings, IntakeSettings, Settings
from kiosk.events import EventBus
from kiosk.storage.connection import Store
from sync import wire
from sync.backoff import Backoff
from sync.catalogue import CatalogueStream
from sync.client import IntakeClient
from sync.reference_intake import catalogue as published
from sync.reference_intake.process import IntakeProcess, spawn_intake
from sync.reference_intake.tables import open_engine
from tests.contract.intake.conftest import TOKEN, Stranger, problem
from tests.support.county_steps import ALLOWANCE, County
from tests.unit.storage.samples import KEY, FixedClock


@pytest.fixture
def intake(tmp_path: Path, database: str) -> Iterator[IntakeProcess]:
    process = spawn_intake(tmp_path / "intake", token=TOKEN, database=database)
    yield process
    process.stop()


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "jiujin.db", KEY, clock=FixedClock())
    install_catalogue(opened, Settings())
    yield opened
    opened.close()


def publish(tmp_path: Path, county: County, database: str) -> str:
    """As the county does it: by the command, with the catalogue as a file."""
    key = tmp_path / "county.key"
    key.write_bytes(county.secret)
    arguments = ("catalogue", "publish", str(county.write(tmp_path)), "--key", str(key), "--database", database)
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "error::ResourceWarning"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_two_publications_reach_a_terminal_as_one_step_each(
    tmp_path: Path, county: County, database: str, intake: IntakeProcess, store: Store
) -> None:
    shelf = CountyShelf(store, EventBus(), (county.public,))
    client = IntakeClient(IntakeSettings(url=intake.url, token=TOKEN), DelaySettings())
    stream = CatalogueStream(shelf, client, FixedClock(), Backoff(1, 10), 900)
    assert not stream.catch_up(), "nothing is published yet"
    county.step(None, "2027.1")
    assert "number 1" in publish(tmp_path, county, database)
    assert stream.catch_up()
    county.change(ALLOWANCE, title=("尊老金", "Elders' allowance"))
    county.step(None, "2027.2")
    assert "steps from 1 versions" in publish(tmp_path, county, database)
    small = client.catalogue("2027.1", 1).step
    whole = client.catalogue("2019.9", 0).step
    assert small is not None
    assert whole is not None
    assert len(small.packed) * 3 < len(whole.packed)
    assert stream.catch_up()
    assert shelf.standing() == ("2027.2", 2)
    assert not stream.catch_up()
    client.close()


def test_a_stranger_is_told_what_the_contract_says(
    tmp_path: Path, county: County, database: str, intake: IntakeProcess
) -> None:
    stranger = Stranger(intake.url)
    assert stranger.send("GET", "/v1/catalogue?since=1&serial=0").json() == {"serial": 0, "step": None}
    county.step(None, "2027.1")
    publish(tmp_path, county, database)
    answer = stranger.send("GET", "/v1/catalogue?since=2019&serial=0").json()
    assert answer["serial"] == 1
    assert set(answer["step"]) == {"packed", "signature", "key"}
    assert stranger.send("GET", "/v1/catalogue?since=2027.1&serial=1").json() == {"serial": 1, "step": None}
    assert problem(stranger.send("GET", "/v1/catalogue?since=1&serial=x")) == "malformed"
    stranger.session.headers["Authorization"] = "Bearer nobody"
    assert problem(stranger.send("GET", "/v1/catalogue?since=1&serial=0")) == "unknown-token"
    stranger.session.close()


def test_two_who_publish_at_once_are_told_apart(tmp_path: Path, county: County, database: str) -> None:
    engine = open_engine(database)
    sealed = county.step(None, "2027.1")
    with engine.begin() as connection:
        published.publish(connection, 1, "2027.1", [("", sealed)])
    with pytest.raises(ValueError, match="meanwhile"), engine.begin() as connection:
        published.publish(connection, 1, "2027.1", [("", sealed)])
    engine.dispose()


def test_a_version_is_published_once(tmp_path: Path, county: County, database: str) -> None:
    county.step(None, "2027.1")
    publish(tmp_path, county, database)
    with pytest.raises(AssertionError, match="needs another version"):
        publish(tmp_path, county, database)
    engine = open_engine(database)
    with engine.begin() as connection:
        assert [row.serial for row in published.published(connection)] == [1]
    engine.dispose()


def test_the_answer_is_small_where_there_is_nothing_new() -> None:
    assert len(json.dumps({"serial": 7, "step": None})) < 64
    assert wire.CatalogueAnswer(serial=7).step is None
