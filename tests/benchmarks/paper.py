"""The receipt as a PDF, with the fonts loaded as they are on a running terminal."""

import time
from collections.abc import Iterator

from kiosk.catalogue.loader import load_builtin
from kiosk.documents.fonts import FontBook
from kiosk.documents.paper import Place
from kiosk.documents.receipt import receipt_pdf
from kiosk.documents.receipt_facts import receipt_facts
from kiosk.domain.text import Text
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.save import _filing

ROUNDS = 40


def measure() -> Iterator[Figure]:
    fonts = FontBook()
    fonts.warm_up()
    matter = next(matter for matter in load_builtin().matters if matter.code == "000511007000")
    facts = receipt_facts(
        _filing((b"page",)), matter, Place(Text("象山县丹东街道"), "330225-0001", "12345"), acknowledgement=None
    )
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        receipt_pdf(facts, fonts)
        times.append((time.perf_counter() - started) * 1000)
    yield Figure("receipt PDF, p95", percentile(times, 0.95), 40, "ms", f"median {percentile(times, 0.5):.1f} ms")
