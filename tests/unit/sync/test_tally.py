"""How far a filing is, as the client counts it."""

from kiosk.domain.filing import Progress
from kiosk.domain.material import Material
from kiosk.domain.text import Text
from sync.manifest import signature_file
from sync.tally import Tally
from tests.unit.storage.samples import filing, page

ONE, TWO, THREE = page(1, 1000), page(2, 2000), page(3, 3000)
SENT = filing(materials=(Material("a", Text("甲"), (ONE, TWO)), Material("b", Text("乙"), (TWO, THREE))))
SIGNATURE = signature_file(SENT.signature)
WHOLE = sum(len(one.content) for one in (ONE, TWO, THREE)) + SIGNATURE.size


def test_pages_count_when_they_have_arrived_and_bytes_while_they_go() -> None:
    told: list[Progress] = []
    tally = Tally(SENT, told.append)
    tally.misses(frozenset({ONE.digest, THREE.digest, SIGNATURE.sha256}))
    assert told[-1] == Progress(3, 1, WHOLE, len(TWO.content))
    tally.file_at(SIGNATURE.sha256, SIGNATURE.size)
    tally.arrived(SIGNATURE.sha256)
    tally.file_at(ONE.digest, 500)
    assert told[-1] == Progress(3, 1, WHOLE, len(TWO.content) + SIGNATURE.size + 500)
    tally.arrived(ONE.digest)
    tally.file_at(THREE.digest, 0)
    tally.arrived(THREE.digest)
    assert told[-1] == Progress(3, 3, WHOLE, WHOLE)


def test_a_file_that_starts_over_counts_less_again() -> None:
    told: list[Progress] = []
    tally = Tally(SENT, told.append)
    tally.misses(frozenset({ONE.digest}))
    tally.file_at(ONE.digest, 900)
    tally.file_at(ONE.digest, 0)
    assert [progress.bytes_sent for progress in told] == [
        WHOLE - len(ONE.content),
        WHOLE - len(ONE.content) + 900,
        WHOLE - len(ONE.content),
    ]
