"""A card on the serial reader, its answers no faster than on a real line: until noticed, and from then until read.

A social-security card in a real pcscd, against the same commands sent by PC/SC alone. And a maker's library that
hangs: how soon that is noticed, and its reader back.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Condition

from devices.cards.frames import READ
from devices.cards.sdt import SdtReader
from devices.cards.serial_id import SerialIdReader
from devices.cards.social_card import SocialCardReader, read_card
from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.simulators.control import spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from devices.simulators.social_control import spawn_social_card
from devices.simulators.social_samples import SHI_MEIE_SOCIAL
from kiosk.clock import SystemClock
from kiosk.events import CardNoticed, CardRead, CardRemoved, DevicesChanged, Event, EventBus
from kiosk.ports import DeviceState
from tests.benchmarks.figure import Figure, median, percentile
from tests.support.devices import Heard
from tests.support.pcscd import PcscService
from tests.support.sdt import compile_sdt

BAUD = 115200
BITS_PER_BYTE = 10
WIRE_MS = READ.answer_bytes * BITS_PER_BYTE / BAUD * 1000
"""What the answer with text and photo takes on the wire alone."""

ALLOWANCE_MS = 60.0
NOTICED_MS = 300.0
ROUNDS = 25
SOCIAL_ROUNDS = 12
SOCIAL_OVER_BARE = 4.0
"""Connecting, the transaction and what is made of the answers come on top."""
SOCIAL_NOTICED_MS = 1000.0
HANGS = 3
PATIENCE_S = 10.0


class Moments:
    """When each kind of event came last."""

    def __init__(self, bus: EventBus) -> None:
        self._changed = Condition()
        self._at: dict[type[Event], float] = {}
        bus.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        if isinstance(event, DevicesChanged) and event.snapshots[0].state is not DeviceState.READY:
            return
        with self._changed:
            self._at[type(event)] = time.perf_counter()
            self._changed.notify_all()

    def of(self, kind: type[Event]) -> float:
        """Waits for the next event of this kind since it was last asked for; returns its moment in milliseconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: kind in self._at, PATIENCE_S):
                raise AssertionError(f"no {kind.__name__} came")
            return self._at.pop(kind) * 1000


def measure() -> Iterator[Figure]:
    bus, clock = EventBus(), SystemClock()
    moments = Moments(bus)
    noticed, read = [], []
    with tempfile.TemporaryDirectory() as folder, spawn_id_reader(Path(folder), baud=BAUD) as stand_in:
        manager = DeviceManager(
            bus, clock, Fitted({"id-card": lambda: SerialIdReader(str(stand_in.port), clock, BAUD)})
        )
        manager.start()
        moments.of(DevicesChanged)
        for number in range(ROUNDS):
            # With an address that was added later and without: the reader is asked for it either way.
            laid = time.perf_counter() * 1000
            stand_in.control.insert((SHI_MEIE, WANG_JIANGUO)[number % 2])
            found = moments.of(CardNoticed)
            noticed.append(found - laid)
            read.append(moments.of(CardRead) - found)
            stand_in.control.remove()
            moments.of(CardRemoved)
        manager.stop()
    yield from _figures(noticed, read)
    yield from _social_card()
    yield from _hanging_library()


def _figures(noticed: list[float], read: list[float]) -> Iterator[Figure]:
    budget = (WIRE_MS + ALLOWANCE_MS) / WIRE_MS
    note = f"median {median(read):.1f} ms, 95th {percentile(read, 0.95):.1f} ms, of them {WIRE_MS:.1f} ms on the wire"
    over_wire = percentile(read, 0.95) / WIRE_MS
    yield Figure("card noticed → identity, serial, 95th, over wire time", over_wire, budget, "×", note)
    note = f"median {median(noticed):.1f} ms"
    yield Figure("card laid down → noticed, serial, 95th", percentile(noticed, 0.95), NOTICED_MS, "ms", note)


