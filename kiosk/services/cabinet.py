"""The cabinet around the devices: the light beside what is to be used next, the door before what came out."""

from dataclasses import dataclass

from kiosk.config import CabinetMapSettings, Settings
from kiosk.events import DoorsChanged, Event, PresenceChanged, Printed, PrintFailed, PrintProgress
from kiosk.ports import DeviceDesk, Door, Light, PrintPlace
from kiosk.services.identify import Identify
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Step

NONE_KNOWN: frozenset[Door] = frozenset()


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a person who leaves has to be told: a door that stands open, a paper that lies behind a closed one."""

    door_open: bool = False
    paper_left: bool = False


class Cabinet:
    """Tells the board what to light and unlock, and remembers what it senses.

    `present` is None where nobody can be sensed. A paper counts as left while its door was unlocked for it and has not
    been opened since; where the board has no contact on that door nothing is said of it.
    """

    def __init__(self, settings: Settings, visit: Visit, devices: DeviceDesk, identify: Identify) -> None:
        self._visit = visit
        self._devices = devices
        self._identify = identify
        self._contacts = _contacts(settings.devices.cabinet_map) if settings.devices.cabinet != "none" else NONE_KNOWN
        self._coming: set[str] = set()
        self._out: set[Door] = set()
        self._lit: Light | None = None
        self.present: bool | None = None
        self.open_doors: frozenset[Door] = NONE_KNOWN
        visit.attach(self.hear)
        visit.on_move(self._light)
        visit.on_change(self._light)
        visit.on_gate(self._light)

    def hear(self, event: Event) -> None:
        match event:
            case PrintProgress(job, _):
                self._coming.add(job)
            case Printed(job, place):
                self._coming.discard(job)
                self._unlock(place)
            case PrintFailed(job, _):
                self._coming.discard(job)
            case PresenceChanged(present):
                self.present = present
            case DoorsChanged(open_doors):
                self.open_doors = open_doors
                self._out -= open_doors
            case _:
                return
        self._visit.changed()

    @property
    def reminder(self) -> Reminder:
        """What lies or stands open now."""
        return Reminder(bool(self.open_doors), bool(self._out & self._contacts))

    def _unlock(self, place: PrintPlace) -> None:
        if place.to_folder:
            return
        door = Door.SLIPS if place.roll_mm else Door.PAPERS
        self._devices.open_door(door)
        if door not in self.open_doors:
            self._out.add(door)

    def _light(self) -> None:
        wanted = self._wanted()
        if wanted is not self._lit:
            self._lit = wanted
            self._devices.light(wanted)

    def _wanted(self) -> Light | None:
        session, step = self._visit.session, self._visit.step
        if self._coming or self._out & self._contacts:
            return Light.PRINTER
        if step is Step.DONE and session.outcome.receipt_kind and not session.outcome.paper_failure:
            folder = session.outcome.paper is not None and session.outcome.paper.to_folder
            return None if folder else Light.PRINTER
        if step is Step.MATERIALS:
            return Light.SCANNER
        if step in (Step.ATTRACT, Step.FAREWELL) and self._identify.card_lies:
            return Light.READER
        wants_card = step is Step.IDENTIFY or (step is Step.ATTRACT and not self._visit.gate)
        return Light.READER if wants_card else None


def _contacts(board: CabinetMapSettings) -> frozenset[Door]:
    fitted = {Door.PAPERS: board.door_papers, Door.SLIPS: board.door_slips}
    return frozenset(door for door, at in fitted.items() if at >= 0)
