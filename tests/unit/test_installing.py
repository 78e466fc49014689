"""Which catalogue comes into the store: an edit always, the built-in one only over an older of its own kind."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import bootstrap, catalogue_install
from kiosk.catalogue.loader import load_builtin
from kiosk.clock import SystemClock
from kiosk.config import Settings, with_paths
from kiosk.storage import catalogue as stored
from kiosk.storage.connection import Store

KEY = bytes(range(32))
WAIT_S = 20.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return with_paths(Settings(), data=str(tmp_path / "data"))


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = bootstrap.open_store(settings, KEY, SystemClock())
    yield store
    store.close()


def test_an_edit_under_the_same_version_is_installed(settings: Settings, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "county.json"
    configured = with_paths(settings, catalogue=str(file))
    whole: dict[str, object] = {"version": "county-7", "region": "330225", "themes": [], "matters": []}
    for name in ("社保", "社会保障"):
        whole["themes"] = [{"id": "social", "name": [name, "Social"], "hint": ["提示", "Hint"]}]
        file.write_text(json.dumps(whole), encoding="utf-8")
        catalogue_install.install_catalogue(store, configured)
        assert [theme.name.zh for theme in store.read(stored.themes)] == [name]


def test_an_edit_of_the_built_in_catalogue_is_installed_and_one_from_elsewhere_stays(
    settings: Settings, store: Store
) -> None:
    builtin = load_builtin()
    for before, after in (
        (replace(builtin, themes=()), builtin),
        (replace(builtin, version="county-7", themes=()), None),
        (replace(builtin, version="9999.1", themes=()), None),
        (replace(builtin, version="2020.1", themes=()), builtin),
    ):
        store.write(lambda c, catalogue=before: stored.install(c, catalogue, [], source="another")).result(WAIT_S)
        catalogue_install.install_catalogue(store, settings)
        assert store.read(stored.themes) == (after or before).themes
        assert store.read(stored.installed_version) == (after or before).version


def test_what_is_installed_already_is_not_even_parsed(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[Path] = []
    catalogue_install.install_catalogue(store, settings)
    monkeypatch.setattr("kiosk.catalogue.loader.load_file", parsed.append)
    catalogue_install.install_catalogue(store, settings)
    assert parsed == []


def test_the_same_catalogue_is_not_written_again(settings: Settings, store: Store) -> None:
    catalogue_install.install_catalogue(store, settings)
    changes = store.write(lambda c: c.total_changes).result(WAIT_S)
    catalogue_install.install_catalogue(store, settings)
    assert store.write(lambda c: c.total_changes).result(WAIT_S) == changes
