"""Matters (事项) and life events (一件事) of the county's catalogue."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.form import Form
from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text


class Platform(StrEnum):
    """Which upstream a matter flows to."""

    UNIFIED = "unified"
    INVESTMENT = "investment"


class LimitUnit(StrEnum):
    """Units of a time limit; `AT_ONCE` is 即办, done while the person waits."""

    AT_ONCE = "at-once"
    WORKING_DAYS = "working-days"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """The legal and the promised time limit."""

    promised: int
    legal: int
    unit: LimitUnit


@dataclass(frozen=True, slots=True)
class Fee:
    """What the matter costs; 0 fen is free. `note` says for what and on which basis."""

    fen: int = 0
    note: Text = Text("")


@dataclass(frozen=True, slots=True)
class Guide:
    """What a person should know before starting."""

    summary: Text
    condition: Text
    result: Text
    legal_basis: Text
    steps: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A shelf of the catalogue, such as 社保医保."""

    id: str
    name: Text
    hint: Text = Text("")


@dataclass(frozen=True, slots=True)
class MatterBrief:
    """What a list shows of a matter."""

    code: str
    title: Text
    department: Text
    themes: tuple[str, ...]
    platform: Platform = Platform.UNIFIED


@dataclass(frozen=True, slots=True)
class Matter:
    """One service of the county's standard list.

    `code` is the 12-character basic code (基本编码); `item_type` the matter-type code of GB/T 39554 (1, 5, 7, 10, 20);
    `visits` how often somebody must come in person when it is filed here.
    """

    code: str
    version: int
    title: Text
    department: Text
    platform: Platform
    item_type: str
    themes: tuple[str, ...]
    guide: Guide
    form: Form
    materials: tuple[MaterialRule, ...]
    time_limit: TimeLimit
    fee: Fee = Fee()
    visits: int = 0
    aliases: tuple[str, ...] = ()

    def brief(self) -> MatterBrief:
        return MatterBrief(self.code, self.title, self.department, self.themes, self.platform)


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """What a person sees as one thing and several departments must do: matters that share one form and one filing.

    A life event is filed like a matter: `matter` carries the common form, materials and limits under the event's own
    code; `parts` names the matters it bundles, in the order they are handled.
    """

    code: str
    matter: Matter
    parts: tuple[str, ...]
    theme: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One version of everything a terminal can file."""

    version: str
    region: str
    themes: tuple[Theme, ...]
    matters: tuple[Matter, ...]
    life_events: tuple[LifeEvent, ...]
