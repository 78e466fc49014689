"""Which catalogue this terminal goes by, and how it comes into the store."""

from pathlib import Path

from kiosk.config import Settings
from kiosk.domain.catalogue_delta import CatalogueDelta, SealedDelta
from kiosk.errors import CatalogueRefusal, ConfigurationFailure
from kiosk.events import CatalogueChanged, EventBus
from kiosk.storage import catalogue as stored
from kiosk.storage import catalogue_steps as steps
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


class CountyShelf:
    """`kiosk.ports.CatalogueShelf`: takes what the county's own keys have signed, and nothing else."""

    def __init__(self, store: Store, bus: EventBus, keys: tuple[Path, ...]) -> None:
        self._store = store
        self._bus = bus
        self._keys = keys

    def standing(self) -> tuple[str, int] | None:
        """See `kiosk.ports.CatalogueShelf`."""
        now = self._store.read(steps.installed)
        return None if now is None else (now.version, now.serial)

    def take(self, sealed: SealedDelta) -> None:
        """See `kiosk.ports.CatalogueShelf`. Why one is refused stays in the store until another is taken."""
        try:
            delta = self._read(sealed)
            self._store.write(lambda connection: steps.take(connection, delta)).result()
        except (CatalogueRefusal, ConfigurationFailure, ValueError) as fault:
            refusal = _as_refusal(fault)
            self._store.write(lambda connection: steps.note_refusal(connection, refusal.reason)).result()
            raise refusal from fault
        self._bus.publish(CatalogueChanged(delta.version))

    def _read(self, sealed: SealedDelta) -> CatalogueDelta:
        # Only a step brings this far; a terminal at rest has none of it in memory.
        from kiosk.catalogue import delta, signing

        signing.verify(sealed, self._keys)
        now, known = self._store.read(steps.installed), self._store.read(steps.versions)
        if now is None:
            raise CatalogueRefusal(delta.GAP, "there is no catalogue yet that it could change")
        return delta.read(sealed.packed, region=now.region, serial=now.serial, installed=now.version, known=known)


def _as_refusal(fault: Exception) -> CatalogueRefusal:
    match fault:
        case CatalogueRefusal():
            return fault
        case ConfigurationFailure():
            return CatalogueRefusal("catalogue.keys", str(fault))
        case _:
            return CatalogueRefusal("catalogue.gap", str(fault))


def county_shelf(settings: Settings, store: Store, bus: EventBus) -> CountyShelf | None:
    """None where nobody's word on the matters is taken: no keys, or a catalogue of this terminal's own."""
    if not settings.catalogue.keys or settings.paths.catalogue:
        return None
    return CountyShelf(store, bus, tuple(Path(key) for key in settings.catalogue.keys))
