"""A large page needs its own size of memory, and not twice that, when it is taken out of the store."""

import tracemalloc
from collections.abc import Callable

from kiosk.domain.material import Page
from kiosk.storage import pages
from kiosk.storage.connection import Store

SIZE = 20_000_000


def test_a_large_page_is_loaded_without_a_second_copy_of_it(open_store: Callable[[], Store]) -> None:
    store = open_store()
    page = Page(bytes(SIZE), "application/pdf", 1240, 1754)
    digest = store.write(lambda connection: pages.save(connection, page)).result()
    tracemalloc.start()
    try:
        loaded = store.read(lambda connection: pages.load(connection, digest, "application/pdf", 1240, 1754))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert loaded == page
    assert SIZE <= peak < 1.3 * SIZE
