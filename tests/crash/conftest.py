"""What the crash tests of one worker share, and their counts in the summary of the run."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.crash.faults import compile_faults
from tests.crash.forks import ForkServer
from tests.crash.trial import Ground

FACTS = "crash"


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("crash")
    with ForkServer(compile_faults(folder)) as server:
        yield Ground(server, folder / "ground")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The counts, as each test noted them in its properties; they come from the workers with the reports."""
    walks: dict[str, list[dict[str, Any]]] = {}
    for report in terminalreporter.getreports("passed"):
        for name, facts in getattr(report, "user_properties", ()):
            if name == FACTS:
                walks.setdefault(facts["what"], []).append(facts)
    if walks:
        terminalreporter.section("crash exploration")
    for what in sorted(walks):
        for line in _told(what, walks[what]):
            terminalreporter.write_line(line)


def _told(what: str, of: list[dict[str, Any]]) -> list[str]:
    if "table" in of[0]:
        return [f"{what}: {of[0]['points']} fault points", *of[0]["table"]]
    deaths: Counter[str] = Counter()
    phases: Counter[str] = Counter()
    for facts in of:
        deaths.update(facts["deaths"])
        phases.update(facts.get("phases", {}))
    kinds = "; ".join(_counted(one) for one in (deaths, phases) if one)
    lines = [f"{what}: {sum(deaths.values())} kills ({kinds}); lost 0, doubled 0"]
    if unmet := [death for facts in of for death in facts.get("unmet", ())]:
        lines.append(f"  {len(unmet)} that only some runs come to, and none did now: {'; '.join(unmet)}")
    if seeds := [facts["seed"] for facts in of if "seed" in facts]:
        lines.append(f"  seeds: {' '.join(seeds)}")
    return lines


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
