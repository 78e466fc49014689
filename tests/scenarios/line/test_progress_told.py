"""How many pages of a filing are sent: told while they go, known after a cut, and after a restart."""

from kiosk.domain.filing import Progress
from kiosk.domain.material import Material
from kiosk.domain.text import Text
from kiosk.events import DeliveryProgressed
from kiosk.storage import sending
from tests.scenarios.line.proxy import LOST_ANSWER, Fate, LineProxy
from tests.scenarios.line.terminal import Terminal
from tests.unit.storage.samples import filing, page

PAGES = tuple(page(seed, 20_000 * seed) for seed in range(1, 6))
SENT = filing(materials=(Material("deed", Text("不动产权证"), PAGES),))


def steps(terminal: Terminal) -> list[int]:
    """Pages sent, each number once as it came."""
    told = [event.progress for event in terminal.diary.events if isinstance(event, DeliveryProgressed)]
    assert all(progress.pages == len(PAGES) for progress in told)
    counts = [progress.pages_sent for progress in told]
    return [count for number, count in enumerate(counts) if number == 0 or counts[number - 1] != count]


def test_every_page_is_told_and_what_a_cut_left_is_known(terminal: Terminal, line: LineProxy) -> None:
    fourth = PAGES[3]
    cut = f"PATCH /v1/filings/{SENT.filing_id}/uploads/{fourth.digest}"
    line.fail_once(cut, Fate(body_bytes=30_000))
    terminal.save(SENT)
    assert terminal.connect(line.url).run_once().pending == 1
    assert steps(terminal) == [0, 1, 2, 3]
    known = terminal.state(SENT).progress
    assert known is not None
    assert (known.pages, known.pages_sent) == (5, 3)
    assert known.bytes_sent >= sum(len(one.content) for one in PAGES[:3]) + len(SENT.signature.png)
    terminal.diary.events.clear()
    # As after a restart: another engine and another client, which know what the store knows.
    assert terminal.connect(line.url).run_once().delivered == 1
    assert steps(terminal) == [3, 4, 5]
    assert terminal.state(SENT).progress is None
    assert terminal.store.read(sending.all_progress) == {}


def test_after_a_restart_the_centre_says_what_it_has_already(terminal: Terminal, line: LineProxy) -> None:
    terminal.save(SENT)
    client = terminal.client(line.url)
    told: list[Progress] = []
    line.fail_once(f"POST /v1/filings/{SENT.filing_id}/complete", LOST_ANSWER)
    assert terminal.connect(line.url).run_once().pending == 1
    client.deliver(SENT, told.append)
    assert [progress.pages_sent for progress in told] == [5]
