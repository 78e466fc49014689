"""Who may sign in at the page, and the gate in front of it. Blocking; any thread."""

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, select, update

from kiosk.errors import InputFailure
from sync.reference_intake.buckets import Bucket
from sync.reference_intake.tables import desk_sessions, insert_once, moment, officials, sign_in_tries

SHORTEST = 10
LONGEST = 200
TRIES = 6
ONE_MORE_EVERY_S = 60.0
ADDRESS_TRIES = 30
ADDRESS_ONE_MORE_EVERY_S = 10.0

_NAME = re.compile(r"[^\W_][\w.\-]{0,39}")
_COST = {"n": 2**15, "r": 8, "p": 2, "maxmem": 64 * 2**20}
_ONE_AT_A_TIME = threading.Lock()
"""Each reckoning takes 32 MB: a crowd at the gate must not take the machine's memory."""


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who has signed in; without `may_act` they may only look."""

    name: str
    may_act: bool
    signed_in_at: str = ""
    """The time before this one; "" for the first."""


@dataclass(frozen=True, slots=True)
class NotOpened:
    """The gate stays shut; with `wait_s`, so many seconds whatever is said."""

    wait_s: int = 0


class Accounts:
    """The accounts, and the sign-in."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        column = sign_in_tries.c.who
        self._by_name = Bucket(sign_in_tries, column, TRIES, ONE_MORE_EVERY_S, clock)
        self._by_address = Bucket(sign_in_tries, column, ADDRESS_TRIES, ADDRESS_ONE_MORE_EVERY_S, clock)

    def add(self, name: str, password: str, *, may_act: bool = True) -> None:
        """Makes an account. Raises InputFailure where the name or the password cannot be, or the name is taken."""
        if not _NAME.fullmatch(name):
            raise InputFailure("a name has 1 to 40 letters, digits, dots and dashes; the first is no dot or dash")
        row = {
            "name": name,
            "password": password_hash(_checked(password)),
            "may_act": may_act,
            "disabled": False,
            "made_at": moment(),
        }
        with self._engine.begin() as connection:
            if not insert_once(connection, officials, row):
                raise InputFailure(f"there is an account {name} already")

    def set_password(self, name: str, password: str) -> None:
        """Gives an account another password and ends its sessions. Raises LookupError, InputFailure."""
        self._change(name, password=password_hash(_checked(password)))

    def set_disabled(self, name: str, disabled: bool) -> None:
        """Shuts an account, and ends its sessions, or opens it again. Raises LookupError."""
        self._change(name, disabled=disabled)

    def all(self) -> list[Any]:
        """Every account by name, without its password."""
        columns = (officials.c.name, officials.c.may_act, officials.c.disabled, officials.c.signed_in_at)
        with self._engine.begin() as connection:
            return list(connection.execute(select(*columns).order_by(officials.c.name)).all())

    def sign_in(self, name: str, password: str, address: str) -> Official | NotOpened:
        """The official behind name and password; a name that nobody has takes as long as a wrong password."""
        address_key, name_key = _digest("address", address), _digest("name", name)
        with self._engine.begin() as connection:
            self._by_name.sweep(connection)
            wait = self._by_address.take(connection, address_key) or self._by_name.take(connection, name_key)
            if wait:
                return NotOpened(wait)
            row = None
            if _NAME.fullmatch(name):
                row = connection.execute(select(officials).where(officials.c.name == name)).one_or_none()
        fits = password_fits(password[: LONGEST + 1], row.password if row else _NOBODY)
        if row is None or row.disabled or not fits:
            return NotOpened()
        with self._engine.begin() as connection:
            self._by_name.forget(connection, name_key)
            self._by_address.give_back(connection, address_key)  # a whole office may stand behind one address
            connection.execute(update(officials).where(officials.c.name == name).values(signed_in_at=moment()))
        return Official(row.name, row.may_act, row.signed_in_at or "")

    def _change(self, name: str, **values: object) -> None:
        with self._engine.begin() as connection:
            statement = update(officials).where(officials.c.name == name).values(values)
            if connection.execute(statement.returning(officials.c.name)).first() is None:
                raise LookupError(f"there is no account {name}")
            connection.execute(delete(desk_sessions).where(desk_sessions.c.official == name))


def password_hash(password: str, salt: bytes | None = None) -> str:
    """`scrypt$n$r$p$salt$hash`, salt and hash in hex."""
    salt = secrets.token_bytes(16) if salt is None else salt
    n, r, p = _COST["n"], _COST["r"], _COST["p"]
    return f"scrypt${n}${r}${p}${salt.hex()}${_reckon(password, salt, n, r, p).hex()}"


def password_fits(password: str, stored: str) -> bool:
    """Whether `password` is the one behind `stored`, which names its own cost."""
    _, n, r, p, salt, digest = stored.split("$")
    return hmac.compare_digest(_reckon(password, bytes.fromhex(salt), int(n), int(r), int(p)).hex(), digest)


def _reckon(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    with _ONE_AT_A_TIME:
        return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_COST["maxmem"])


def _checked(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputFailure(f"a password has {SHORTEST} to {LONGEST} characters")
    return password


def _digest(kind: str, said: str) -> str:
    return hashlib.sha256(f"{kind} {said}".encode()).hexdigest()


_NOBODY = f"scrypt${_COST['n']}${_COST['r']}${_COST['p']}${'00' * 16}${'00' * 64}"
