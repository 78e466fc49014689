"""The map of a visit: step → signal → step, one table per mode. The whole order of a visit is on this page."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from kiosk.workflow.steps import Signal, Step


class Need(StrEnum):
    """What must be known before a step may be entered."""

    AGENT = "agent"
    RESIDENT = "resident"
    MATTER = "matter"
    FILING = "filing"


class Return(StrEnum):
    """A target that is not a step: the step from which this one was entered."""

    TO_CALLER = "to-caller"


Target = Step | Return


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the map: where its signals lead and what it needs.

    `back` says whether BACK is offered (to the step it was entered from). CANCEL and TIMEOUT lead to `leave`; None
    means the step has nothing to leave. After `progress` steps of five the person sees how far it is. `behind` says
    what BACK walks from a target where that is not this step itself.
    """

    moves: dict[Signal, Target] = field(default_factory=dict)
    back: bool = True
    leave: Step | None = Step.FAREWELL
    needs: frozenset[Need] = frozenset()
    progress: int = 0
    behind: dict[Step, tuple[Step, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VisitMap:
    """A mode's whole map: the step it starts and rests at, and every stop."""

    start: Step
    rest: Step
    stops: dict[Step, Stop]


def _open_to_staff(stops: dict[Step, Stop], start: Step) -> dict[Step, Stop]:
    """The same stops, each with a way to the staff's screen and back: no broken device may lock staff out.

    Whoever forgets to leave it leaves the terminal at its start, with the visit that was interrupted ended.
    """
    doors = {step: replace(stop, moves={**stop.moves, Signal.STAFF: Step.STAFF}) for step, stop in stops.items()}
    return {**doors, Step.STAFF: Stop(leave=start)}


BEGINNINGS: dict[Step, frozenset[Signal]] = {
    Step.ATTRACT: frozenset({Signal.IDENTIFIED, Signal.BROWSE, Signal.CASE}),
    Step.OUTLET: frozenset({Signal.IDENTIFY}),
}
"""What begins a visit, and is refused while none may begin. Staff, signing in and out, and an agent's look at what was
filed stay open."""

_WITH_MATTER = frozenset({Need.RESIDENT, Need.MATTER})

_FILING_STOPS: dict[Step, Stop] = {
    # A question, not a place: whoever goes on with a draft goes BACK as if by the road of a filing.
    Step.DRAFT: Stop(
        {
            Signal.NEXT: Step.HOME,
            Signal.MATTER: Step.GUIDE,
            Signal.EDIT_FORM: Step.FORM,
            Signal.EDIT_MATERIALS: Step.MATERIALS,
        },
        back=False,
        needs=frozenset({Need.RESIDENT}),
        behind={Step.GUIDE: (), Step.FORM: (Step.GUIDE,), Step.MATERIALS: (Step.GUIDE, Step.FORM)},
    ),
    Step.FIND: Stop({Signal.MATTER: Step.GUIDE, Signal.CASE: Step.CASE}),
    Step.GUIDE: Stop(
        {Signal.NEXT: Step.FORM, Signal.IDENTIFY: Step.IDENTIFY, Signal.CASE: Step.CASE, Signal.DRAFT: Step.DRAFT},
        needs=frozenset({Need.MATTER}),
        progress=1,
    ),
    Step.FORM: Stop(
        {Signal.NEXT: Step.MATERIALS, Signal.REVIEW: Step.REVIEW, Signal.DRAFT: Step.DRAFT},
        needs=_WITH_MATTER,
        progress=2,
    ),
    Step.MATERIALS: Stop({Signal.NEXT: Step.REVIEW}, needs=_WITH_MATTER, progress=3),
    Step.REVIEW: Stop(
        {Signal.NEXT: Step.SIGN, Signal.EDIT_FORM: Step.FORM, Signal.EDIT_MATERIALS: Step.MATERIALS},
        needs=_WITH_MATTER,
        progress=4,
    ),
    Step.SIGN: Stop({Signal.SAVED: Step.DONE}, needs=_WITH_MATTER, progress=5),
    # What is saved is saved: there is no way back into the form from here, and leaving loses nothing.
    Step.DONE: Stop({Signal.NEXT: Step.FAREWELL}, back=False, needs=frozenset({Need.FILING})),
    Step.CASES: Stop({Signal.CASE: Step.CASE}),
    # A correction begins among its questions, a supplement among its papers; both end as any filing does.
    Step.CASE: Stop({Signal.EDIT_FORM: Step.FORM, Signal.EDIT_MATERIALS: Step.MATERIALS}),
}

HALL = VisitMap(
    start=Step.ATTRACT,
    rest=Step.ATTRACT,
    stops=_open_to_staff(
        {
            # A receipt laid under the code reader opens its case for a guest, too.
            Step.ATTRACT: Stop(
                {Signal.IDENTIFIED: Step.HOME, Signal.BROWSE: Step.HOME, Signal.CASE: Step.CASE},
                back=False,
                leave=None,
            ),
            Step.IDENTIFY: Stop({Signal.IDENTIFIED: Return.TO_CALLER}),
            Step.HOME: Stop(
                {
                    Signal.SEARCH: Step.FIND,
                    Signal.MATTER: Step.GUIDE,
                    Signal.CASES: Step.CASES,
                    Signal.CASE: Step.CASE,
                    Signal.IDENTIFY: Step.IDENTIFY,
                    Signal.DRAFT: Step.DRAFT,
                },
                back=False,
            ),
            Step.FAREWELL: Stop(
                {Signal.NEXT: Step.ATTRACT, Signal.TIMEOUT: Step.ATTRACT, Signal.CANCEL: Step.ATTRACT},
                back=False,
                leave=Step.ATTRACT,
            ),
            **_FILING_STOPS,
        },
        Step.ATTRACT,
    ),
)

_AGENT = frozenset({Need.AGENT})

VILLAGE = VisitMap(
    start=Step.AGENT_SIGN_IN,
    rest=Step.OUTLET,
    stops=_open_to_staff(
        {
            Step.AGENT_SIGN_IN: Stop({Signal.SIGNED_IN: Step.OUTLET}, back=False, leave=None),
            Step.OUTLET: Stop(
                {
                    Signal.IDENTIFY: Step.IDENTIFY,
                    Signal.CASES: Step.CASES,
                    Signal.CASE: Step.CASE,
                    Signal.SIGN_OUT: Step.AGENT_SIGN_IN,
                },
                back=False,
                leave=Step.AGENT_SIGN_IN,
                needs=_AGENT,
            ),
            Step.IDENTIFY: Stop({Signal.IDENTIFIED: Step.HOME}, needs=_AGENT),
            Step.HOME: Stop(
                {
                    Signal.SEARCH: Step.FIND,
                    Signal.MATTER: Step.GUIDE,
                    Signal.CASES: Step.CASES,
                    Signal.CASE: Step.CASE,
                    Signal.DRAFT: Step.DRAFT,
                },
                back=False,
                needs=frozenset({Need.AGENT, Need.RESIDENT}),
            ),
            Step.FAREWELL: Stop(
                {Signal.NEXT: Step.OUTLET, Signal.TIMEOUT: Step.OUTLET, Signal.CANCEL: Step.OUTLET},
                back=False,
                leave=Step.OUTLET,
            ),
            **_FILING_STOPS,
        },
        Step.AGENT_SIGN_IN,
    ),
)
