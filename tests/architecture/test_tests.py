"""The tests themselves: each says what it promises, and none goes to sleep."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted(TESTS.rglob("*.py"))
PROMISES = ("wait_", "expect_", "assert_")
"""Functions with these names fail the test by themselves."""


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def promises(node: ast.AST) -> bool:
    """Whether the test can fail here; `assert True` cannot."""
    match node:
        case ast.Assert(test=ast.Constant()):
            return False
        case ast.Assert():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="pytest"), attr="raises" | "warns" | "fail")):
            return True
        case ast.Call():
            return name_of(node).startswith(PROMISES)
        case _:
            return False


def hollow(tree: ast.AST) -> list[str]:
    """The tests that promise nothing."""
    tests = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    )
    return [test.name for test in tests if not any(promises(node) for node in ast.walk(test))]


def sleeps(tree: ast.AST) -> Iterator[int]:
    """The lines at which something sleeps instead of waiting for what it wants."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="time" | "asyncio", names=names) if any(one.name == "sleep" for one in names):
                yield node.lineno
            case ast.Attribute(value=ast.Name(id="time" | "asyncio"), attr="sleep"):
                yield node.lineno
            case ast.Attribute(attr="qSleep"):
                yield node.lineno


def tree_of(file: Path) -> ast.AST:
    return ast.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.name.startswith("test_")], ids=lambda file: str(file.relative_to(TESTS))
)
def test_every_test_says_what_it_promises(file: Path) -> None:
    assert hollow(tree_of(file)) == []


def test_nothing_among_the_tests_and_benchmarks_sleeps() -> None:
    found = [f"{file.relative_to(TESTS)}:{line}" for file in FILES for line in sleeps(tree_of(file))]
    assert found == []


@pytest.mark.parametrize(
    "body",
    ["pass", "until(lambda: True)", "assert True", "printer.close()", "helper.raises(ValueError)", "wait('a', met)"],
)
def test_a_hollow_test_would_be_found(body: str) -> None:
    assert hollow(ast.parse(f"def test_one():\n    {body}")) == ["test_one"]


@pytest.mark.parametrize(
    "body", ["assert one == 1", "with pytest.raises(ValueError): go()", "diary.wait_for(met)", "assert_told(one)"]
)
def test_a_test_that_promises_something_is_left_alone(body: str) -> None:
    assert hollow(ast.parse(f"def test_one():\n    {body}")) == []


@pytest.mark.parametrize(
    "line", ["time.sleep(1)", "from time import sleep", "go(time.sleep)", "QTest.qSleep(5)", "await asyncio.sleep(1)"]
)
def test_a_sleep_would_be_found(line: str) -> None:
    assert list(sleeps(ast.parse(line))) == [1]
