"""What the headless visit does, step by step, with a finger and a card."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.demo.report import Summary
from kiosk.demo.stage import AGENT_ID, AGENT_PIN, Stage
from kiosk.domain.case import CaseStatus
from kiosk.errors import EnvironmentFailure
from kiosk.workflow.steps import Step
from sync.reference_intake.desk import Desk
from ui.player import Player

MATTER = "000511007000"
SEARCHED = "gljt"
BANK_CARD = "6228480402564890018"
PHONE = "13957412345"
SIGNATURE = [
    [(0.18, 0.30), (0.34, 0.26), (0.30, 0.42), (0.22, 0.62)],
    [(0.24, 0.46), (0.40, 0.42), (0.36, 0.66), (0.28, 0.72)],
    [(0.48, 0.28), (0.62, 0.26), (0.56, 0.48), (0.46, 0.70), (0.60, 0.60), (0.74, 0.74)],
]


class SavedMoment(Protocol):
    """When the filing was saved, by the monotonic clock; 0 before."""

    saved_at: float


class Script:
    """One visit of a resident (hall) or of an agent with a resident (village), for the old-age allowance."""

    def __init__(self, stage: Stage, player: Player, summary: Summary) -> None:
        self._stage = stage
        self._summary = summary
        self._visit = stage.running.terminal.visit
        self.player = player

    def to_the_signature(self) -> None:
        """From the first screen to the signature on the glass."""
        if self._visit.mode == "village":
            self._agent_signs_in()
        else:
            self.player.wait("the catalogue", lambda: self._stage.running.terminal.health.matters > 0)
            self.player.shot("attract")
        self._lay_card()
        self._find_the_matter()
        self._fill_the_form()
        self._scan_the_papers()
        self._sign()

    def confirm(self, watch: SavedMoment) -> None:
        """Touches 确认 and waits until it is saved."""
        self.player.touch("next")
        self.player.wait("the saved filing", lambda: watch.saved_at > 0)
        self._summary.timings_ms["confirm_to_saved"] = round((watch.saved_at - self.player.tapped_at) * 1000, 1)
        self._arrive(Step.DONE)

    def receipt(self, out: Path) -> None:
        """Waits for the receipt to be printed, and keeps it."""
        outcome = self._visit.session.outcome
        self.player.wait("the printed receipt", lambda: outcome.paper is not None or bool(outcome.paper_failure), 30)
        if outcome.paper_failure:
            raise EnvironmentFailure(f"the receipt could not be printed: {outcome.paper_failure}")
        (out / "receipt.pdf").write_bytes(outcome.receipt_pdf)
        self._summary.receipt_kind = outcome.receipt_kind
        self.player.shot("saved")

    def end(self) -> None:
        """Takes the card, rates the service and ends; afterwards the screen must have forgotten everything."""
        self._stage.reader.control.remove()
        self.player.wait("the card to be gone", lambda: not self._visit.session.identification.card_on_reader)
        self.player.touch("rate-5")
        self.player.wait("the evaluation", lambda: self._visit.session.outcome.evaluation == 5)
        self.player.shot("rated")
        self.player.touch("next")
        self._arrive(Step.FAREWELL)
        self.player.shot("farewell")
        self._arrive(Step.OUTLET if self._visit.mode == "village" else Step.ATTRACT)

    def see_the_case(self) -> None:
        """An official accepts the case; the person, come back, reads it on the terminal."""
        intake = self._stage.intake
        if intake is None:
            raise EnvironmentFailure("there is no centre to decide anything")
        desk = Desk(f"sqlite:///{intake.folder / 'intake.db'}")
        try:
            desk.decide(self._summary.filing_id, CaseStatus.ACCEPTED, "材料齐全，已经受理。")
        finally:
            desk.close()
        self.player.wait("the news from the centre", self._news_has_come, 30)
        if self._visit.mode == "village":
            self.player.shot("outlet-again")
            self.player.touch(f"filing-{self._summary.filing_id}")
        else:
            self._stage.reader.control.insert(SHI_MEIE)
            self._arrive(Step.HOME)
            self.player.touch("my-filings")
            self._arrive(Step.CASES)
            self.player.shot("my-filings")
            self.player.touch(f"filing-{self._summary.filing_id}")
        self._arrive(Step.CASE)
        self.player.shot("case")
        self._summary.case_status = CaseStatus.ACCEPTED.value

    def _news_has_come(self) -> bool:
        store = self._stage.running.store
        from kiosk.storage import cases

        latest = store.read_later(lambda connection: cases.latest(connection, self._summary.filing_id)).result()
        return latest is not None and latest.status is CaseStatus.ACCEPTED

    def _agent_signs_in(self) -> None:
        self.player.wait("the catalogue", lambda: self._stage.running.terminal.health.matters > 0)
        self.player.touch("field-agent")
        self.player.keys(AGENT_ID)
        self.player.touch("field-pin")
        self.player.keys(AGENT_PIN)
        self.player.shot("agent-sign-in")
        self.player.touch("next")
        self._arrive(Step.OUTLET)
        self.player.shot("outlet")
        self.player.touch("next")
        self._arrive(Step.IDENTIFY)
        self.player.shot("identify")

    def _lay_card(self) -> None:
        laid = time.monotonic()
        self._stage.reader.control.insert(SHI_MEIE)
        self._arrive(Step.HOME)
        self.player.wait("the greeting", lambda: self.player.find("search") is not None)
        self._summary.timings_ms["card_to_greeting"] = round((time.monotonic() - laid) * 1000, 1)
        self.player.shot("home")

    def _find_the_matter(self) -> None:
        self.player.touch("search")
        self._arrive(Step.FIND)
        self.player.touch("search-field")
        self.player.press(SEARCHED)
        self.player.wait("the matter in the list", lambda: self.player.find(f"matter-{MATTER}") is not None)
        self.player.shot("find")
        self.player.touch(f"matter-{MATTER}")
        self._arrive(Step.GUIDE)
        self.player.shot("guide")
        self.player.touch("next")
        self._arrive(Step.FORM)

    def _fill_the_form(self) -> None:
        player, fill = self.player, self._stage.running.terminal.fill
        player.wait("the first question", lambda: player.find("option-bank-rcb") is not None)
        player.touch("option-bank-rcb")
        player.touch("field-bank_card")
        player.keys(BANK_CARD[:-2])
        player.touch("next")
        player.shot("form-error")
        player.touch("field-bank_card")
        player.keys(BANK_CARD[-2:])
        self._next_question("form-account")
        player.touch("field-phone")
        player.keys(PHONE)
        self._next_question("form-contact")
        player.touch("option-living_with-home")
        self._next_question("form-living")
        player.touch("option-by_proxy-no")
        player.shot("form-collect")
        player.touch("next")
        self._arrive(Step.MATERIALS)
        if fill.said() == ():
            raise EnvironmentFailure("the card has filled in nothing")

    def _scan_the_papers(self) -> None:
        player, collect = self.player, self._stage.running.terminal.collect
        player.shot("materials-empty")
        player.touch("scan-hukou_book")
        player.wait("the two pages in the feeder", self._pages("hukou_book", 2), 30)
        player.touch("page-hukou_book-1")
        player.wait("the large page", lambda: player.find("look-again") is not None)
        player.shot("page-large")
        before = collect.pages("hukou_book")[1]
        player.touch("look-again")
        player.wait("the page done again", lambda: collect.pages("hukou_book")[1] is not before, 30)
        player.shot("materials")
        player.touch("next")
        self._arrive(Step.REVIEW)

    def _sign(self) -> None:
        self.player.shot("review")
        self.player.touch("agree")
        self.player.shot("review-agreed")
        self.player.touch("next")
        self._arrive(Step.SIGN)
        for stroke in SIGNATURE:
            self.player.draw("signature-pad", stroke)
        self.player.shot("sign")

    def _pages(self, rule_id: str, count: int) -> Callable[[], bool]:
        collect = self._stage.running.terminal.collect
        return lambda: len(collect.pages(rule_id)) == count and not self._visit.session.collection.job

    def _next_question(self, name: str) -> None:
        filling = self._visit.session.filling
        at = filling.group
        self.player.shot(name)
        self.player.touch("next")
        self.player.wait("the next question", lambda: filling.group > at)

    def _arrive(self, step: Step) -> None:
        self.player.wait(f"the step {step.value}", lambda: self._visit.step is step, 30)