def _social_card() -> Iterator[Figure]:
    """From the slot to the identity; what PC/SC alone needs for the same commands is the measure."""
    noticed, read = [], []
    with PcscService("Left") as service, spawn_social_card(service.slot("Left")) as stand_in:
        bus, clock = EventBus(), SystemClock()
        moments = Moments(bus)
        manager = DeviceManager(bus, clock, Fitted({"social-card": lambda: SocialCardReader("Left 00 00", clock)}))
        manager.start()
        moments.of(DevicesChanged)
        for _ in range(SOCIAL_ROUNDS):
            laid = time.perf_counter() * 1000
            stand_in.control.insert(SHI_MEIE_SOCIAL)
            found = moments.of(CardNoticed)
            noticed.append(found - laid)
            read.append(moments.of(CardRead) - found)
            stand_in.control.remove()
            moments.of(CardRemoved)
        stand_in.control.insert(SHI_MEIE_SOCIAL)
        moments.of(CardRead)
        manager.stop()
        bare = [_bare_commands_ms("Left 00 00") for _ in range(SOCIAL_ROUNDS)]
    whole = [one + other for one, other in zip(noticed, read, strict=True)]
    note = f"median {median(read):.1f} ms; the commands alone {median(bare):.1f} ms; laid down → identity, 95th, "
    note += f"{percentile(whole, 0.95):.0f} ms, {percentile(whole, 0.95) / median(bare):.0f} ×"
    over_bare = percentile(read, 0.95) / median(bare)
    yield Figure("card noticed → identity, social, 95th, over its commands", over_bare, SOCIAL_OVER_BARE, "×", note)
    note = f"median {median(noticed):.1f} ms; pcscd looks every 400 ms"
    yield Figure("card laid down → noticed, social, 95th", percentile(noticed, 0.95), SOCIAL_NOTICED_MS, "ms", note)


def _bare_commands_ms(reader: str) -> float:
    """How long the card needs for the commands of one reading, each timed by itself around SCardTransmit."""
    from smartcard import scard

    spent: list[float] = []
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    shared, protocols = scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    code, handle, protocol = scard.SCardConnect(context, reader, shared, protocols)
    if code != scard.SCARD_S_SUCCESS:
        raise RuntimeError(f"the card cannot be asked: {code:#x}")
    pci = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0

    def transmit(command: bytes) -> bytes:
        began = time.perf_counter()
        _, answer = scard.SCardTransmit(handle, pci, list(command))
        spent.append((time.perf_counter() - began) * 1000)
        return bytes(answer)

    read_card(transmit)
    scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)
    return sum(spent)


def _hanging_library() -> Iterator[Figure]:
    """A maker's library hangs with nothing on its reader: until that is noticed, and until it can read again."""
    bus, clock = EventBus(), SystemClock()
    told, back = [], []
    with tempfile.TemporaryDirectory() as folder, spawn_id_reader(Path(folder), baud=BAUD) as stand_in:
        library = compile_sdt(stand_in.port.parent)
        heard = Heard(bus)
        manager = DeviceManager(bus, clock, Fitted({"id-card": lambda: SdtReader(library.path, 1001, clock)}))
        manager.start()
        heard.until_health(lambda health: health.state is DeviceState.READY)
        for _ in range(HANGS):
            before = len(heard.healths)
            library.order("SDT_StartFindIDCard", "hang")
            ordered = time.perf_counter()
            heard.until_health(lambda health: health.state is DeviceState.FAILED, after=before)
            failed = time.perf_counter()
            told.append(failed - ordered)
            heard.until_health(lambda health: health.state is DeviceState.READY, after=before + 1)
            back.append(time.perf_counter() - failed)
        manager.stop()
    yield Figure("maker's library hangs → noticed, slowest", max(told), 2.0, "s")
    yield Figure("maker's library killed → reader back in service, slowest", max(back), 5.0, "s")
