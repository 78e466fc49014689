"""The parties of a filing: nobody files for another without leave."""

import pytest

from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument
from kiosk.domain.resident import Agent, Authority, AuthorityKind, Parties

RESIDENT = IdentityDocument(DocumentKind.RESIDENT, Evidence.CARD_PRESENT, "史美娥", "330225195704030425")
AGENT = Agent("a-7", "王芳", "茅洋乡溪口村便民服务点")
AUTHORITY = Authority(AuthorityKind.WRITTEN, "凭委托书")


def test_a_resident_may_file_alone_or_through_an_agent_with_leave() -> None:
    alone = Parties(RESIDENT)
    assert (alone.agent, alone.authority) == (None, None)
    through = Parties(RESIDENT, AGENT, AUTHORITY)
    assert (through.resident, through.agent, through.authority) == (RESIDENT, AGENT, AUTHORITY)


@pytest.mark.parametrize(("agent", "authority"), [(AGENT, None), (None, AUTHORITY)], ids=["no leave", "nobody"])
def test_an_agent_and_a_leave_stand_together_or_not_at_all(agent: Agent | None, authority: Authority | None) -> None:
    with pytest.raises(ValueError, match="an agent needs an authority"):
        Parties(RESIDENT, agent, authority)
