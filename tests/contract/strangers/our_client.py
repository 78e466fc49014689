"""Our terminal's uploads in a process of their own: STORE URL FILING BYTES_PER_S. Sends the filing's first page.

Run again after it was killed, it has nothing but the store to go on with.
"""

import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.config import DelaySettings, IntakeSettings
from kiosk.storage import filings
from kiosk.storage.connection import Store
from sync.begun import KeptBegun
from sync.client import IntakeClient
from sync.manifest import files_of
from tests.contract.strangers.conftest import TOKEN
from tests.unit.storage.samples import KEY


def main() -> None:
    """Sends the page; ends when the server has all of it."""
    file, url, filing_id, bytes_per_s = sys.argv[1:]
    store = Store.open(Path(file), KEY, clock=SystemClock())
    settings = IntakeSettings(url, TOKEN, "", int(bytes_per_s))
    client = IntakeClient(settings, DelaySettings(), begun=KeptBegun(store))
    filing = store.read(lambda connection: filings.load(connection, filing_id))
    client.upload(filing_id, files_of(filing)[filing.materials[0].pages[0].digest])
    client.close()
    store.close()


if __name__ == "__main__":
    main()
