"""A wrong catalogue file is refused with one line that names the file, the matter and the key."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.loader import COUNTY, builtin_version, load_builtin, load_file
from kiosk.domain.matter import LimitUnit, Platform
from kiosk.errors import CatalogueFailure

ALLOWANCE = "matters/old-age-allowance.json"

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A copy of the county's folder that a test may spoil."""
    return Path(shutil.copytree(COUNTY, tmp_path / "county"))


def spoil(path: Path, change: Change) -> None:
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def put(*keys: str | int, value: Any) -> Change:
    """A change that sets one value deep inside."""

    def change(document: Any) -> None:
        for key in keys[:-1]:
            document = document[key]
        document[keys[-1]] = value

    return change


def test_the_builtin_catalogue_is_read_once() -> None:
    catalogue = load_builtin()
    assert catalogue is load_builtin()
    assert catalogue.version == builtin_version()
    assert catalogue.region == "330225"


def test_values_arrive_as_they_were_written() -> None:
    matter = next(item for item in load_builtin().matters if item.code == "000511007000")
    assert matter.title.zh == "高龄津贴"
    assert matter.title.en == "Old-age allowance"
    assert matter.platform is Platform.UNIFIED
    assert (matter.time_limit.promised, matter.time_limit.legal) == (5, 20)
    assert matter.time_limit.unit is LimitUnit.WORKING_DAYS
    assert [group.id for group in matter.form.groups] == ["who", "account", "contact", "living", "collect"]
    card = next(field for field in matter.form.fields() if field.id == "bank_card")
    assert (card.limits.min_length, card.limits.max_length) == (19, 19)
    assert card.when is not None
    assert card.when.holds({"bank": "abc"})
    assert not card.when.holds({"bank": "other"})
    assert [(rule.id, rule.required, rule.max_pages) for rule in matter.materials][:2] == [
        ("hukou_book", True, 2),
        ("bank_card_copy", False, 1),
    ]


def test_one_file_may_hold_a_whole_catalogue(tmp_path: Path) -> None:
    whole = json.loads((COUNTY / "catalogue.json").read_text("utf-8"))
    whole["matters"] = [json.loads((COUNTY / ALLOWANCE).read_text("utf-8"))]
    file = tmp_path / "one.json"
    file.write_text(json.dumps(whole), "utf-8")
    assert [matter.title.zh for matter in load_file(file).matters] == ["高龄津贴"]


@pytest.mark.parametrize(
    ("change", "key", "fault"),
    [
        (put("colour", value="red"), "", "unknown field `colour`"),
        (put("groups", 1, "fields", 0, value="bnak"), "groups[1].fields[0]", "nothing shared is called “bnak”"),
        (put("groups", 3, "fields", 0, "kinds", value=1), "groups[3].fields[0]", "unknown field `kinds`"),
        (put("groups", 3, "fields", 0, "kind", value="colour"), "groups[3].fields[0].kind", "colour"),
        (put("groups", 3, "fields", 1, "when", value={"nobody": ["yes"]}), "groups[3].fields[1].when", "nobody"),
        (
            put("groups", 3, "fields", 1, "when", value={"living_with": ["moon"]}),
            "groups[3].fields[1].when",
            "“living_with” is never answered “moon”",
        ),
        (
            put("groups", 3, "fields", 1, "when", value={"living_with": ["home"], "bank": ["abc"]}),
            "groups[3].fields[1].when",
            "exactly one field",
        ),
        (put("groups", 3, "fields", 2, "when", value={"phone": ["1"]}), "groups[3].fields[2].when", "needs a choice"),
        (
            put("groups", 3, "fields", 0, "options", 1, value=["home", "别处", "Elsewhere"]),
            "groups[3].fields[0].options[1]",
            "“home” stands twice",
        ),
        (put("groups", 3, "fields", 0, "options", value=[]), "groups[3].fields[0].options", "at least two"),
        (put("groups", 3, "fields", 0, "id", value="phone"), "groups[3].fields[0].id", "“phone” stands twice"),
        (put("groups", 3, "fields", 0, "prefill", value="number"), "groups[3].fields[0].prefill", "cannot take"),
        (put("groups", 3, "id", value="who"), "groups[3].id", "“who” stands twice"),
        (put("groups", 3, "question", value=["老人现在住在哪里？", ""]), "groups[3].question", "has no English"),
        (put("materials", 1, "hint", value=["长" * 60, "Long"]), "materials[1].hint", "at most 48 fit"),
        (put("materials", 1, "id", value="hukou_book"), "materials[1].id", "stands twice"),
        (put("materials", 2, "when", value={"by_proxy": ["maybe"]}), "materials[2].when", "never answered “maybe”"),
        (put("time_limit", "promised", value=30), "time_limit.promised", "legal limit"),
        (put("time_limit", "unit", value="weeks"), "time_limit.unit", "weeks"),
        (put("themes", value=["moon"]), "themes[0]", "there is no theme “moon”"),
        (put("code", value="5110070"), "code", "not 12"),
        (put("code", value="000511039000"), "code", "stands twice"),
        (put("version", value="3"), "version", "Expected `int`"),
    ],
)
def test_a_wrong_matter_is_named(county: Path, change: Change, key: str, fault: str) -> None:
    file = county / ALLOWANCE
    spoil(file, change)
    with pytest.raises(CatalogueFailure) as failure:
        load_file(county)
    line = str(failure.value)
    assert line.startswith(f"{file}: 高龄津贴: {key}")
    assert fault in line
    assert "\n" not in line


@pytest.mark.parametrize("key", ["code", "title", "guide", "time_limit", "groups"])
def test_a_missing_key_is_named(county: Path, key: str) -> None:
    file = county / ALLOWANCE
    spoil(file, lambda document: document.pop(key))
    with pytest.raises(CatalogueFailure, match=f"missing required field `{key}`") as failure:
        load_file(county)
    assert str(failure.value).startswith(f"{file}: ")


def test_a_life_event_must_bundle_known_matters(county: Path) -> None:
    file = county / "life-events/after-a-death.json"
    spoil(file, put("parts", 0, value="000000000000"))
    with pytest.raises(CatalogueFailure) as failure:
        load_file(county)
    assert str(failure.value) == f"{file}: 家里有人过世: parts[0]: there is no matter “000000000000”"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (put("region", value="33"), "region: is six digits"),
        (put("version", value=""), "version: is empty"),
        (put("themes", 1, "id", value="allowance"), "themes[1].id: “allowance” stands twice"),
        (put("shared", "fields", 1, "id", value="name"), "shared.fields[1].id: “name” stands twice"),
        (put("shared", "fields", 1, "kind", value=7), "shared.fields[1].kind"),
    ],
)
def test_a_wrong_head_is_named(county: Path, change: Change, fault: str) -> None:
    file = county / "catalogue.json"
    spoil(file, change)
    with pytest.raises(CatalogueFailure) as failure:
        load_file(county)
    assert str(failure.value).startswith(f"{file}: ")
    assert fault in str(failure.value)


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"{", "not JSON"), (b"[]", "Expected `object`"), (b"", "not JSON"), (b'{"version": "\xff"}', "")],
)
def test_what_is_no_catalogue_is_told_with_its_name(tmp_path: Path, content: bytes, fault: str) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(content)
    with pytest.raises(CatalogueFailure) as failure:
        load_file(file)
    assert str(failure.value).startswith(f"{file}: ")
    assert fault in str(failure.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFailure, match=r"nowhere\.json: cannot be read"):
        load_file(tmp_path / "nowhere.json")
