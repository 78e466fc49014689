"""What import-linter cannot say: the domain is standard library only, and the start imports nothing that is slow."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LATE = (
    "sane",
    "cups",
    "serial",
    "smartcard",
    "requests",
    "pypinyin",
    "keyring",
    "sqlalchemy",
    "starlette",
    "sqlite_utils",
)


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("file", sorted((ROOT / "kiosk" / "domain").glob("*.py")), ids=lambda file: file.name)
def test_the_domain_imports_the_standard_library_and_itself(file: Path) -> None:
    others = {
        name
        for name in imported(file)
        if not name.startswith("kiosk.domain") and name.split(".")[0] not in sys.stdlib_module_names
    }
    assert others == set()


def test_what_stands_before_the_first_frame_imports_nothing_slow() -> None:
    program = f"import sys, kiosk.bootstrap, ui.app\nprint(','.join(name for name in {LATE!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == ""
