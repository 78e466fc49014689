"""What a card of the list says of a filing, and the cards of cases that are older than the list."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from kiosk.domain.case import CaseStatus
from kiosk.domain.resident import Agent, Authority, AuthorityKind, Parties
from sync.manifest import manifest_of
from sync.reference_intake import case_cards as cards
from sync.reference_intake import cases
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.tables import case_cards, changes, files, filings, open_engine
from tests.unit.storage.samples import filing, resident


@pytest.mark.parametrize(
    ("address", "township"),
    [
        ("浙江省象山县丹东街道天安路1号", "丹东街道"),
        ("浙江省宁波市象山县石浦镇渔港路2号", "石浦镇"),
        ("浙江省象山县茅洋乡溪口村二组7号", "茅洋乡"),
        ("浙江省象山县高塘岛乡江北村", "高塘岛乡"),
        ("上海市", ""),
        ("", ""),
    ],
)
def test_the_township_stands_in_the_card_s_address(address: str, township: str) -> None:
    made = filing(1)
    made = replace(made, parties=Parties(replace(resident(), address=address)))
    assert cards.township_of(manifest_of(made)) == township


def test_an_outlet_says_it_before_the_address() -> None:
    agent = Agent("1", "周建军", "高塘岛乡江北村便民服务点")
    authority = Authority(AuthorityKind.WRITTEN, "委托")
    made = replace(filing(1), parties=Parties(resident(), agent, authority))
    assert cards.township_of(manifest_of(made)) == "高塘岛乡"


def test_a_masked_name_keeps_its_first_character_alone() -> None:
    assert [cards.masked(name) for name in ("王芳", "史美娥𬱖", "王", "")] == ["王*", "史***", "王", ""]


def test_cases_that_are_older_than_the_list_get_the_same_cards(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'intake.db'}")
    ledger = Ledger(engine, tmp_path)
    ledger.set_up("11330225MB00000190", {"*": "token"})
    sent = [filing(seed) for seed in range(1, 6)]
    for one in sent:
        ledger.begin("*", manifest_of(one))
    with engine.begin() as connection:
        connection.execute(update(files).values(stored_at="2026-05-06T12:00:00+00:00"))
    for one in sent[:4]:
        ledger.complete("*", one.filing_id)
    with engine.begin() as connection:
        for status in (CaseStatus.ACCEPTED, CaseStatus.SUSPENDED):
            cases.decide(connection, sent[0].filing_id, status, "")
        cases.decide(connection, sent[1].filing_id, CaseStatus.NOT_ACCEPTED, "")
        kept = _cards(connection)
        connection.execute(delete(case_cards).where(case_cards.c.filing_id != sent[3].filing_id))
        # An older intake has moved this one and knew of no card.
        connection.execute(update(case_cards).values(status="accepted"))
    assert cards.fill(engine) == 4
    assert cards.fill(engine) == 0
    with engine.begin() as connection:
        assert _cards(connection) == kept
        assert len(kept) == 4
        assert connection.execute(select(changes.c.number)).all()
        assert connection.execute(select(filings.c.filing_id)).all()
    engine.dispose()


def _cards(connection: object) -> list[dict[str, object]]:
    rows = connection.execute(select(case_cards).order_by(case_cards.c.arrival)).all()  # type: ignore[attr-defined]
    return [{**row._mapping, "received_at": row.received_at[:10]} for row in rows]
