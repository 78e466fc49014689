"""How the terminal itself is, in the words of a snapshot: the line, the devices, the catalogue."""

from dataclasses import dataclass

from kiosk.events import CatalogueLoaded, DevicesChanged, Event, LineChanged
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.services.visit import Visit


@dataclass(frozen=True, slots=True)
class LineState:
    """Whether the centre answers; `known` is False until the first try. `reason` as in LineFailure."""

    known: bool = False
    up: bool = False
    reason: str = ""


class Health:
    """Remembers the newest word on line, devices and catalogue for every screen's status line."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self.line = LineState()
        self.devices: tuple[DeviceSnapshot, ...] = ()
        self._counted = False
        self.matters = 0
        visit.attach(self.hear)

    def hear(self, event: Event) -> None:
        match event:
            case LineChanged(up, reason):
                self.line = LineState(True, up, reason)
            case DevicesChanged(snapshots):
                self.devices, self._counted = snapshots, True
            case CatalogueLoaded(_, matters):
                self.matters = matters
            case _:
                return
        self._visit.changed()

    def device(self, capability: str) -> DeviceSnapshot | None:
        """The first device of a capability (`card`, `scanner`, `printer`), a working one before a broken one."""
        found = [device for device in self.devices if device.capability == capability]
        found.sort(key=lambda device: device.state not in (DeviceState.READY, DeviceState.BUSY))
        return found[0] if found else None

    def fitted(self, capability: str) -> bool:
        """Whether this machine has such a device, broken or not; True until the devices have been counted."""
        return not self._counted or self.device(capability) is not None

    def usable(self, capability: str) -> bool:
        """Whether a step that needs this capability can be done now."""
        device = self.device(capability)
        return device is not None and device.state in (DeviceState.READY, DeviceState.BUSY)
