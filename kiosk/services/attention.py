"""Which fault of a device a person must be told of now, before anything else: a table, in the order of urgency.

A fault that only dims a screen (a reader that is away, a line that is down) has its own words on the step. What stands
here keeps the step from ending and needs a hand; it takes the whole screen until it is mended or put aside.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.ports import DeviceState
from kiosk.services.health import Health
from kiosk.services.session import Session
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Step


@dataclass(frozen=True, slots=True)
class Notice:
    """One fault: of which capability, by which cause, and whether the device works again meanwhile."""

    capability: str
    cause: str
    mended: bool


@dataclass(frozen=True, slots=True)
class Row:
    """On these steps, these causes (None: every one) of what the session met with this capability take the screen."""

    capability: str
    steps: frozenset[Step]
    met: Callable[[Session], str]
    causes: frozenset[str] | None = None


NOT_THE_DEVICE = frozenset({"drawing"})
"""Causes that say nothing of the device, so that its being well is no news."""

TABLE = (
    # The paper somebody stands and waits for, before the paper somebody still has in hand.
    Row(
        "printer",
        frozenset({Step.DONE}),
        lambda session: "" if session.outcome.on_slip else session.outcome.paper_failure,
    ),
    Row(
        "slip-printer",
        frozenset({Step.DONE}),
        lambda session: session.outcome.paper_failure if session.outcome.on_slip else "",
    ),
    Row(
        "scanner",
        frozenset({Step.MATERIALS}),
        lambda session: session.collection.failure,
        frozenset({"jammed", "cover-open"}),
    ),
)


class Attention:
    """The newest notice, for the face; `again` does what failed once more, `put_aside` goes on without it.

    `retries` are the acts to do again, by capability. A notice put aside stays so until its cause has gone.
    """

    def __init__(self, visit: Visit, health: Health, retries: dict[str, Callable[[], None]]) -> None:
        self._visit = visit
        self._health = health
        self._retries = retries
        self._aside: set[tuple[str, str]] = set()
        visit.on_end(self._aside.clear)

    def notice(self) -> Notice | None:
        """The first row of the table that holds, if any."""
        found: Notice | None = None
        for row in TABLE:
            cause = row.met(self._visit.session) if self._visit.step in row.steps else ""
            self._aside -= {key for key in self._aside if key[0] == row.capability and key[1] != cause}
            told = bool(cause) and (row.causes is None or cause in row.causes)
            if found is None and told and (row.capability, cause) not in self._aside:
                found = Notice(row.capability, cause, self._mended(row.capability, cause))
        return found

    def _mended(self, capability: str, cause: str) -> bool:
        # A device that is still at the job that failed is busy, and not well again.
        device = self._health.device(capability)
        return device is not None and device.state is DeviceState.READY and cause not in NOT_THE_DEVICE

    def again(self) -> None:
        """Tries once more what the notice tells of; nothing where there is no notice any more."""
        notice = self.notice()
        if notice is not None:
            self._retries[notice.capability]()

    def put_aside(self) -> None:
        """The person goes on without it."""
        notice = self.notice()
        if notice is not None:
            self._aside.add((notice.capability, notice.cause))
            self._visit.changed()
