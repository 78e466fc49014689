"""The centre does not want this terminal for a while: no filing is ended by that."""

import pytest
from sqlalchemy import update

from kiosk.domain.filing import Delivery
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess, spawn_intake
from sync.reference_intake.tables import open_engine, terminals
from tests.scenarios.line.terminal import TOKEN, Terminal
from tests.unit.storage.samples import filing


def _revoke(intake: IntakeProcess, revoked: bool) -> None:
    engine = open_engine(f"sqlite:///{intake.folder / 'intake.db'}")
    with engine.begin() as connection:
        connection.execute(update(terminals).values(revoked=revoked))
    engine.dispose()


def test_a_mistaken_revocation_costs_nobody_a_filing(terminal: Terminal, intake: IntakeProcess, desk: Desk) -> None:
    sent = [filing(seed, materials=()) for seed in (1, 2, 3)]
    for one in sent:
        terminal.save(one)
    _revoke(intake, True)
    engine = terminal.connect(intake.url)
    report = engine.run_once()
    assert (report.delivered, report.pending, report.refused) == (0, 3, 0)
    assert report.reason == "intake.terminal-revoked"
    assert terminal.state(sent[0]).reason == "intake.terminal-revoked"
    assert [terminal.state(one).attempts for one in sent] == [1, 0, 0]
    _revoke(intake, False)
    assert engine.run_once().delivered == 3
    assert len(desk.cases()) == 3


def test_a_token_of_another_terminal_waits_for_the_right_one(
    terminal: Terminal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sent = filing(1)
    terminal.save(sent)
    folder = tmp_path_factory.mktemp("centre")
    for owner, expected in (("hall-99", Delivery.PENDING), (sent.terminal_id, Delivery.DELIVERED)):
        centre = spawn_intake(folder / owner, token=f"{owner}={TOKEN}")
        try:
            terminal.connect(centre.url).run_once()
        finally:
            centre.stop()
        assert terminal.state(sent).delivery is expected
    reasons = [state.reason for state in terminal.diary.states(sent.filing_id)]
    assert reasons.count("intake.terminal-mismatch") == 2  # told when it failed, and while it is sent again
