"""A process that supervises the devices it is told of, says what that costs, and when each comes and goes.

Line by line on stdout, as JSON: `{"ready": true}` when all are; `{"name", "state", "at"}` for each change; and after
each line on stdin, which says for how many seconds to look, `{"cpu_s"}` that this process and all below it used.
"""

import json
import sys
import time
from dataclasses import asdict
from threading import Event as Flag
from threading import Lock

import psutil

from devices.fitting import fit
from devices.manager import DeviceManager
from kiosk.clock import SystemClock
from kiosk.config import DeviceSettings, PathSettings, Settings
from kiosk.events import DevicesChanged, Event, EventBus
from kiosk.ports import DeviceState

SETTLE_S = 2.0
"""What opening costs is over by then."""


def main() -> int:
    told = json.loads(sys.argv[1])
    settings = Settings(paths=PathSettings(data=told.pop("data")), devices=DeviceSettings(**told))
    bus, clock = EventBus(), SystemClock()
    manager = DeviceManager(bus, clock, fit(settings, clock))
    ready, printing = Flag(), Lock()
    before: dict[str, DeviceState] = {}

    def say(line: dict[str, object]) -> None:
        with printing:
            print(json.dumps(line), flush=True)

    def hear(event: Event) -> None:
        if not isinstance(event, DevicesChanged):
            return
        for snapshot in event.snapshots:
            if before.get(snapshot.name) is not snapshot.state:
                before[snapshot.name] = snapshot.state
                say({**asdict(snapshot), "at": time.monotonic()})
        if all(snapshot.state is DeviceState.READY for snapshot in event.snapshots):
            ready.set()

    bus.subscribe(hear)
    manager.start()
    if not ready.wait(60):
        say({"ready": False})
        return 1
    Flag().wait(SETTLE_S)
    say({"ready": True})
    for line in sys.stdin:
        begun = _cpu_s()
        # Nothing must happen in this time, so there is nothing else to wait for: it is what is measured.
        Flag().wait(float(line))
        say({"cpu_s": _cpu_s() - begun})
    manager.stop()
    return 0


def _cpu_s() -> float:
    mine = psutil.Process()
    every = [mine, *mine.children(recursive=True)]
    # With what children that have ended meanwhile had used, which their parent's figures hold.
    return sum(sum(process.cpu_times()[:4]) for process in every)


if __name__ == "__main__":
    sys.exit(main())
