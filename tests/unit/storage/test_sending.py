"""How much of each filing is left to send, and where its uploads are."""

from collections.abc import Callable
from datetime import timedelta

from kiosk.domain.filing import Delivery, Filing, Progress, Queue
from kiosk.domain.material import Material
from kiosk.domain.text import Text
from kiosk.storage import filings, outbox, sending
from kiosk.storage.connection import Connection, Store
from tests.unit.storage.samples import ACKNOWLEDGEMENT, NOON, filing, page

MINE = ("to_send", "upload_begun", "centre_word")


def of_size(seed: int, *sizes: int) -> Filing:
    pages = tuple(page(seed + number, size) for number, size in enumerate(sizes))
    return filing(seed, materials=(Material("deed", Text("材料"), pages),))


def save(store: Store, *made: Filing) -> None:
    for one in made:
        store.write(lambda c, one=one: filings.save(c, one, "a" * 64)).result()


def size(made: Filing) -> int:
    return len({page.digest: page for page in made.materials[0].pages}) and sum(
        len(content) for content in {page.digest: page.content for page in made.materials[0].pages}.values()
    ) + len(made.signature.png)


def test_a_saved_filing_has_all_its_pages_to_send_each_counted_once(store: Store) -> None:
    made = of_size(1, 3000, 5000, 3000)
    twice = made.materials[0].pages[0]
    same = filing(2, materials=(Material("deed", Text("材料"), (twice, twice)),))
    save(store, made, same)
    assert store.read(lambda c: sending.progress(c, made.filing_id)) == Progress(3, 0, size(made), 0)
    state = store.read(lambda c: outbox.state(c, same.filing_id))
    assert state.progress == Progress(1, 0, len(twice.content) + len(same.signature.png), 0)
    assert store.read(sending.queue) == Queue(2, 4, size(made) + size(same))


def test_the_smallest_is_due_first_and_of_equals_the_one_saved_first(store: Store) -> None:
    large, one, small, two = of_size(1, 9000), of_size(20, 4000), of_size(40, 300), of_size(60, 4000)
    save(store, large, one, small, two)
    order = [small, one, two, large]
    assert store.read(outbox.pending_by_size) == [made.filing_id for made in order]
    done: list[str] = []
    for made in order:
        assert store.read(lambda c: outbox.smallest_due(c, NOON, done)) == made.filing_id
        done.append(made.filing_id)
    assert store.read(lambda c: outbox.smallest_due(c, NOON, done)) is None


def test_what_is_not_due_yet_is_passed_over(store: Store) -> None:
    small, large = of_size(1, 300), of_size(20, 9000)
    save(store, small, large)
    store.write(lambda c: outbox.mark_sending(c, small.filing_id, NOON)).result()
    assert store.read(lambda c: outbox.smallest_due(c, NOON)) == large.filing_id
    later = NOON + timedelta(seconds=9)
    store.write(lambda c: outbox.mark_waiting(c, small.filing_id, "line.broken", "", later)).result()
    assert store.read(lambda c: outbox.smallest_due(c, NOON)) == large.filing_id
    assert store.read(lambda c: outbox.smallest_due(c, later)) == small.filing_id


def test_what_has_been_sent_makes_a_filing_smaller(store: Store) -> None:
    large, small = of_size(1, 9000, 200), of_size(20, 4000)
    save(store, large, small)
    most = Progress(2, 1, size(large), size(large) - 200)
    store.write(lambda c: sending.keep(c, large.filing_id, most)).result()
    assert store.read(lambda c: outbox.smallest_due(c, NOON)) == large.filing_id
    assert store.read(sending.all_progress)[large.filing_id] == most


def test_a_delivered_filing_leaves_nothing_behind(store: Store) -> None:
    made = of_size(1, 3000)
    save(store, made)

    def deliver(c: Connection) -> None:
        sending.keep_address(c, made.filing_id, "a" * 64, "/files/1")
        outbox.mark_sending(c, made.filing_id, NOON)
        outbox.mark_delivered(c, made.filing_id, ACKNOWLEDGEMENT)

    store.write(deliver).result()
    assert store.read(sending.addresses) == {}
    assert store.read(sending.queue) == Queue()
    state = store.read(lambda c: outbox.state(c, made.filing_id))
    assert (state.delivery, state.progress) == (Delivery.DELIVERED, None)


def test_an_address_is_kept_in_the_place_of_an_earlier_one_and_for_no_stranger(store: Store) -> None:
    made = of_size(1, 3000)
    save(store, made)

    def keep(c: Connection) -> None:
        sending.keep_address(c, made.filing_id, "a" * 64, "/files/1")
        sending.keep_address(c, made.filing_id, "a" * 64, "/files/2")
        sending.keep_address(c, filing(7).filing_id, "a" * 64, "/files/3")

    store.write(keep).result()
    assert store.read(sending.addresses) == {(made.filing_id, "a" * 64): "/files/2"}
    store.write(lambda c: sending.forget_address(c, made.filing_id, "a" * 64)).result()
    assert store.read(sending.addresses) == {}


def test_a_store_from_before_is_filled_with_what_waits(open_store: Callable[[], Store]) -> None:
    store = open_store()
    waiting, refused, arrived, bare = (
        of_size(1, 3000, 200),
        of_size(20, 500),
        of_size(40, 700),
        filing(60, materials=()),
    )
    save(store, waiting, refused, arrived, bare)

    def as_it_was(c: Connection) -> None:
        outbox.mark_sending(c, refused.filing_id, NOON)
        outbox.mark_refused(c, refused.filing_id, "intake.invalid", "")
        outbox.mark_sending(c, arrived.filing_id, NOON)
        outbox.mark_delivered(c, arrived.filing_id, ACKNOWLEDGEMENT)
        for table in MINE:
            c.execute(f"DROP TABLE {table}")
        c.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0007%'")

    store.write(as_it_was).result()
    store.close()
    filled = open_store().read(sending.all_progress)
    assert filled == {
        waiting.filing_id: Progress(2, 0, size(waiting), 0),
        refused.filing_id: Progress(1, 0, size(refused), 0),
        bare.filing_id: Progress(0, 0, len(bare.signature.png), 0),
    }
