"""Finding a matter: by theme, by life event, by words; and opening it."""

from dataclasses import dataclass

from kiosk.catalogue.search import SearchIndex
from kiosk.domain.matter import LifeEvent, Matter, MatterBrief, Theme
from kiosk.events import CatalogueChanged, CatalogueLoaded, Event, EventBus, MatterMissing, MatterOpened, MatterUnread
from kiosk.services.background import logged_only, then
from kiosk.services.visit import Visit
from kiosk.storage import catalogue as stored
from kiosk.storage.connection import Connection, Store
from kiosk.workflow.steps import Signal


@dataclass(frozen=True, slots=True)
class Shelves:
    """The catalogue as it is browsed. `life_events` are briefs of the matters that carry the joint forms."""

    version: str = ""
    themes: tuple[Theme, ...] = ()
    briefs: tuple[MatterBrief, ...] = ()
    life_events: tuple[MatterBrief, ...] = ()


class Choose:
    """Browses the store's catalogue. The index is loaded off the face's thread and swapped in whole."""

    def __init__(self, store: Store, bus: EventBus, visit: Visit) -> None:
        self._store = store
        self._bus = bus
        self._visit = visit
        self._index = SearchIndex.from_rows(())
        self._by_code: dict[str, MatterBrief] = {}
        self.shelves = Shelves()
        visit.attach(self.hear)

    def start(self) -> None:
        """Loads the shelves; CatalogueLoaded tells when they can be browsed."""
        then(self._store.read_later(self._load), self._loaded, logged_only)

    def by_theme(self, theme_id: str) -> tuple[MatterBrief, ...]:
        """The matters on one shelf; all of them for ""."""
        return tuple(brief for brief in self.shelves.briefs if not theme_id or theme_id in brief.themes)

    def search(self, words: str, limit: int = 50) -> tuple[MatterBrief, ...]:
        """The best matches for Chinese, pinyin or initials, best first. Cheap enough for every keypress."""
        found = (self._by_code.get(hit.code) for hit in self._index.search(words, limit))
        return tuple(brief for brief in found if brief is not None)

    def open(self, code: str) -> None:
        """Answers with MatterOpened, and the visit goes on to its guide; or with MatterMissing or MatterUnread."""
        asked = self._visit.session.session_id

        def found(result: Matter | LifeEvent) -> None:
            if isinstance(result, LifeEvent):
                names = (self._by_code.get(part) for part in result.parts)
                parts = tuple(brief.title for brief in names if brief)
                self._bus.publish(MatterOpened(result.matter, parts, session_id=asked))
            else:
                self._bus.publish(MatterOpened(result, (), session_id=asked))

        def failed(fault: BaseException) -> None:
            kind = MatterMissing if isinstance(fault, KeyError) else MatterUnread
            self._bus.publish(kind(code, session_id=asked))

        then(self._store.read_later(lambda connection: stored.matter(connection, code)), found, failed)

    def hear(self, event: Event) -> None:
        if isinstance(event, CatalogueChanged):
            # Who is in the middle of a matter keeps it as it was opened: the session has it whole.
            self.start()
        if not isinstance(event, MatterOpened) or not self._visit.listens_for(Signal.MATTER):
            return
        session = self._visit.session
        chosen = session.choice.matter
        if chosen is None or chosen.code != event.matter.code or session.choice.link is not None:
            # Another matter has other questions: answers and pages of the first do not belong to it.
            session.filling = type(session.filling)()
            session.collection = type(session.collection)()
        session.choice.matter = event.matter
        session.choice.parts = event.parts
        session.choice.link = None
        self._visit.fire(Signal.MATTER)

    def _load(self, connection: Connection) -> tuple[Shelves, SearchIndex]:
        matters, life_events = stored.all_briefs(connection)
        version = stored.installed_version(connection) or ""
        shelves = Shelves(version, stored.themes(connection), matters, life_events)
        return shelves, SearchIndex.from_rows(stored.index_rows(connection))

    def _loaded(self, result: tuple[Shelves, SearchIndex]) -> None:
        shelves, index = result
        by_code = {brief.code: brief for brief in (*shelves.briefs, *shelves.life_events)}
        # Each is swapped in by one assignment; the face's thread sees the old or the new, never a half.
        self._by_code, self._index, self.shelves = by_code, index, shelves
        self._bus.publish(CatalogueLoaded(shelves.version, len(shelves.briefs)))
