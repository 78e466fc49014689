"""Somebody's word on the service reaches the centre after the filing it is about."""

from kiosk.clock import SystemClock
from kiosk.domain.evaluation import Evaluation
from kiosk.events import EvaluationSaved
from kiosk.storage import evaluations
from sync.reference_intake.desk import Desk
from tests.scenarios.line.proxy import LOST_ANSWER, LineProxy
from tests.scenarios.line.terminal import Terminal
from tests.unit.storage.samples import filing


def _save(terminal: Terminal, filing_id: str) -> None:
    word = Evaluation(filing_id, 2, ("unclear", "too-long"), SystemClock().now())
    terminal.store.write(lambda connection: evaluations.save(connection, word)).result()
    terminal.bus.publish(EvaluationSaved(filing_id))


def test_arrives_once_even_if_the_answer_is_lost(terminal: Terminal, line: LineProxy, desk: Desk) -> None:
    sent = filing()
    terminal.save(sent)
    _save(terminal, sent.filing_id)
    engine = terminal.connect(line.url)
    lost = line.fail_once("POST /v1/evaluations", LOST_ANSWER)
    first = engine.run_once()
    assert lost.is_set()
    assert (first.delivered, first.evaluations, first.reason) == (1, 0, "line.broken")
    assert len(terminal.store.read(evaluations.ready)) == 1
    assert engine.run_once().evaluations == 1
    assert terminal.store.read(evaluations.ready) == []
    told = desk.show(sent.filing_id)["evaluation"]
    assert (told["level"], told["reasons"]) == (2, ["unclear", "too-long"])


def test_waits_for_its_filing(terminal: Terminal, line: LineProxy, desk: Desk) -> None:
    sent = filing()
    terminal.save(sent)
    _save(terminal, sent.filing_id)
    line.fail_once("PUT", LOST_ANSWER)
    first = terminal.connect(line.url).run_once()
    assert (first.pending, first.evaluations) == (1, 0)
    assert not any("evaluations" in request for request in line.seen.requests)
    second = terminal.connect(line.url).run_once()
    assert (second.delivered, second.evaluations) == (1, 1)
    assert desk.show(sent.filing_id)["evaluation"]["level"] == 2
