"""Collecting the papers: scan page by page, look, do one again."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.material import Material, MaterialRule, Page
from kiosk.events import Event, PageScanned, ScanEnded, ScanFailed, ScanProgress
from kiosk.ports import DeviceDesk, PaperSource, ScanRequest
from kiosk.services.centre import Centre
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Signal, Step

BESIDE_ANSWERS = 60_000
"""Bytes that are kept free in a manifest for all but the answers: parties, pages, the strokes of a long signature."""

BY_PAGE = 150
"""Bytes that a page's digest, size and type take in a manifest."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What the centre would not take, by its last word: a page of a paper (counted from 0), or all the answers."""

    rule: MaterialRule | None
    page: int = 0


class Collect:
    """The materials of the chosen matter. One scan runs at a time; answers to another job are dropped."""

    def __init__(self, visit: Visit, devices: DeviceDesk, new_id: Callable[[], str], centre: Centre) -> None:
        self._visit = visit
        self._devices = devices
        self._new_id = new_id
        self._centre = centre
        self._previewing = False
        visit.attach(self.hear)
        visit.before_end(self._stop)
        visit.on_move(self._moved)

    def rules(self) -> tuple[MaterialRule, ...]:
        """The papers this filing wants, given its answers."""
        session = self._visit.session
        if session.choice.matter is None:
            return ()
        answers = session.filling.answers
        return tuple(rule for rule in session.choice.matter.materials if rule.when is None or rule.when.holds(answers))

    def pages(self, rule_id: str) -> tuple[Page, ...]:
        return tuple(self._visit.session.collection.pages.get(rule_id, ()))

    def missing(self) -> tuple[MaterialRule, ...]:
        """The required papers that have no page yet; of papers brought later, of which none is required, all."""
        link = self._visit.session.choice.link
        if link is not None and link.supplements and not any(self.pages(rule.id) for rule in self.rules()):
            return self.rules()
        return tuple(rule for rule in self.rules() if rule.required and not self.pages(rule.id))

    def scan(self, rule: MaterialRule, replaces: int | None = None) -> bool:
        """Starts scanning for `rule`: as many pages as it may still have, or one to take the place of page `replaces`.

        Returns False, and does nothing, while a scan runs or when the paper has all its pages.
        """
        return self._begin(rule, replaces, by_camera=False)

    def capture(self, rule: MaterialRule, replaces: int | None = None) -> bool:
        """Takes one page for `rule` with the camera; else as `scan`."""
        return self._begin(rule, replaces, by_camera=True)

    def preview(self, on: bool) -> None:
        """Has the camera show what it sees, or no more; it ends by itself with this step and with the session.

        Whoever looks anew is done with what failed before.
        """
        self._previewing = on
        if on:
            self._visit.session.collection.failure = ""
        self._devices.preview(on)

    def again(self) -> None:
        """Scans once more for the paper whose scan failed, the same page if one was being replaced."""
        collection = self._visit.session.collection
        rule = next((rule for rule in self.rules() if rule.id == collection.rule_id), None)
        if rule is not None:
            self.scan(rule, collection.replaces)

    def cancel(self) -> None:
        self._devices.cancel_scan()

    def remove(self, rule_id: str, index: int) -> None:
        """Takes one page away; not while a scan runs, which may be about to replace a page by its number."""
        if self._visit.session.collection.job:
            return
        del self._visit.session.collection.pages[rule_id][index]
        self._visit.given()
        self._visit.changed()

    def hear(self, event: Event) -> None:
        collection = self._visit.session.collection
        if not isinstance(event, ScanProgress | PageScanned | ScanEnded | ScanFailed):
            return
        if event.job != collection.job:
            # A page of a session that has ended must not reach the next person.
            return
        match event:
            case ScanProgress(_, part):
                collection.progress = part
            case PageScanned(_, page):
                self._keep(page)
            case ScanEnded(_, pages, blanks):
                collection.job = ""
                if blanks and not pages:
                    collection.failure = "blank"
            case ScanFailed(_, cause):
                collection.job = ""
                collection.failure = "" if cause == "cancelled" else cause
        self._visit.changed()

    def next(self) -> tuple[MaterialRule, ...]:
        """Goes on to the review; returns the papers still missing if it cannot."""
        missing = self.missing()
        if not missing and not self._visit.session.collection.job:
            self._visit.fire(Signal.NEXT)
        return missing

    def not_taken(self) -> tuple[NotTaken, ...]:
        """What the centre would refuse of this filing as it stands: its limits may have been lowered since the scan.

        Nothing before the centre has told its limits.
        """
        limits = self._centre.limits
        if limits is None:
            return ()
        pages = [
            NotTaken(rule, number)
            for rule in self.rules()
            for number, page in enumerate(self.pages(rule.id))
            if not limits.takes(page)
        ]
        answers = json.dumps(self._visit.session.filling.answers, ensure_ascii=False).encode()
        count = sum(len(self.pages(rule.id)) for rule in self.rules())
        fits = len(answers) + BESIDE_ANSWERS + BY_PAGE * count <= limits.manifest_bytes
        return (*pages, *(() if fits else (NotTaken(None),)))

    def materials(self) -> tuple[Material, ...]:
        """What was collected, in the order of the rules."""
        return tuple(Material(rule.id, rule.name, self.pages(rule.id)) for rule in self.rules() if self.pages(rule.id))

    def _moved(self) -> None:
        if self._visit.step is not Step.MATERIALS:
            self._stop()

    def _begin(self, rule: MaterialRule, replaces: int | None, *, by_camera: bool) -> bool:
        collection = self._visit.session.collection
        if collection.job or (replaces is None and len(self.pages(rule.id)) >= rule.max_pages):
            return False
        collection.job = self._new_id()
        collection.rule_id, collection.replaces = rule.id, replaces
        collection.by_camera, collection.progress, collection.failure = by_camera, 0.0, ""
        order = self._devices.capture if by_camera else self._devices.scan
        # A pile in the feeder is taken at one touch; the glass and the camera give one page whatever is asked for.
        most = 1 if by_camera or replaces is not None else rule.max_pages - len(self.pages(rule.id))
        limits = self._centre.limits
        # The page is shrunk to what the centre takes while it is made.
        asked = rule if limits is None else limits.narrowed(rule)
        order(collection.job, ScanRequest(asked, PaperSource.ANY, most))
        self._visit.changed()
        return True

    def _stop(self) -> None:
        if self._previewing:
            self.preview(False)
        # The scanner must not go on with somebody's paper when they have left.
        if self._visit.session.collection.job:
            self._devices.cancel_scan()

    def _keep(self, page: Page) -> None:
        collection = self._visit.session.collection
        rule = next((rule for rule in self.rules() if rule.id == collection.rule_id), None)
        if rule is None:
            return
        kept = collection.pages.setdefault(rule.id, [])
        index = collection.replaces
        others = [old for number, old in enumerate(kept) if number != index]
        limits = self._centre.limits
        if limits is not None and not limits.takes_type(page.media_type):
            collection.failure = "centre-media-type"
        elif limits is not None and not limits.takes(page):
            collection.failure = "centre-too-large"
        elif sum(len(old.content) for old in others) + len(page.content) > rule.max_bytes:
            collection.failure = "too-large"
        elif index is not None and index < len(kept):
            kept[index] = page
        else:
            kept.append(page)
        self._visit.given()
