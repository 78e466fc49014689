"""The health of the devices: asked of the terminal that runs here, or else seen for oneself."""

import logging
from threading import Condition

from kiosk import status_socket
from kiosk.clock import SystemClock
from kiosk.config import Settings
from kiosk.events import DevicesChanged, Event, EventBus
from kiosk.ports import DeviceSnapshot, DeviceState

SETTLED_WITHIN_S = 20.0
"""So long a device may be starting before it is reported as such."""


def device_health(settings: Settings, within_s: float = SETTLED_WITHIN_S) -> tuple[DeviceSnapshot, ...]:
    """Every device that the settings name, and how it is.

    A terminal that runs on the same data folder holds the ports, so it is asked. Otherwise the devices are opened
    here for a moment, and whatever has not settled after `within_s` seconds is told as `starting`.
    """
    running = status_socket.ask(settings.data_dir)
    return running if running is not None else _seen(settings, within_s)


def _seen(settings: Settings, within_s: float) -> tuple[DeviceSnapshot, ...]:
    from kiosk.bootstrap import device_manager

    bus = EventBus()
    manager = device_manager(settings, bus, SystemClock())
    changed = Condition()

    def hear(event: Event) -> None:
        if isinstance(event, DevicesChanged):
            with changed:
                changed.notify_all()

    bus.subscribe(hear)
    manager.start()
    try:
        with changed:
            changed.wait_for(lambda: all(_settled(one) for one in manager.snapshots()), within_s)
        # Taken before they are stopped, which some of them would tell as a state of its own.
        return manager.snapshots()
    finally:
        # A device that is still being opened is told as `starting`; that it did not end in time is no news beside it.
        quietened = logging.getLogger("devices.manager")
        level = quietened.level
        quietened.setLevel(logging.ERROR)
        manager.stop()
        quietened.setLevel(level)


def _settled(snapshot: DeviceSnapshot) -> bool:
    return snapshot.state is not DeviceState.STARTING
