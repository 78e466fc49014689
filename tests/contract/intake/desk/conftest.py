"""A real intake with its officials' page, on both databases, and people at either end of it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from requests.cookies import RequestsCookieJar
from sqlalchemy import Engine

from kiosk.domain.filing import Filing
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from sync.manifest import files_of, manifest_of
from sync.reference_intake.process import IntakeProcess, spawn_intake
from sync.reference_intake.tables import open_engine
from sync.reference_intake.web.accounts import Accounts
from tests.contract.intake.conftest import DATABASES, TOKEN, Stranger, database_url
from tests.support.browser import Browser
from tests.unit.storage.samples import filing

PASSWORD = "long enough to be one"
PEOPLE = {"王芳": True, "陈伟": True, "看一看": False}


def picture(kind: str, shade: int = 200, size: tuple[int, int] = (60, 90)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (shade, shade, 255)).save(out, kind)
    return out.getvalue()


def papers(seed: int = 1) -> tuple[Material, ...]:
    return (
        Material(
            "id-card",
            Text("身份证"),
            (
                Page(picture("JPEG", seed % 200), "image/jpeg", 60, 90),
                Page(picture("PNG", seed % 200), "image/png", 60, 90),
            ),
        ),
        Material("photo", Text("照片"), (Page(picture("TIFF", seed % 200), "image/tiff", 60, 90),)),
        Material("lease", Text("租房合同"), (Page(b"%PDF-1.7 nothing in it", "application/pdf", 60, 90),)),
        Material("none", Text("没有的材料"), ()),
    )


@dataclass
class Centre:
    """A running intake, and what a test needs of it."""

    process: IntakeProcess
    engine: Engine
    stranger: Stranger
    signed_in: dict[str, RequestsCookieJar] = field(default_factory=dict)
    seeds: Iterator[int] = field(default_factory=lambda: itertools.count(1000))

    def case(self, *, change: dict[str, object] | None = None, village: bool = False) -> Filing:
        """A new case, delivered by a terminal."""
        seed = next(self.seeds)
        made = filing(seed, materials=papers(seed), village=village)
        made = replace(made, signature=replace(made.signature, png=picture("PNG", 10)))
        return self.deliver(replace(made, **(change or {})))  # type: ignore[arg-type]

    def deliver(self, made: Filing) -> Filing:
        assert self.stranger.begin(manifest_of(made)).status_code == 200
        for file in files_of(made).values():
            self.stranger.upload(made.filing_id, file)
        assert self.stranger.complete(made.filing_id).status_code == 200
        return made

    def browser(self, name: str = "王芳") -> Browser:
        """Somebody's browser, signed in; each person signs in once, for a password takes its time to prove."""
        browser = Browser(self.process.desk)
        if name in self.signed_in:
            browser.session.cookies.update(self.signed_in[name])
        else:
            assert browser.sign_in(name, PASSWORD).status_code == 303
            self.signed_in[name] = browser.session.cookies
        return browser

    def changes(self, filing_id: str) -> list[dict[str, str]]:
        """What the terminal hears of a case."""
        cursor, found, more = "", [], True
        while more:
            page = self.stranger.send("GET", f"/v1/cases/changes?cursor={cursor}").json()
            cursor, more = page["cursor"], page.get("more", False)
            found += [change for change in page["changes"] if change["filing_id"] == filing_id]
        return found


@pytest.fixture(scope="module", params=DATABASES)
def centre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """One process on SQLite, two workers on PostgreSQL; at the end its log must be empty."""
    folder: Path = tmp_path_factory.mktemp("desk")
    workers = 2 if request.param == "postgresql" else 1
    process = spawn_intake(folder, token=TOKEN, database=database_url(request, folder), workers=workers, desk_port=0)
    engine = open_engine(process.database)
    for name, may_act in PEOPLE.items():
        Accounts(engine).add(name, PASSWORD, may_act=may_act)
    stranger = Stranger(process.url)
    yield Centre(process, engine, stranger)
    stranger.session.close()
    engine.dispose()
    process.stop()
    assert (folder / "intake.log").read_text() == ""


@pytest.fixture
def official(centre: Centre) -> Iterator[Browser]:
    with centre.browser() as browser:
        yield browser
