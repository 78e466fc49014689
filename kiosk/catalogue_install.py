"""Which catalogue this terminal goes by, and how it comes into the store."""

from pathlib import Path

from kiosk.config import Settings
from kiosk.storage import catalogue as stored
from kiosk.storage.connection import Store


def check_catalogue(settings: Settings) -> None:
    """Reads the catalogue that the settings name, if any, and keeps nothing of it. Raises CatalogueFailure."""
    if settings.paths.catalogue:
        from kiosk.catalogue import loader

        loader.load_file(Path(settings.paths.catalogue))


def install_catalogue(store: Store, settings: Settings) -> None:
    """Puts the built-in (or configured) catalogue into the store where it is another than what is there.

    An edit counts, whatever it says of its version. The built-in one never takes the place of a newer one, or of one
    that came under a version of its own.
    Raises CatalogueFailure naming file, matter and key; the store keeps what it had.
    """
    from kiosk.catalogue import loader

    folder = Path(settings.paths.catalogue) if settings.paths.catalogue else loader.COUNTY
    source = loader.source_digest(folder)
    # Told by the files alone: at most starts nothing is parsed and nothing stays in memory.
    if store.read(stored.installed_source) == source:
        return
    if folder == loader.COUNTY:
        installed, builtin = store.read(stored.installed_version), loader.builtin_version()
        if installed not in {None, builtin} and not loader.newer(builtin, installed):
            return
    from kiosk.catalogue.search import prepare_rows

    catalogue = loader.load_file(folder)
    rows = prepare_rows(catalogue)
    store.write(lambda connection: stored.install(connection, catalogue, rows, source=source)).result()
