"""The reference intake as `kiosk intake serve` runs it, on an address that it comes back to."""

import json
import signal
from importlib import import_module
from pathlib import Path
from typing import Any

from sync.reference_intake.server import serve
from tests.crash import faults

OFFICE = "11330225MB00000190"
TOKEN = "crash-token"


def warm_up() -> None:
    """Imports what the intake imports late."""
    for name in (
        "asyncio",
        "sqlite3",
        "h11",
        "psycopg",
        "sqlalchemy.dialects.postgresql.psycopg",
        "sqlalchemy.dialects.sqlite.pysqlite",
        "uvicorn.lifespan.off",
        "uvicorn.loops.asyncio",
        "uvicorn.protocols.http.h11_impl",
    ):
        import_module(name)


def run(order: dict[str, Any]) -> None:
    """One life of an intake.

    `order`: folder, port, database, database_port, log; fault, where it is to be counted or to die; points.

    It ends in good order on SIGTERM.
    """
    folder = Path(order["folder"])
    # uvicorn raises the signal once more when it has ended; this end still has to close its database and to tell.
    signal.signal(signal.SIGTERM, lambda *_: None)
    if "fault" in order:
        faults.arm(folder, server=True, database_port=order["database_port"], death=order["fault"])
    serve(
        folder=folder,
        database=order["database"],
        address=("127.0.0.1", order["port"]),
        office=OFFICE,
        tokens={"*": TOKEN},
    )
    if order.get("points"):
        Path(order["points"]).write_text(json.dumps(faults.passed()), encoding="utf-8")
