"""Both ends of a carry-out: a terminal's store with filings in it, and a centre on a database of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from kiosk.clock import SystemClock
from kiosk.domain.filing import Filing
from kiosk.storage import filings
from kiosk.storage.connection import Store
from sync.carry_out import keys
from sync.carry_out.export import Exporter, Sender
from sync.reference_intake.carry_in import CarryIn
from sync.reference_intake.cli import DEFAULT_OFFICE
from sync.reference_intake.desk import Desk
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.tables import open_engine
from tests.unit.storage.samples import KEY

TERMINAL = "hall-01"
"""The one that the sample filings name."""

TOKEN = "token-of-hall-01"


class Ids:
    """UUIDv7 of growing moments, the same in every run."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self) -> str:
        self._count += 1
        return str(UUID(int=(0x0199_0000_0000 + self._count << 80) | 0x7000_8000_0000_0000_0000))


class Village:
    """A terminal without a line."""

    def __init__(self, folder: Path, public: Path) -> None:
        self.folder = folder
        self.clock = SystemClock()
        self.store = Store.open(folder / "village" / "jiujin.db", KEY, clock=self.clock)
        self.sender = Sender(TERMINAL, TOKEN, keys.read_public(public))
        self.exporter = Exporter(self.store, self.clock, Ids())

    def save(self, *confirmed: Filing) -> None:
        for filing in confirmed:
            self.store.write(lambda c, filing=filing: filings.save(c, filing, "a" * 64)).result()

    def export(self, name: str = "out.jiujin") -> Path:
        target = self.folder / name
        self.exporter.export(self.sender, target)
        return target


class Centre:
    """A reference intake without its HTTP face."""

    def __init__(self, folder: Path, tokens: dict[str, str], database: str = "") -> None:
        self.folder = folder / "centre"
        self.folder.mkdir()
        self.keys = self.folder / "carry-out-keys"
        self.key, self.public, _ = keys.make(self.keys)
        self.database = database or f"sqlite:///{self.folder / 'intake.db'}"
        self.engine = open_engine(self.database)
        self.ledger = Ledger(self.engine, self.folder / "materials")
        self.ledger.set_up(DEFAULT_OFFICE, tokens)
        self.desk = Desk(self.database)

    def carry_in(self) -> CarryIn:
        return CarryIn(self.engine, self.folder / "materials", keys.read_private_keys(self.keys))

    def close(self) -> None:
        self.desk.close()
        self.engine.dispose()

    def state(self) -> object:
        """Everything it has: rows and files."""
        with self.engine.begin() as connection:
            tables = ("filings", "files", "changes", "counters", "withdrawals", "carry_ins")
            rows = {name: connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1, 2").all() for name in tables}
        paths = sorted(path for path in (self.folder / "materials").rglob("*") if path.is_file())
        return rows, [(path.name, sha256(path.read_bytes()).hexdigest()) for path in paths]

    def has_exactly(self, confirmed: Sequence[Filing]) -> None:
        """One case for each, with every file under its right digest, and nothing besides."""
        cases = self.desk.cases()
        assert sorted(case["filing_id"] for case in cases) == sorted(filing.filing_id for filing in confirmed)
        numbers = {case["case_number"] for case in cases}
        assert None not in numbers
        assert len(numbers) == len(confirmed)
        for filing in confirmed:
            wanted = {page.digest for material in filing.materials for page in material.pages}
            wanted.add(sha256(filing.signature.png).hexdigest())
            folder = self.folder / "materials" / filing.filing_id
            held = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
            assert held == {digest: digest for digest in wanted}
            steps = self.desk.show(filing.filing_id)["history"]
            assert [step["status"] for step in steps] == ["received"]


@contextmanager
def both_ends(
    folder: Path, tokens: dict[str, str] | None = None, database: str = ""
) -> Iterator[tuple[Village, Centre]]:
    """A village and the centre whose key it has."""
    centre = Centre(folder, {TERMINAL: TOKEN} if tokens is None else tokens, database)
    village = Village(folder, centre.public)
    try:
        yield village, centre
    finally:
        village.store.close()
        centre.close()
