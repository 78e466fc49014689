"""A sweep that SIGKILL ends anywhere: nothing that waits is touched, and the next sweep ends what it began."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.events import EventBus
from kiosk.services.retention import Retention, Swept
from kiosk.storage import audit, filings
from kiosk.storage.connection import Store
from tests.scenarios.retention import people
from tests.scenarios.retention.people import DAY, HandClock
from tests.unit.storage.samples import KEY, NOON

PROGRAM = """
import sys
from pathlib import Path
from kiosk.events import EventBus
from kiosk.services import retention
from kiosk.storage.connection import Store
from tests.scenarios.retention import people
from tests.unit.storage.samples import KEY, NOON
retention.AT_ONCE = 1
path, stop = Path(sys.argv[1]), int(sys.argv[2])
clock = people.HandClock(NOON + 100 * people.DAY)
store = Store.open(path, KEY, clock=clock)
done = 0
write = store.write

def counted(fn):
    global done
    future = write(fn)
    future.result()
    done += 1
    if done == stop:
        print("here", flush=True)
        sys.stdin.read()
    return future

store.write = counted
retention.Retention(people.settings_for(path.parent), clock, EventBus(), store).sweep()
print("ended", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("stop", [2, 3, 5, 6, 7, 99])
def test_what_was_cut_off_is_ended_by_the_next_sweep(tmp_path: Path, stop: int) -> None:
    path = tmp_path / "jiujin.db"
    clock = HandClock()
    gone = [people.person(seed) for seed in (1, 2, 3)]
    waits = people.person(4)
    with_store = Store.open(path, KEY, clock=clock)
    for who in (*gone, waits):
        with_store.write(lambda c, who=who: people.save(c, who)).result()
    for who in gone:
        with_store.write(lambda c, who=who: people.deliver(c, who)).result()
    Retention(people.settings_for(tmp_path), clock, EventBus(), with_store).sweep()
    with_store.close()
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), str(stop)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert child.stdout is not None
    said = child.stdout.readline().strip()
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert said == ("ended" if stop == 99 else "here")
    clock.moment = NOON + 100 * DAY
    store = Store.open(path, KEY, clock=clock)
    sweep = Retention(people.settings_for(tmp_path), clock, EventBus(), store)
    sweep.sweep()
    everything = people.in_clear(path)
    for who in gone:
        assert [name for name, needle in who.needles.items() if needle in everything] == []
    assert store.read(lambda c: filings.load(c, waits.id)) == waits.filing
    assert people.skeletons(store) == {who.id for who in gone}
    assert store.read(audit.first_broken) is None
    assert store.check_later().result() == ()
    assert sweep.sweep() == Swept()
    store.close()
