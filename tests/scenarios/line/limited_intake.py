"""The reference intake with limits of the test's choosing, on a thread: its HTTP face and ledger are the real ones."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from sync import wire
from sync.reference_intake.app import build_app
from sync.reference_intake.cli import DEFAULT_OFFICE
from sync.reference_intake.ledger import ANY_TERMINAL, LIMITS, Ledger
from sync.reference_intake.tables import open_engine
from tests.scenarios.line.terminal import TOKEN

JPEG_AND_PNG = ("image/jpeg", "image/png")


@dataclass
class LimitedIntake:
    """Where it answers, and its ledger, whose limits may be changed while it serves."""

    url: str
    ledger: Ledger

    def limit(self, *, file_bytes: int = LIMITS.file_bytes, media_types: tuple[str, ...] = JPEG_AND_PNG) -> None:
        """From now on."""
        self.ledger.limits = wire.Limits(
            manifest_bytes=LIMITS.manifest_bytes, file_bytes=file_bytes, media_types=media_types
        )


@contextmanager
def limited_intake(folder: Path) -> Iterator[LimitedIntake]:
    """Serves until the block ends."""
    folder.mkdir(parents=True)
    engine = open_engine(f"sqlite:///{folder / 'intake.db'}")
    ledger = Ledger(engine, folder / "materials")
    ledger.set_up(DEFAULT_OFFICE, {ANY_TERMINAL: TOKEN})
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build_app(ledger), log_config=None, http="h11", loop="asyncio", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield LimitedIntake(f"http://127.0.0.1:{listener.getsockname()[1]}", ledger)
    finally:
        server.should_exit = True
        thread.join(10)
        engine.dispose()
