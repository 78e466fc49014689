"""The catalogue as the county has published it: steps, signed before they came, handed out and never looked into."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func, select

from kiosk.domain.catalogue_delta import SealedDelta
from sync import wire
from sync.reference_intake.tables import catalogue_steps, moment


def newest(connection: Connection) -> int:
    """The serial of what was published last, 0 for nothing."""
    return int(connection.execute(select(func.max(catalogue_steps.c.serial))).scalar() or 0)


def published(connection: Connection) -> list[Any]:
    """Every whole catalogue there is, newest first: `serial`, `version`, `packed`, `published_at`."""
    whole = select(catalogue_steps).where(catalogue_steps.c.base == "").order_by(catalogue_steps.c.serial.desc())
    return list(connection.execute(whole))


def publish(connection: Connection, serial: int, version: str, steps: Iterable[tuple[str, SealedDelta]]) -> None:
    """Adds the steps (base, sealed) that lead to `version`. Raises ValueError where somebody else was faster."""
    if serial != newest(connection) + 1:
        raise ValueError("something else was published meanwhile; publish again")
    rows = [
        {
            "serial": serial,
            "base": base,
            "version": version,
            "packed": sealed.packed,
            "signature": sealed.signature,
            "key": sealed.key,
            "published_at": moment(),
        }
        for base, sealed in steps
    ]
    connection.execute(catalogue_steps.insert(), rows)


def answer(connection: Connection, since: str, serial: int) -> wire.CatalogueAnswer:
    """The step from `since` to the newest catalogue, the whole one where there is none; nothing for who has it."""
    now = newest(connection)
    if now <= serial:
        return wire.CatalogueAnswer(serial=now)
    # "" sorts first: the step from `since` is taken where there is one.
    query = (
        select(catalogue_steps)
        .where(catalogue_steps.c.serial == now, catalogue_steps.c.base.in_(("", since)))
        .order_by(catalogue_steps.c.base.desc())
    )
    row = connection.execute(query).first()
    assert row is not None, "the newest has a whole catalogue at least"
    step = wire.CatalogueStep(packed=row.packed, signature=row.signature, key=row.key)
    return wire.CatalogueAnswer(serial=now, step=step)
