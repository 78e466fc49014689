"""Sessions of signed-in officials, in the database: every worker and a restart know them. Blocking; any thread."""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Engine, delete, or_, select, update

from sync.reference_intake.tables import desk_sessions, officials
from sync.reference_intake.web.accounts import Official

IDLE_MS = 20 * 60_000
"""So long a page may lie untouched before its session has ended."""

LONGEST_MS = 10 * 3_600_000
"""A working day; then everybody signs in anew."""

_TOUCH_MS = 30_000


@dataclass(frozen=True, slots=True)
class Session:
    """One official's session; `csrf` goes with every form of it."""

    official: Official
    token: str = field(repr=False)

    @property
    def csrf(self) -> str:
        return csrf_of(self.token)


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._reads = engine.execution_options(reads_only=True)
        self._clock = clock

    def begin(self, official: Official, replaces: str = "") -> Session:
        """A new session with a token of its own, in place of the one that the browser had before."""
        token, now = secrets.token_urlsafe(32), self._now()
        over = or_(
            desk_sessions.c.seen_ms < now - IDLE_MS,
            desk_sessions.c.begun_ms < now - LONGEST_MS,
            desk_sessions.c.token_digest == _digest(replaces),
        )
        row: dict[str, object] = {
            "token_digest": _digest(token),
            "official": official.name,
            "begun_ms": now,
            "seen_ms": now,
        }
        row["signed_in_before"] = official.signed_in_at
        with self._engine.begin() as connection:
            connection.execute(delete(desk_sessions).where(over))
            connection.execute(desk_sessions.insert().values(row))
        return Session(official, token)

    def find(self, token: str) -> Session | None:
        """The session of a cookie, kept alive; None where it is unknown, has ended, or its account is shut."""
        if not token or len(token) > 100:
            return None
        now = self._now()
        query = (
            select(desk_sessions, officials)
            .join(officials, officials.c.name == desk_sessions.c.official)
            .where(desk_sessions.c.token_digest == _digest(token))
        )
        with self._reads.begin() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.disabled or now - row.begun_ms > LONGEST_MS or now - row.seen_ms > IDLE_MS:
            return None
        if now - row.seen_ms > _TOUCH_MS:
            of_token = desk_sessions.c.token_digest == row.token_digest
            with self._engine.begin() as connection:
                connection.execute(update(desk_sessions).where(of_token).values(seen_ms=now))
        return Session(Official(row.name, row.may_act, row.signed_in_before), token)

    def end(self, token: str) -> None:
        """Ends it; a token that nobody has ends nothing."""
        with self._engine.begin() as connection:
            connection.execute(delete(desk_sessions).where(desk_sessions.c.token_digest == _digest(token)))

    def _now(self) -> int:
        return round(self._clock() * 1000)


def csrf_of(token: str) -> str:
    """What a form of this cookie must carry; no page of another site can read or reckon it."""
    return hmac.new(token.encode(), b"jiujin desk form", "sha256").hexdigest()


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
