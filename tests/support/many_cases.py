"""A centre with many cases at once: copies of one that was delivered, straight into the books."""

from uuid import UUID

from sqlalchemy import Engine, func, insert, select

from sync.reference_intake.tables import case_cards, filings


def copy_case(engine: Engine, filing_id: str, count: int, **spread: tuple[str, ...]) -> list[str]:
    """Adds `count` cases like `filing_id`, newer than all there are and will be; the newest of them last.

    Each column of `spread` takes its values in turn.
    """
    with engine.begin() as connection:
        filing = dict(connection.execute(select(filings).where(filings.c.filing_id == filing_id)).one()._mapping)
        card = dict(connection.execute(select(case_cards).where(case_cards.c.filing_id == filing_id)).one()._mapping)
        newest = int(connection.execute(select(func.max(case_cards.c.arrival))).scalar_one()) + 1_000_000
        ids = []
        for start in range(0, count, 5000):
            numbers = range(start, min(count, start + 5000))
            own = [str(UUID(int=UUID(filing_id).int ^ (number + 1))) for number in numbers]
            ids += own
            named = [f"{filing['case_number'][:-9]}{number:09d}" for number in numbers]
            pairs = list(zip(own, named, numbers, strict=True))
            connection.execute(
                insert(filings), [filing | {"filing_id": one, "case_number": name} for one, name, _ in pairs]
            )
            rows = [
                card
                | {"filing_id": one, "case_number": name, "arrival": newest + number}
                | {column: values[number % len(values)] for column, values in spread.items()}
                for one, name, number in pairs
            ]
            connection.execute(insert(case_cards), rows)
    return ids
