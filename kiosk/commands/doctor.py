"""`kiosk doctor`: whether this terminal can serve, and what to do where it cannot."""

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.clock import SystemClock
from kiosk.commands.settings import add_config, settings_of
from kiosk.errors import EnvironmentFailure

if TYPE_CHECKING:
    from kiosk.doctor.checks import Surroundings
    from kiosk.doctor.findings import Finding


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("doctor", help="check devices, store, line, clock, disk, fonts and catalogue")
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--report", type=Path, metavar="FILE.pdf", help="a dated readiness report")
    parser.add_argument("--demo", action="store_true", help="check the demo's stand-in devices and centre")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 where all that is needed is in order or only wants somebody's attention, else 1."""
    from kiosk.doctor.checks import look, moment

    with _surroundings(arguments) as around:
        findings = look(around)
        ready = not any(finding.stands_in_the_way for finding in findings)
        if arguments.report is not None:
            _write(arguments.report, around, findings)
        now, terminal = around.clock.now(), around.settings.terminal.id
    if arguments.json:
        rows = [_facts(finding) for finding in findings]
        told = {"terminal": terminal, "checked_at": moment(now), "ready": ready, "checks": rows}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for finding in findings:
            print(_line(finding))
        print("This terminal is ready." if ready else "This terminal is NOT ready.")
    return 0 if ready else 1


@contextmanager
def _surroundings(arguments: argparse.Namespace) -> "Iterator[Surroundings]":
    from kiosk.doctor.checks import Surroundings
    from kiosk.doctor.devices import device_health

    clock = SystemClock()
    if arguments.demo:
        from kiosk.demo.stage import set_up
        from kiosk.storage.keys import throwaway_key

        key = throwaway_key()
        stage = set_up("hall", line_up=True, whole=True, key=key)
        try:
            yield Surroundings(stage.settings, clock, device_health(stage.settings), key)
        finally:
            stage.close()
    else:
        settings = settings_of(arguments)
        yield Surroundings(settings, clock, device_health(settings), None)


def _write(file: Path, around: "Surroundings", findings: "tuple[Finding, ...]") -> None:
    from kiosk.doctor.report import readiness
    from kiosk.documents.fonts import FontBook
    from kiosk.documents.readiness import readiness_pdf

    pdf = readiness_pdf(readiness(around.settings, around.clock.now(), findings), FontBook())
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            target.write(pdf)
    except OSError as fault:
        raise EnvironmentFailure(f"{file}: {fault.strerror}; name another file with --report") from fault


def _facts(finding: "Finding") -> dict[str, str]:
    return {
        "name": finding.name,
        "title": finding.title.zh,
        "title_en": finding.title.en,
        "state": finding.state.value,
        "found": finding.found,
        "cause": finding.cause,
        "remedy": finding.remedy,
    }


def _line(finding: "Finding") -> str:
    words = f"{finding.state.value:<10}  {finding.name:<12}  {finding.found}".rstrip()
    return f"{words}\n{'':<26}{finding.cause}: {finding.remedy}".rstrip() if finding.cause else words
