"""`kiosk demo --headless` in a process of its own: the whole visit, as a county would be shown it."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

COMMAND = [sys.executable, "-m", "kiosk.cli", "demo", "--headless", "--out"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ([], "official"),
        (["--line-down"], "provisional"),
        (["--mode", "village"], "official"),
        (["--mode", "village", "--line-down"], "provisional"),
    ],
    ids=["hall", "hall-line-down", "village", "village-line-down"],
)
def test_a_visit_ends_with_a_receipt_and_exactly_one_case(tmp_path: Path, arguments: list[str], kind: str) -> None:
    screens = tmp_path / "screens"
    screens.mkdir()
    for name in ("07-earlier.png", "holiday.png"):
        (screens / name).touch()
    done = subprocess.run(
        [*COMMAND, str(tmp_path), *arguments], capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["delivery"] == "delivered"
    assert summary["receipt_kind"] == kind
    assert len(summary["case_number"]) == 43
    assert len(summary["query_code"]) == 6
    assert summary["case_status"] == "accepted"
    assert set(summary["timings_ms"]) == {"first_frame", "card_to_greeting", "confirm_to_saved", "delivered"}
    (screens / "holiday.png").unlink()  # somebody's own: it stayed
    pictures = sorted(path.name for path in screens.iterdir())
    assert pictures == [f"{number:02d}-{step}.png" for number, step in enumerate(summary["steps"], 1)]
    digests = {sha256((screens / name).read_bytes()).hexdigest() for name in pictures}
    assert len(digests) == len(pictures), "two steps look the same"
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "receipt.pdf").pages)
    assert "高龄津贴" in text
    assert "史*娥" in text
    assert ("还没有确认收到" in text) == (kind == "provisional")
    assert (summary["case_number"] in text.replace("\n", "").replace(" ", "")) == (kind == "official")
    assert "史美娥" not in text
