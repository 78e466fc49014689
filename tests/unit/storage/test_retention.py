"""A store of an earlier program gets its retention, and what is told of what is kept."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.config import RetentionSettings, Settings
from kiosk.config_checks import check
from kiosk.doctor.findings import Condition
from kiosk.doctor.retention import finding
from kiosk.errors import ConfigurationFailure
from kiosk.events import EventBus
from kiosk.services.retention import Retention, terms_of
from kiosk.storage import cipher, filings, migrations, retention
from kiosk.storage.connection import Store
from tests.scenarios.retention import people
from tests.scenarios.retention.people import DAY, HandClock
from tests.unit.storage.samples import KEY, NOON

BEFORE = migrations.NAMES[:4]


def test_a_store_from_before_is_wiped_like_any_other(path: Path) -> None:
    """Its old filings are seen to have ended at the update, and their time begins there."""
    whose = [people.person(seed) for seed in (1, 2)]
    path.parent.mkdir()
    path.touch()
    old = cipher.open_connection(path, KEY, new=True)
    assert migrations.apply(old, at=NOON, names=BEFORE) == list(BEFORE)
    old.execute("BEGIN")
    for who in whose:
        filings._save_facts(old, who.filing, filings.person_tag(old, who.filing.parties.resident.number))
        for position, material in enumerate(who.filing.materials):
            filings._save_material(old, who.id, position, material)
        old.execute("INSERT INTO outbox (filing_id) VALUES (?)", (who.id,))
    old.execute("UPDATE outbox SET delivery = 'sending', next_attempt_us = NULL WHERE filing_id = ?", (whose[0].id,))
    old.execute(
        "UPDATE outbox SET delivery = 'delivered', case_number = 'C', query_code = '713571', received_at = ?"
        " WHERE filing_id = ?",
        (NOON.isoformat(), whose[0].id),
    )
    old.execute("COMMIT")
    old.close()
    clock = HandClock(NOON + 300 * DAY)
    store = Store.open(path, KEY, clock=clock)
    try:
        sweep = Retention(people.settings_for(path.parent), clock, EventBus(), store)
        assert sweep.sweep().filings == 0
        assert store.read(lambda c: filings.load(c, whose[0].id)) == whose[0].filing
        clock.moment += timedelta(minutes=31)
        assert sweep.sweep().filings == 1
        assert store.read(lambda c: filings.load(c, whose[1].id)) == whose[1].filing
        assert people.skeletons(store) == {whose[0].id}
        everything = people.in_clear(path)
        assert [name for name, needle in whose[0].needles.items() if needle in everything] == []
        assert store.check_later().result() == ()
    finally:
        store.close()


def test_the_report_counts_what_is_kept_and_tells_of_refusals_before_they_go(store: Store) -> None:
    terms = terms_of(people.settings_for(store.path.parent).retention)
    refused, waits = people.person(1), people.person(2)
    for who in (refused, waits):
        store.write(lambda c, who=who: people.save(c, who)).result()
    store.write(lambda c: people.refuse(c, refused)).result()
    store.write(lambda c: retention.note_ends(c, at=NOON)).result()
    kept = store.read(lambda c: retention.kept(c, terms))
    early = finding(kept, NOON + 40 * DAY)
    assert early.state is Condition.OK
    assert early.found == "2 filings, the oldest of 2026-05-06; 0 wiped"
    late = finding(kept, NOON + 50 * DAY)
    assert late.state is Condition.ATTENTION
    assert "1 that the centre refused will be wiped, the first on 2026-07-05" in late.found
    store.write(lambda c: retention.wipe(c, [refused.id, waits.id], terms, at=NOON + 61 * DAY)).result()
    after = finding(store.read(lambda c: retention.kept(c, terms)), NOON + 61 * DAY)
    assert after.found == "1 filings, the oldest of 2026-05-06; 1 wiped"


def test_the_outbox_commands_tell_of_skeletons(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terms = terms_of(RetentionSettings())
    gone, going, waits = people.person(1), people.person(2), people.person(3)
    for who in (gone, going, waits):
        store.write(lambda c, who=who: people.save(c, who)).result()
    store.write(lambda c: people.refuse(c, gone)).result()
    store.write(lambda c: people.deliver(c, going)).result()
    store.write(lambda c: retention.note_ends(c, at=NOON)).result()
    store.write(lambda c: retention.wipe(c, [gone.id], terms, at=NOON + 91 * DAY)).result()
    store.close()
    settings = tmp_path / "kiosk.toml"
    settings.write_text(f'[paths]\ndata = "{store.path.parent}"\n')
    (tmp_path / "jiujin-store-key").write_bytes(KEY)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert cli.main(["outbox", "list", "--all", "--json", "--config", str(settings)]) == 0
    told = {row["filing_id"]: row["personal_data"] for row in json.loads(capsys.readouterr().out)}
    assert told == {gone.id: "wiped", going.id: "until 2026-05-06 04:10Z", waits.id: "kept"}
    assert cli.main(["outbox", "show", gone.id, "--config", str(settings)]) == 0
    shown = capsys.readouterr().out
    assert "personal_data=wiped" in shown
    assert "delivery=refused" in shown
    assert cli.main(["outbox", "retry", gone.id, "--config", str(settings)]) == 1
    assert "was wiped" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "value"),
    [("hall_minutes", -1), ("hall_minutes", 1441), ("outlet_days", 367), ("refused_days", 6), ("papers_hours", 0)],
)
def test_times_that_make_no_sense_are_refused(key: str, value: int) -> None:
    settings = replace(Settings(), retention=replace(RetentionSettings(), **{key: value}))
    with pytest.raises(ConfigurationFailure, match=rf"retention\.{key} must be"):
        check(settings, Path("kiosk.toml"))
