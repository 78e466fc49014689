"""The intake's tables, in the part of SQL that SQLite and PostgreSQL share, and the engine on either."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from kiosk.errors import EnvironmentFailure

FORMAT = 1
"""Of the tables as a whole; raised when an older intake could no longer work on them."""

POOL = 10
"""Connections that one worker keeps; it takes five more at most. PostgreSQL's own limit is 100 of all together."""

_TABLES_LOCK = 0x6A696A696E

metadata = MetaData()

formats = Table(
    "formats",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)

# Moments are ISO 8601 text with an offset: SQLite has no zone of its own to keep.
centre = Table(
    "centre",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("centre_id", String(16), nullable=False),
    Column("office", String(18), nullable=False),
)

terminals = Table(
    "terminals",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("revoked", Boolean, nullable=False, default=False),
)

# The row of a counter is locked from its increment to the commit, on both databases. That makes numbers gapless
# and, for the changes, commit order the same as number order: a reader can never pass over a late commit, as it would
# with a sequence. PostgreSQL shows a commit to others before it lets go of its locks, so the next number is taken by
# somebody who, as all after, can see the last.
counters = Table(
    "counters",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

filings = Table(
    "filings",
    metadata,
    Column("filing_id", String(36), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("manifest", Text, nullable=False),  # never updated: what was confirmed stays as it was
    Column("matter_code", String(12), nullable=False),
    Column("begun_at", String(40), nullable=False),
    Column("case_number", String(43), unique=True),
    Column("query_code", String(6)),
    Column("received_at", String(40)),
    Column("status", String(40)),
)

files = Table(
    "files",
    metadata,
    Column("filing_id", String(36), ForeignKey("filings.filing_id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("stored_at", String(40)),  # set once, after the bytes are on the disk under their final name
)

changes = Table(
    "changes",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("owner", String(200), nullable=False),
    Column("filing_id", String(36), ForeignKey("filings.filing_id"), nullable=False),
    Column("case_number", String(43), nullable=False),
    Column("status", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("changed_at", String(40), nullable=False),
    Index("changes_of_owner", "owner", "number"),
    Index("changes_of_filing", "filing_id", "number"),
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("filing_id", String(36), ForeignKey("filings.filing_id"), primary_key=True),
    Column("content", Text, nullable=False),
    Column("received_at", String(40), nullable=False),
)


# How often each terminal has asked about filings of others; see questions.py. Milliseconds since 1970.
questions = Table(
    "questions",
    metadata,
    Column("owner", String(200), primary_key=True),
    Column("paid_until_ms", BigInteger, nullable=False),
)

# The newest heartbeat of each terminal; the ones before it are not kept.
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("terminal", String(200), primary_key=True),
    Column("content", Text, nullable=False),
    Column("received_at", String(40), nullable=False),
)

# Carried files that were taken in whole; a filing's own id is what makes its case one.
carry_ins = Table(
    "carry_ins",
    metadata,
    Column("export_id", String(36), primary_key=True),
    Column("terminal_id", String(200), nullable=False),
    Column("filings", Integer, nullable=False),
    Column("imported_at", String(40), nullable=False),
)

# What the centre takes of a matter; of one without a row here, everything. See endings.py.
matter_rules = Table(
    "matter_rules",
    metadata,
    Column("code", String(12), primary_key=True),
    Column("least_version", Integer, nullable=False),
    Column("open_until", String(10)),  # the last day on which it may be signed, in China; none: no end
    Column("exclusive", Boolean, nullable=False),  # one open case of a person at a time
    Column("closed", Boolean, nullable=False),
)

# Filings that take the place of an earlier one, or bring papers to its case.
filing_links = Table(
    "filing_links",
    metadata,
    Column("filing_id", String(36), ForeignKey("filings.filing_id"), primary_key=True),
    Column("kind", String(20), nullable=False),  # corrects, supplements
    Column("earlier", String(36), nullable=False),
    Index("links_of_earlier", "earlier"),
)

# Filings taken back by the person, also those that are not here: a late copy of one must never become a case.
withdrawals = Table(
    "withdrawals",
    metadata,
    Column("filing_id", String(36), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("content", Text, nullable=False),
    Column("received_at", String(40), nullable=False),
)

# What the official's page lists of each case, so that a list of a hundred thousand need open no manifest. Written with
# the case's changes (case_cards.py); nothing in it that the manifest and the changes could not tell again.
case_cards = Table(
    "case_cards",
    metadata,
    Column("filing_id", String(36), ForeignKey("filings.filing_id"), primary_key=True),
    Column("arrival", BigInteger, nullable=False, unique=True),  # the number of its first change: the order of the list
    Column("case_number", String(43), nullable=False),
    Column("provisional_number", String(200), nullable=False),
    Column("matter_code", String(12), nullable=False),
    Column("matter_title", String(200), nullable=False),
    Column("township", String(40), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("masked_name", String(200), nullable=False),
    Column("person_digest", String(64), nullable=False),  # of the identity number, to find a person's cases by it
    Column("received_at", String(40), nullable=False),
    Column("status", String(40), nullable=False),
    Column("due_on", String(10)),  # a day in China; none while nobody at the centre is to act
    Column("days_left", Integer),  # working days that were left when the clock stopped
    Index("cards_of_case", "case_number"),
    Index("cards_of_slip", "provisional_number"),
    Index("cards_of_person", "person_digest", "arrival"),
    Index("cards_by_status", "status", "arrival"),
    Index("cards_by_township", "township", "arrival"),
    Index("cards_by_matter", "matter_code", "arrival"),
    Index("cards_by_day", "due_on", "arrival"),
)

officials = Table(
    "officials",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("password", String(300), nullable=False),  # salted scrypt; see web/accounts.py
    Column("may_act", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("signed_in_at", String(40)),
)

# Sessions of the official's page, by the digest of the cookie. Milliseconds since 1970.
desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("official", String(64), ForeignKey("officials.name"), nullable=False),
    Column("begun_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
    Column("signed_in_before", String(40), nullable=False),  # when this account was used last; whoever it is may wonder
    Index("sessions_by_age", "seen_ms"),
)

# How often somebody has tried to sign in; `who` is a digest of a name or of an address. See web/accounts.py.
sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("who", String(64), primary_key=True),
    Column("paid_until_ms", BigInteger, nullable=False),
)

# Who made a change on the page; a change that is in no row here was made by a terminal or a command.
acts = Table(
    "acts",
    metadata,
    Column("number", BigInteger, ForeignKey("changes.number"), primary_key=True, autoincrement=False),
    Column("form_digest", String(64), nullable=False, unique=True),  # one form, sent twice, is one act
    Column("filing_id", String(36), ForeignKey("filings.filing_id"), nullable=False),
    Column("official", String(64), nullable=False),
    Column("act", String(40), nullable=False),
    Column("papers", Text, nullable=False),  # JSON: the rule ids that a supplement was asked for
    Column("acted_at", String(40), nullable=False),
    Index("acts_of_case", "filing_id", "number"),
)

# What the fields and options of a matter are called, for each version that the centre has been told of.
matter_labels = Table(
    "matter_labels",
    metadata,
    Column("code", String(12), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
)

# What the county has published of its catalogue, each step signed elsewhere: the private key is never here. A step
# whose `base` is "" carries the whole catalogue; the newest has steps from several versions before it.
catalogue_steps = Table(
    "catalogue_steps",
    metadata,
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("base", String(100), primary_key=True),
    Column("version", String(100), nullable=False),
    Column("packed", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("key", String(100), nullable=False),
    Column("published_at", String(40), nullable=False),
)

# Who looked at whom. One row a minute says it: a page of twenty pictures is one look.
readings = Table(
    "readings",
    metadata,
    Column("filing_id", String(36), primary_key=True),
    Column("official", String(64), primary_key=True),
    Column("what", String(20), primary_key=True),
    Column("minute", String(20), primary_key=True),
    Column("read_at", String(40), nullable=False),
    Index("readings_by_official", "official", "minute"),
)


def open_engine(url: str) -> Engine:
    """An engine on `url`, with the tables there; durable, and safe for several threads and processes.

    `postgresql://…` is PostgreSQL 12 or newer in UTF-8. Raises EnvironmentFailure naming the database if it cannot be
    opened, or if a newer intake made it.
    """
    try:
        parsed = make_url(url)
        engine = _postgresql(parsed) if parsed.get_backend_name() == "postgresql" else _sqlite(parsed)
        try:
            with engine.begin() as connection:
                _make_tables(connection)
        except BaseException:
            engine.dispose()
            raise
    except (SQLAlchemyError, ImportError) as failure:
        raise EnvironmentFailure(f"the database {_shown(url)} cannot be opened: {_cause(failure)}") from failure
    except EnvironmentFailure as failure:
        raise EnvironmentFailure(f"the database {_shown(url)} cannot be used: {failure}") from failure
    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: URL) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    # Said here, whatever a server's or a role's own defaults are: an answer promises that a power cut loses nothing,
    # and the locks of this intake are thought out for this isolation.
    options = "-c synchronous_commit=on -c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000"
    arguments: dict[str, object] = {"connect_timeout": 10}
    if "options" not in url.query:
        arguments["options"] = options
    # A connection that died while it lay idle, as after a restart of the server, is found before it is used.
    return create_engine(
        url, isolation_level="READ COMMITTED", pool_pre_ping=True, pool_size=POOL, connect_args=arguments
    )


def _make_tables(connection: Connection) -> None:
    """Makes what is missing; one process at a time, as several workers and commands may come at once."""
    if connection.dialect.name == "postgresql":
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise EnvironmentFailure(f"it is in {encoding}; make it with ENCODING 'UTF8'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TABLES_LOCK})")
    metadata.create_all(connection)
    for index in changes.indexes:
        index.create(connection, checkfirst=True)  # a table that was there before keeps its indexes otherwise
    insert_once(connection, formats, {"id": 1, "number": FORMAT})
    number = connection.execute(select(formats.c.number)).scalar_one()
    if number > FORMAT:
        raise EnvironmentFailure(f"it has format {number}, made by a newer intake; this one knows {FORMAT}")


def _shown(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "URL"


def _cause(failure: Exception) -> str:
    """The driver's own word, without the statement and the page of advice around it."""
    return str(getattr(failure, "orig", None) or failure).splitlines()[0]


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin by itself; `_begin` does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A read that turns into a write under plain BEGIN fails at once when another process wrote meanwhile.
    reads = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def next_number(connection: Connection, counter: str) -> int:
    """The next number of `counter`, from 1; others wait for it until this transaction ends."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement: Any = insert(counters).values(name=counter, value=1)
    statement = statement.on_conflict_do_update(
        index_elements=[counters.c.name], set_={"value": counters.c.value + 1}
    ).returning(counters.c.value)
    return int(connection.execute(statement).scalar_one())


def insert_once(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Inserts `row` unless its primary key is there already; whether it was inserted."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement: Any = insert(table).values(dict(row))
    # The row itself says it: not every driver knows how many rows a statement that changed nothing has changed.
    statement = statement.on_conflict_do_nothing().returning(*table.primary_key.columns)
    return connection.execute(statement).first() is not None


def centre_row(connection: Connection) -> Any:
    """The one row that says which centre this database is."""
    return connection.execute(select(centre)).one()


def moment() -> str:
    """Now, as the tables keep it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
