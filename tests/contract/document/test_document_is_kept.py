"""schemathesis reads `openapi.yaml` and asks the running reference intake everything that it allows and forbids."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.contract.document import openapi
from sync.manifest import files_of, manifest_of
from sync.reference_intake.process import IntakeProcess, spawn_intake
from tests.contract.intake.conftest import TOKEN, Stranger
from tests.unit.storage.samples import filing

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
NOT_HTTP = "WARNING uvicorn.error Invalid HTTP request received."
METHODS = {"get", "put", "post", "head", "patch", "options", "delete"}
EXAMPLES = 10
"""Of each operation in each phase."""

LEAST_REQUESTS = 400


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[IntakeProcess]:
    process = spawn_intake(tmp_path / "intake", token=TOKEN)
    yield process
    process.stop()
    log = set((tmp_path / "intake" / "intake.log").read_text().splitlines())
    assert log <= {NOT_HTTP}, "whatever it is asked, it never fails"


def _begun(intake: IntakeProcess) -> str:
    """An upload that is waiting for its bytes, for the hooks."""
    made = filing(1)
    file = max(files_of(made).values(), key=lambda file: file.size)
    stranger = Stranger(intake.url)
    stranger.begin(manifest_of(made)).raise_for_status()
    stranger.create(made.filing_id, file).raise_for_status()
    stranger.session.close()
    return json.dumps({"filing_id": made.filing_id, "digest": file.sha256, "size": file.size})


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_reference_intake_keeps_the_document(intake: IntakeProcess, tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "--config-file", str(HERE / "schemathesis.toml"), "run"]
    command += [str(ROOT / "sync" / "contract" / "openapi.yaml"), "--url", intake.url, "--checks", "all"]
    command += ["--header", f"Authorization: Bearer {TOKEN}", "--max-examples", str(EXAMPLES), "--no-color"]
    command += ["--generation-deterministic", "--request-timeout", "20"]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.contract.document.hooks", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        command,
        cwd=tmp_path,  # it leaves its notes where it runs
        env=os.environ | hooks | {"BEGUN_UPLOAD": _begun(intake)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    said = re.search(r"(\d+) generated", ended.stdout)
    assert said is not None, ended.stdout
    assert int(said[1]) >= LEAST_REQUESTS
    operations = sum(len(set(path) & METHODS) for path in openapi()["paths"].values())
    assert re.search(rf"Tested: +{operations}\b", ended.stdout), ended.stdout
    print(f"schemathesis: {said[1]} requests to {operations} operations, no failure")
