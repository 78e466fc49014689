"""Collecting the papers: scan page by page, look, do one again."""

from collections.abc import Callable

from kiosk.domain.material import Material, MaterialRule, Page
from kiosk.events import Event, PageScanned, ScanEnded, ScanFailed, ScanProgress
from kiosk.ports import DeviceDesk, PaperSource, ScanRequest
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Signal, Step


class Collect:
    """The materials of the chosen matter. One scan runs at a time; answers to another job are dropped."""

    def __init__(self, visit: Visit, devices: DeviceDesk, new_id: Callable[[], str]) -> None:
        self._visit = visit
        self._devices = devices
        self._new_id = new_id
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
        """The required papers that have no page yet."""
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
        order(collection.job, ScanRequest(rule, PaperSource.ANY, most))
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
        if sum(len(old.content) for old in others) + len(page.content) > rule.max_bytes:
            collection.failure = "too-large"
        elif index is not None and index < len(kept):
            kept[index] = page
        else:
            kept.append(page)
        self._visit.given()
