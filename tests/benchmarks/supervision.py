"""All devices supervised and nothing happening; each that has a cable pulled out and plugged in again."""

import time
from collections.abc import Iterator

from tests.benchmarks.figure import Figure
from tests.benchmarks.hall import AWAY, Cable, Hall, Supervised, every_device

IDLE_S = 10.0
LOOKS = 3
ROUNDS = 4
NONE = {"scanner": "none", "printer": "none"}


def measure() -> Iterator[Figure]:
    with every_device() as hall:
        bare = Supervised({"data": hall.settings["data"], **NONE})
        supervised = Supervised(hall.settings)
        try:
            yield _idle(supervised, bare)
            yield from _cables(hall, supervised)
        finally:
            supervised.close()
            bare.close()


def _idle(supervised: Supervised, bare: Supervised) -> Figure:
    # What else the machine is at makes the same work dearer, never cheaper: the least of the looks is what it costs.
    cost = min(supervised.idle(IDLE_S) for _ in range(LOOKS))
    reference = bare.idle(IDLE_S)
    note = f"no devices: {reference:.2f} %; {', '.join(sorted(supervised.states))}"
    return Figure("all devices supervised, their processes too, of one core", cost, 1.0, "%", note)


def _cables(hall: Hall, supervised: Supervised) -> Iterator[Figure]:
    """All are pulled one after the other, then plugged in again: so each is away while others are told and come back.

    The order turns from round to round; the tries of one that is away come to be as far apart as they ever get.
    """
    noticed: dict[str, list[float]] = {cable.name: [] for cable in hall.cables}
    back: dict[str, list[float]] = {cable.name: [] for cable in hall.cables}
    for number in range(ROUNDS):
        turned = _turned(hall.cables, number * 2)
        for cable in turned:
            pulled = time.monotonic()
            cable.pull()
            noticed[cable.name].append(supervised.until(cable.name, AWAY, pulled) - pulled)
        for cable in turned:
            plugged = time.monotonic()
            cable.plug()
            begun = plugged
            if cable.served is not None:
                cable.served()
                begun = time.monotonic()
            back[cable.name].append(max(0.0, supervised.until(cable.name, ("ready",), plugged) - begun))
    for name, times in noticed.items():
        yield Figure(f"{name}: unplugged → noticed, worst of {ROUNDS}", max(times), 2.0, "s")
        yield Figure(f"{name}: plugged in → back in service, worst", max(back[name]), 5.0, "s")


def _turned(cables: tuple[Cable, ...], by: int) -> tuple[Cable, ...]:
    by %= len(cables)
    return cables[by:] + cables[:by]
