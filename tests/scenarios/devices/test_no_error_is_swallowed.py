"""Whatever a device meets becomes a cause, and every cause has words for staff and for the person at the screen."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.causes import CAUSES, failure
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.services.attention import NOT_THE_DEVICE, TABLE
from ui.viewmodels import attention
from ui.viewmodels.device_words import CAMERA, PRINTER, SCANNER, DeviceWords
from ui.viewmodels.staff_words import UNKNOWN, remedy

TREE = Path(__file__).parents[3]
PASSING = {"", "stopped", "starting", "busy", "cancelled"}
"""What is over by itself and needs nobody."""

WITHOUT_A_WORD = {
    # The end of something that has failed already, and was told by the cause that ended it.
    "devices/isolation/host.py": 1,
    "devices/printers/escpos.py": 1,
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ("devices", "kiosk"):
        for file in sorted((TREE / room).rglob("*.py")):
            yield str(file.relative_to(TREE)), ast.parse(file.read_text(encoding="utf-8"))


def called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def names_device_failure(node: ast.AST | None) -> bool:
    return node is not None and any(isinstance(one, ast.Name) and one.id == "DeviceFailure" for one in ast.walk(node))


def test_every_cause_that_a_driver_names_is_in_the_table() -> None:
    named = {
        (place, node.args[0].value)
        for place, tree in modules()
        for node in ast.walk(tree)
        if called(node) in {"failure", "DeviceFailure"} and isinstance(node, ast.Call) and node.args
        if isinstance(node.args[0], ast.Constant)
    }
    assert len(named) > 50, "the search finds what it looks for"
    assert sorted((place, cause) for place, cause in named if cause not in CAUSES) == []


def test_nobody_catches_a_devices_failure_without_a_word() -> None:
    """A handler hands on, answers, notes or logs; `suppress` is counted, and each has its reason above."""
    silent, suppressed = [], dict.fromkeys(WITHOUT_A_WORD, 0)
    for place, tree in modules():
        for node in ast.walk(tree):
            if called(node) == "suppress" and names_device_failure(node):
                suppressed[place] = suppressed.get(place, 0) + 1
            if isinstance(node, ast.ExceptHandler) and names_device_failure(node.type):
                said = (ast.Raise, ast.Call, ast.Assign, ast.AugAssign, ast.Return, ast.Yield)
                if not any(isinstance(part, said) for line in node.body for part in ast.walk(line)):
                    silent.append(f"{place}:{node.lineno}")
    assert silent == []
    assert suppressed == WITHOUT_A_WORD


@pytest.mark.parametrize("cause", sorted(CAUSES.keys() - PASSING))
def test_staff_are_told_what_to_do_and_not_to_read_the_log(cause: str) -> None:
    assert failure(cause).remedy
    words = remedy(DeviceSnapshot("one", "printer", "test", DeviceState.FAILED, cause))
    assert words is not None
    assert UNKNOWN.zh not in words.zh
    assert UNKNOWN.en not in words.en


@pytest.mark.parametrize("words", [SCANNER, PRINTER, CAMERA], ids=["scanner", "printer", "camera"])
@pytest.mark.parametrize("cause", [*sorted(CAUSES), "a cause of tomorrow"])
def test_the_person_is_told_in_both_languages(words: DeviceWords, cause: str) -> None:
    told = words.failed(cause)
    assert told.zh
    assert told.en
    assert cause not in (told.zh, told.en), "a code is no word"


def test_every_fault_that_takes_the_screen_says_what_happened_and_what_to_do() -> None:
    told = {"printer": attention.PRINTER, "slip-printer": attention.SLIPS, "scanner": attention.SCANNER}
    of_the_program = NOT_THE_DEVICE | PASSING
    for row in TABLE:
        known = told[row.capability].keys()
        assert known <= CAUSES.keys() | of_the_program
        # A row that takes every cause says the rare ones in general words: tests/ui/filing/test_attention.py.
        assert row.causes is None or row.causes == known
