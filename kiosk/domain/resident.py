"""The three parties of a filing, recorded apart: resident, agent, and the authority between them."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.identity import IdentityDocument


@dataclass(frozen=True, slots=True)
class Agent:
    """A village or township worker who files for a resident (代办员)."""

    agent_id: str
    name: str = field(repr=False)
    outlet: str


class AuthorityKind(StrEnum):
    """What an agent acts under (委托)."""

    RESIDENT_PRESENT = "resident-present"
    WRITTEN = "written-authorisation"


@dataclass(frozen=True, slots=True)
class Authority:
    """An agent's leave to file: the resident stands there, or signed a 委托书."""

    kind: AuthorityKind
    statement: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who a filing is about and who made it; `agent` and `authority` stand together or not at all."""

    resident: IdentityDocument
    agent: Agent | None = None
    authority: Authority | None = None

    def __post_init__(self) -> None:
        if (self.agent is None) != (self.authority is None):
            raise ValueError("an agent needs an authority, and an authority an agent")
