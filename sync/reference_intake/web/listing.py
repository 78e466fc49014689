"""The list of cases: filters, one page of it, counts. From the cards alone, each step along an index. Blocking."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from kiosk.domain.case import CaseStatus
from kiosk.domain.moments import CHINA
from sync import wire
from sync.reference_intake.case_cards import person_digest
from sync.reference_intake.deadlines import working_day
from sync.reference_intake.tables import case_cards

PAGE = 50
SOON_DAYS = 1
DUE = ("late", "today", "soon")
LONGEST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; "" is everything. `before` and `after` are places in it.

    `words` are of the matter's title, or a case's, a slip's or a filing's own number; never of a person: they stand in
    the address, and addresses are kept by browsers and proxies.
    """

    status: str = ""
    township: str = ""
    matter: str = ""
    words: str = ""
    due: str = ""
    before: int | None = None
    after: int | None = None

    def at(self, *, before: int | None = None, after: int | None = None) -> str:
        """The address of the page before or after a place."""
        return replace(self, before=before, after=after)._address()

    def address(self, **changed: str) -> str:
        """The list's address with something changed, from its first page."""
        return replace(self, before=None, after=None, **changed)._address()

    def _address(self) -> str:
        names = ("status", "township", "matter", "words", "due", "before", "after")
        said = {name: value for name in names if (value := getattr(self, name)) not in ("", None)}
        return "/?" + urlencode(said) if said else "/"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list, newest first."""

    rows: tuple[Any, ...]
    newer: int | None
    older: int | None
    counts: dict[str, int]
    due: dict[str, int]
    townships: tuple[str, ...]
    matters: tuple[Any, ...]


def filter_of(query: list[tuple[str, str]]) -> Filter:
    """The filter an address names; what cannot be is passed over, as an address may be typed by hand."""
    said = dict(query)
    status = said.get("status", "")
    due = said.get("due", "")
    return Filter(
        status=status if status in {known.value for known in CaseStatus} else "",
        township=_text(said, "township"),
        matter=_text(said, "matter"),
        words=_text(said, "words"),
        due=due if due in DUE else "",
        before=_place(said, "before"),
        after=_place(said, "after"),
    )


def read(connection: Connection, wanted: Filter) -> Listing:
    """One page; the counts are of all pages, those per status of every status."""
    matters = _matters(connection)
    shared = _conditions(wanted, matters)
    mine = [*shared, case_cards.c.status == wanted.status] if wanted.status else shared
    if wanted.due:
        mine = [*mine, _due(wanted.due)]
    rows, newer, older = _page(connection, mine, wanted)
    by_status = select(case_cards.c.status, func.count()).where(*shared).group_by(case_cards.c.status)
    return Listing(
        rows=tuple(rows),
        newer=newer,
        older=older,
        counts={row[0]: row[1] for row in connection.execute(by_status)},
        due={kind: _count(connection, [*shared, _due(kind)]) for kind in DUE},
        townships=tuple(_townships(connection)),
        matters=matters,
    )


def of_person(connection: Connection, number: str) -> list[Any]:
    """The newest cases of one identity number."""
    query = select(case_cards).where(case_cards.c.person_digest == person_digest(number))
    return list(connection.execute(query.order_by(case_cards.c.arrival.desc()).limit(PAGE)).all())


def _page(
    connection: Connection, conditions: list[ColumnElement[bool]], wanted: Filter
) -> tuple[list[Any], int | None, int | None]:
    arrival = case_cards.c.arrival
    if wanted.after is not None:
        query = select(case_cards).where(*conditions, arrival > wanted.after).order_by(arrival).limit(PAGE + 1)
        found = connection.execute(query).all()
        rows = list(reversed(found[:PAGE]))
        newer, older = (rows[0].arrival if len(found) > PAGE else None), (rows[-1].arrival if rows else None)
        return rows, newer, older
    if wanted.before is not None:
        conditions = [*conditions, arrival < wanted.before]
    query = select(case_cards).where(*conditions).order_by(arrival.desc()).limit(PAGE + 1)
    found = connection.execute(query).all()
    rows = list(found[:PAGE])
    newer = rows[0].arrival if rows and wanted.before is not None else None
    return rows, newer, rows[-1].arrival if len(found) > PAGE else None


def _conditions(wanted: Filter, matters: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.township:
        conditions.append(case_cards.c.township == wanted.township)
    if wanted.matter:
        conditions.append(case_cards.c.matter_code == wanted.matter)
    if wanted.words:
        conditions.append(_named(wanted.words, matters))
    return conditions


def _named(words: str, matters: tuple[Any, ...]) -> ColumnElement[bool]:
    """By a number if it looks like one, otherwise by the matter: there are hundreds of those, and a hundred thousand
    cases."""
    if len(words) == 43:
        return case_cards.c.case_number == words
    if len(words) == 36 and words.count("-") == 4:
        return case_cards.c.filing_id == words.lower()
    codes = [row.matter_code for row in matters if words.casefold() in row.matter_title.casefold()]
    return case_cards.c.matter_code.in_(codes) if codes else case_cards.c.provisional_number == words


def _due(kind: str) -> ColumnElement[bool]:
    today = datetime.now(CHINA).date()
    day = case_cards.c.due_on
    if kind == "late":
        return day < today.isoformat()
    if kind == "today":
        return day == today.isoformat()
    return and_(day > today.isoformat(), day <= working_day(today, SOON_DAYS).isoformat())


def due_kind(due_on: str | None) -> str:
    """How near the day is: one of DUE, or "" for later and never."""
    if not due_on:
        return ""
    today = datetime.now(CHINA).date()
    day = date.fromisoformat(due_on)
    if day <= today:
        return "late" if day < today else "today"
    return "soon" if day <= working_day(today, SOON_DAYS) else ""


def _count(connection: Connection, conditions: list[ColumnElement[bool]]) -> int:
    return int(connection.execute(select(func.count()).select_from(case_cards).where(*conditions)).scalar_one())


def _townships(connection: Connection) -> list[str]:
    return [row.value for row in connection.execute(_each(case_cards.c.township)) if row.value]


def _matters(connection: Connection) -> tuple[Any, ...]:
    each = _each(case_cards.c.matter_code).subquery()
    newest = (
        select(case_cards.c.matter_title)
        .where(case_cards.c.matter_code == each.c.value)
        .order_by(case_cards.c.arrival.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(select(each.c.value.label("matter_code"), newest.label("matter_title"))).all()
    return tuple(sorted(rows, key=lambda row: str(row.matter_title)))


def _each(column: Any) -> Select[Any]:
    """Every value of an indexed column, by leaps along the index: a plain DISTINCT would read all of it."""
    leaps = select(func.min(column).label("value")).cte("leaps", recursive=True)
    further = select(func.min(column)).where(column > leaps.c.value).scalar_subquery()
    leaps = leaps.union_all(select(further).where(leaps.c.value.is_not(None)))
    return select(leaps.c.value).where(leaps.c.value.is_not(None))


def _text(said: dict[str, str], name: str) -> str:
    value = said.get(name, "").strip()
    return value if len(value) <= LONGEST_WORDS and value.isprintable() else ""


def _place(said: dict[str, str], name: str) -> int | None:
    number = wire.number(said.get(name, ""))
    return number if number is not None and number < 1 << 62 else None
