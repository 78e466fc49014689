"""A terminal without a face that sends what its store holds, and says what that took: `draining STORE URL TOKEN [N]`.

Only the first N filings where that is said.
"""

import json
import sys
import time
from pathlib import Path
from threading import Event as Flag

from kiosk.clock import SystemClock
from kiosk.config import DelaySettings, IntakeSettings
from kiosk.domain.filing import Delivery
from kiosk.events import DeliveryChanged, Event, EventBus
from kiosk.storage.connection import Connection, Store
from sync.begun import KeptBegun
from sync.client import IntakeClient
from sync.engine import SyncEngine
from tests.benchmarks.programs.own_process import peak_mb, resident_mb

KEY = bytes(range(32))
PATIENCE_S = 900.0


def main() -> int:
    path, url, token, *limit = sys.argv[1:]
    store, bus, done = Store.open(Path(path), KEY, clock=SystemClock()), EventBus(), Flag()
    left = int(limit[0]) if limit else store.read(_undelivered)
    delays = DelaySettings()

    def hear(event: Event) -> None:
        nonlocal left
        if isinstance(event, DeliveryChanged) and event.state.delivery is Delivery.DELIVERED:
            left -= 1
            if not left:
                done.set()

    bus.subscribe(hear)
    client = IntakeClient(IntakeSettings(url=url, token=token), delays, begun=KeptBegun(store))
    engine = SyncEngine(store, client, bus, SystemClock(), delays)
    before = resident_mb()
    began = time.perf_counter()
    engine.start()
    in_time = done.wait(PATIENCE_S)
    taken = time.perf_counter() - began
    print(json.dumps({"seconds": taken, "before_mb": before, "peak_mb": peak_mb()}))
    engine.stop()
    store.close()
    return 0 if in_time else 1


def _undelivered(connection: Connection) -> int:
    count: int = connection.execute("SELECT count(*) FROM outbox WHERE delivery <> 'delivered'").fetchone()[0]
    return count


if __name__ == "__main__":
    sys.exit(main())
