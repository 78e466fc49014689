"""The catalogue (事项清单) as it is installed on this terminal; replaced as a whole, in one transaction."""

import json
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from kiosk.domain.matter import Catalogue, LifeEvent, Matter, MatterBrief, Platform, Theme
from kiosk.domain.text import Text
from kiosk.storage.cipher import Connection

SearchRow: TypeAlias = tuple[str, str, str]
"""Code, title, and the keys that `kiosk.catalogue` prepared for its search; the store does not look into them."""

_MATTER: Final = "matter"
_LIFE_EVENT: Final = "life-event"
_TABLES: Final = ("search_row", "matter")
_BRIEF: Final = "code, title_zh, title_en, department_zh, department_en, themes, platform"


def install(conn: Connection, catalogue: Catalogue, search_rows: Iterable[SearchRow], *, source: str) -> None:
    """Replaces the installed catalogue by this one; readers see the old one whole until it is committed.

    `source` stands for what it was read from; `installed_source` tells it again.
    Raises ValueError where a code stands twice.
    """
    _require_distinct(catalogue)
    for table in _TABLES:
        conn.execute(f"DELETE FROM {table}")  # noqa: S608 - our own table names
    # The serial stays: a step that this catalogue has overtaken must not come back.
    conn.execute(
        "INSERT INTO catalogue_version (only_row, version, region, source) VALUES (1, ?, ?, ?)"
        " ON CONFLICT (only_row) DO UPDATE SET version = excluded.version, region = excluded.region,"
        " source = excluded.source, refusal = ''",
        (catalogue.version, catalogue.region, source),
    )
    put_themes(conn, catalogue.themes)
    put_matters(conn, enumerate((*catalogue.matters, *catalogue.life_events)))
    put_rows(conn, search_rows)


def put_themes(conn: Connection, themes: Iterable[Theme]) -> None:
    """These themes and no others, in this order."""
    conn.execute("DELETE FROM theme")
    conn.executemany(
        "INSERT INTO theme (position, id, name_zh, name_en, hint_zh, hint_en) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (position, theme.id, theme.name.zh, theme.name.en, theme.hint.zh, theme.hint.en)
            for position, theme in enumerate(themes)
        ),
    )


def put_rows(conn: Connection, rows: Iterable[SearchRow]) -> None:
    """Fills the empty table of search rows, in this order."""
    conn.executemany(
        "INSERT INTO search_row (position, code, title, keys) VALUES (?, ?, ?, ?)",
        ((position, code, title, keys) for position, (code, title, keys) in enumerate(rows)),
    )


def installed_version(conn: Connection) -> str | None:
    """The version of the installed catalogue, or None where there is none yet."""
    row = conn.execute("SELECT version FROM catalogue_version").fetchone()
    return None if row is None else str(row[0])


def installed_source(conn: Connection) -> str | None:
    """What `install` was told of where the installed catalogue came from, or None where there is none yet."""
    row = conn.execute("SELECT source FROM catalogue_version").fetchone()
    return None if row is None else str(row[0])


def matter(conn: Connection, code: str) -> Matter | LifeEvent:
    """The whole matter or life event of this code. Raises KeyError where there is none."""
    import msgspec.json

    row = conn.execute("SELECT kind, body FROM matter WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise KeyError(code)
    kind, body = row
    if kind == _LIFE_EVENT:
        return msgspec.json.decode(body, type=LifeEvent)
    return msgspec.json.decode(body, type=Matter)


def version_of(conn: Connection, code: str) -> int | None:
    """The version of the matter or life event that is installed under this code, None where there is none."""
    row = conn.execute(
        "SELECT coalesce(body ->> '$.matter.version', body ->> '$.version') FROM matter WHERE code = ?", (code,)
    ).fetchone()
    return None if row is None else int(row[0])


def titles(conn: Connection, codes: Iterable[str]) -> tuple[Text, ...]:
    """The titles of the matters of these codes, in this order; those that are not installed are left out."""
    found = (conn.execute("SELECT title_zh, title_en FROM matter WHERE code = ?", (code,)).fetchone() for code in codes)
    return tuple(Text(*row) for row in found if row is not None)


def index_rows(conn: Connection) -> list[SearchRow]:
    """What `install` was given for the search, in the same order."""
    return conn.execute("SELECT code, title, keys FROM search_row ORDER BY position").fetchall()


def themes(conn: Connection) -> tuple[Theme, ...]:
    """All themes, in the catalogue's order."""
    rows = conn.execute("SELECT id, name_zh, name_en, hint_zh, hint_en FROM theme ORDER BY position")
    return tuple(Theme(id_, Text(zh, en), Text(hint_zh, hint_en)) for id_, zh, en, hint_zh, hint_en in rows)


def all_briefs(conn: Connection) -> tuple[tuple[MatterBrief, ...], tuple[MatterBrief, ...]]:
    """The briefs of every matter, and of every life event, each in the catalogue's order."""
    rows = conn.execute(f"SELECT {_BRIEF}, kind FROM matter ORDER BY position").fetchall()  # noqa: S608 - our own names
    matters = tuple(_brief(row[:-1]) for row in rows if row[-1] == _MATTER)
    return matters, tuple(_brief(row[:-1]) for row in rows if row[-1] == _LIFE_EVENT)


def put_matters(conn: Connection, items: Iterable[tuple[int, Matter | LifeEvent]]) -> None:
    """Adds matters and life events at their places, which must be free, as must their codes."""
    import msgspec.json

    encode = msgspec.json.Encoder().encode
    conn.executemany(
        f"INSERT INTO matter (position, kind, {_BRIEF}, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        ((place, *_columns(item), encode(item).decode()) for place, item in items),
    )


def _columns(item: Matter | LifeEvent) -> tuple[str, ...]:
    shown = item.matter if isinstance(item, LifeEvent) else item
    return (
        _LIFE_EVENT if isinstance(item, LifeEvent) else _MATTER,
        item.code,
        shown.title.zh,
        shown.title.en,
        shown.department.zh,
        shown.department.en,
        json.dumps(shown.themes),
        shown.platform.value,
    )


def _require_distinct(catalogue: Catalogue) -> None:
    seen: set[str] = set()
    for code in [matter.code for matter in catalogue.matters] + [event.code for event in catalogue.life_events]:
        if code in seen:
            raise ValueError(f"the code {code} stands twice in the catalogue")
        seen.add(code)


def _brief(row: tuple[Any, ...]) -> MatterBrief:
    code, title_zh, title_en, department_zh, department_en, shelves, platform = row
    return MatterBrief(
        code,
        Text(title_zh, title_en),
        Text(department_zh, department_en),
        tuple(json.loads(shelves)),
        Platform(platform),
    )
