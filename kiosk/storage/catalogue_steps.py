"""Taking a step of the catalogue: what has changed, in one transaction, while people use the terminal."""

from dataclasses import dataclass

from kiosk.domain.catalogue_delta import CatalogueDelta
from kiosk.domain.matter import LifeEvent
from kiosk.storage import catalogue
from kiosk.storage.cipher import Connection


@dataclass(frozen=True, slots=True)
class Installed:
    """What is installed, and by which step; `refusal` is why the newest step was not taken, "" while all is well."""

    version: str
    region: str
    serial: int
    refusal: str


def installed(conn: Connection) -> Installed | None:
    """None before there is a catalogue."""
    row = conn.execute("SELECT version, region, serial, refusal FROM catalogue_version").fetchone()
    return None if row is None else Installed(*row)


def versions(conn: Connection) -> dict[str, int]:
    """Code → version of everything that is installed."""
    rows = conn.execute("SELECT code, coalesce(body ->> '$.matter.version', body ->> '$.version') FROM matter")
    return {code: int(version) for code, version in rows}


def take(conn: Connection, delta: CatalogueDelta) -> None:
    """Applies the step; readers see the catalogue before it whole until it is committed.

    Raises ValueError where the catalogue is not the one any more that the step was read for.
    """
    now = installed(conn)
    if now is None or delta.base not in ("", now.version) or delta.serial <= now.serial:
        raise ValueError("the catalogue has changed meanwhile")
    gone = set(versions(conn)) - set(delta.order)
    replaced = gone | {item.code for item in delta.changed}
    if not delta.base:
        replaced |= set(versions(conn))
    places = {code: place for place, code in enumerate(delta.order)}
    _move_matters(conn, replaced, places)
    catalogue.put_matters(conn, ((places[item.code], item) for item in delta.changed))
    _require_parts(conn)
    _replace_rows(conn, delta, replaced, places)
    catalogue.put_themes(conn, delta.themes)
    conn.execute(
        "UPDATE catalogue_version SET version = ?, region = ?, source = ?, serial = ?, refusal = ''",
        (delta.version, delta.region, f"step {delta.serial}", delta.serial),
    )


def note_refusal(conn: Connection, reason: str) -> None:
    """Why the newest step was not taken; "" where there is none to take."""
    conn.execute("UPDATE catalogue_version SET refusal = ? WHERE refusal <> ?", (reason, reason))


def _move_matters(conn: Connection, replaced: set[str], places: dict[str, int]) -> None:
    """Takes out what is replaced and puts the others in their places; two of them never have the same."""
    conn.executemany("DELETE FROM matter WHERE code = ?", ((code,) for code in replaced))
    stand = dict(conn.execute("SELECT code, position FROM matter").fetchall())
    moved = [code for code, position in stand.items() if places[code] != position]
    conn.executemany("UPDATE matter SET position = -1 - position WHERE code = ?", ((code,) for code in moved))
    conn.executemany("UPDATE matter SET position = ? WHERE code = ?", ((places[code], code) for code in moved))


def _replace_rows(conn: Connection, delta: CatalogueDelta, replaced: set[str], places: dict[str, int]) -> None:
    kept = [row for row in catalogue.index_rows(conn) if row[0] not in replaced]
    rows = sorted((*kept, *delta.rows), key=lambda row: places[row[0]])
    conn.execute("DELETE FROM search_row")
    catalogue.put_rows(conn, rows)


def _require_parts(conn: Connection) -> None:
    # A life event that has not changed may bundle a matter that is gone; the publisher would have had to see it.
    for code, kind in conn.execute("SELECT code, kind FROM matter WHERE kind = 'life-event'").fetchall():
        event = catalogue.matter(conn, code)
        assert isinstance(event, LifeEvent), kind
        if len(catalogue.titles(conn, event.parts)) < len(event.parts):
            raise ValueError(f"the life event {code} bundles a matter that is not there")
