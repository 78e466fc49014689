"""`kiosk outbox export`, `kiosk intake import`, `kiosk outbox import-answers`, as technicians meet them."""

import json
import subprocess
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.storage import filings
from kiosk.storage.connection import Store
from sync.reference_intake.process import spawn_intake
from tests.e2e.test_wrong_input import KEY, kiosk, one_line
from tests.unit.storage.samples import filing

TOKEN = "token-of-the-village"
SMALL = filing(1, materials=())


class Place:
    """A terminal's configuration and store, a centre's folder, a stick."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.centre, self.stick = folder / "centre", folder / "stick"
        self.stick.mkdir()
        made = self.run("intake", "keys", "make", str(self.centre / "carry-out-keys"), "--json")
        self.public = Path(json.loads(made.stdout)["public"])
        self.file = self.stick / "filings.jiujin"
        self.config = folder / "terminal.toml"
        self.configure(self.public)
        spawn_intake(self.centre, token=TOKEN).stop()

    def configure(self, public: Path) -> None:
        text = f'[terminal]\nid = "330225-0042"\n[paths]\ndata = "{self.folder / "data"}"\n'
        self.config.write_text(text + f'[intake]\ntoken = "{TOKEN}"\ncarry_out_key = "{public}"\n', encoding="utf-8")

    def save(self) -> None:
        store = Store.open(self.folder / "data" / "jiujin.db", KEY, clock=SystemClock())
        store.write(lambda connection: filings.save(connection, SMALL, "a" * 64)).result()
        store.close()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return kiosk(*command, folder=self.folder)

    def outbox(self, *command: str) -> subprocess.CompletedProcess[str]:
        return self.run("outbox", *command, "--config", str(self.config))

    def intake(self, *command: str) -> subprocess.CompletedProcess[str]:
        return self.run("intake", *command, "--data-dir", str(self.centre))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.save()
    return made


def test_there_and_back(place: Place) -> None:
    exported = place.outbox("export", str(place.file), "--json")
    assert exported.returncode == 0, exported.stderr
    report = json.loads(exported.stdout)
    assert report["filings"] == [SMALL.filing_id]
    assert report["bytes"] == place.file.stat().st_size
    (row,) = json.loads(place.outbox("list", "--json").stdout)
    assert row["delivery"] == "pending"
    assert row["carried_out"].endswith(f"in file {report['export_id']}")
    told = place.stick / "answers.jiujin"
    imported = place.intake("import", str(place.file), "--answers", str(told), "--json")
    assert imported.returncode == 0, imported.stderr
    (taken,) = json.loads(imported.stdout)["filings"]
    assert (taken["filing_id"], taken["outcome"]) == (SMALL.filing_id, "taken")
    answered = place.outbox("import-answers", str(told))
    assert answered.returncode == 0, answered.stderr
    assert "delivered=1" in answered.stdout
    assert json.loads(place.outbox("list", "--json").stdout) == []
    assert "no file was written" in place.outbox("export", str(place.stick / "more.jiujin")).stdout
    assert sorted(path.name for path in place.stick.iterdir()) == ["answers.jiujin", "filings.jiujin"]


def test_what_can_go_wrong_at_the_terminal(place: Place) -> None:
    place.file.write_bytes(b"photographs")
    assert "--force" in one_line(place.outbox("export", str(place.file)))
    assert place.file.read_bytes() == b"photographs"
    assert "was the stick pulled out" in one_line(place.outbox("export", str(place.folder / "gone" / "filings.jiujin")))
    assert "this is no file of this kind" in one_line(place.outbox("import-answers", str(place.file)))
    assert "cannot be read" in one_line(place.outbox("import-answers", str(place.stick / "none.jiujin")))
    place.configure(place.folder / "no-such-key.pem")
    assert "no-such-key.pem" in one_line(place.outbox("export", str(place.stick / "out.jiujin")))
    place.config.write_text(place.config.read_text().replace("carry_out_key", "ca_file"), encoding="utf-8")
    assert "ca_file" in one_line(place.outbox("export", str(place.stick / "out.jiujin")))
    (row,) = stored_rows(place)
    assert row == (SMALL.filing_id, "pending", 0)


def stored_rows(place: Place) -> list[tuple[str, str, int]]:
    store = Store.open(place.folder / "data" / "jiujin.db", KEY, clock=SystemClock())
    try:
        return store.read(lambda c: c.execute("SELECT filing_id, delivery, attempts FROM outbox").fetchall())
    finally:
        store.close()


def test_what_can_go_wrong_at_the_centre(place: Place) -> None:
    assert place.outbox("export", str(place.file)).returncode == 0
    whole = place.file.read_bytes()
    for data, words in (
        (whole[:-1], "cut off"),
        (whole[:-1] + bytes([whole[-1] ^ 1]), "damaged or changed"),
        (b"photographs", "no file of this kind"),
        (whole[:16] + b"\x00\x09" + whole[18:], "a newer program"),
    ):
        place.file.write_bytes(data)
        assert words in one_line(place.intake("import", str(place.file)))
    assert json.loads(place.intake("cases", "--json").stdout) == []
    place.file.write_bytes(whole)
    assert "no private key is here" in one_line(place.intake("import", str(place.file), "--keys", str(place.stick)))
    place.run("intake", "keys", "make", str(place.folder / "other"))
    words = one_line(place.intake("import", str(place.file), "--keys", str(place.folder / "other")))
    assert "sealed for a key that is not here" in words
    assert place.intake("import", str(place.file)).returncode == 0
    assert "taken in before" in one_line(place.intake("import", str(place.file)))
    (case,) = json.loads(place.intake("cases", "--json").stdout)
    assert case["filing_id"] == SMALL.filing_id
    assert "cannot be read" in one_line(place.intake("import", str(place.stick / "none.jiujin")))


def test_wrong_usage_is_2(place: Place) -> None:
    assert place.run("outbox", "export").returncode == 2
    assert place.run("intake", "import").returncode == 2
    assert place.run("intake", "keys").returncode == 2
