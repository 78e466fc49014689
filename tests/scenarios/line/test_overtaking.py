"""Somebody confirms a small filing while a large one is on its way: it does not wait for the large one's end."""

from kiosk.domain.filing import Delivery
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.events import DeliveryChanged, DeliveryProgressed
from tests.scenarios.line.proxy import LineProxy
from tests.scenarios.line.terminal import Terminal
from tests.unit.storage.samples import filing

SIZE = 4_000_000
PIECES = 65_536
BYTES_PER_S = 1_000_000


def _paper(content: bytes) -> tuple[Material, ...]:
    return (Material("deed", Text("不动产权证"), (Page(content, "image/jpeg", 9, 9),)),)


LARGE = filing(1, materials=_paper(b"\x07\x03" * (SIZE // 2)))
SMALL = filing(2, materials=_paper(b"small" * 100))


def test_the_small_one_arrives_first_and_the_large_one_goes_on_where_it_was(
    terminal: Terminal, line: LineProxy
) -> None:
    terminal.save(LARGE)
    terminal.connect(line.url, upload_bytes_per_s=BYTES_PER_S).start()

    def under_way(event: object) -> bool:
        return isinstance(event, DeliveryProgressed) and 2 * PIECES < event.progress.bytes_sent < SIZE * 0.6

    terminal.diary.wait_for(under_way)
    terminal.save(SMALL)
    terminal.delivered(LARGE)
    arrived = [
        event.filing_id
        for event in terminal.diary.events
        if isinstance(event, DeliveryChanged) and event.state.delivery is Delivery.DELIVERED
    ]
    assert arrived == [SMALL.filing_id, LARGE.filing_id]
    states = [state.delivery for state in terminal.diary.states(LARGE.filing_id)]
    assert states == [Delivery.SENDING, Delivery.PENDING, Delivery.SENDING, Delivery.DELIVERED]
    assert {state.reason for state in terminal.diary.states(LARGE.filing_id)} == {""}
    large_page = LARGE.materials[0].pages[0].digest
    sent = [
        size
        for request, size in zip(line.seen.requests, line.seen.body_bytes, strict=True)
        if request.startswith("PATCH") and large_page in request
    ]
    # What was in the dead connection may be lost; whatever the centre had kept was not sent again.
    assert len(sent) == 2
    assert sum(sent) < SIZE + BYTES_PER_S / 2
