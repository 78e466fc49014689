"""What a receipt (回执) says, gathered and put into words."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.documents.paper import Place
from kiosk.domain.filing import Acknowledgement, Filing
from kiosk.domain.identity import Evidence, mask_name, mask_number
from kiosk.domain.matter import Fee, LimitUnit, Matter, Platform, TimeLimit
from kiosk.domain.moments import span
from kiosk.domain.resident import AuthorityKind
from kiosk.domain.text import Language, Text


class ReceiptKind(StrEnum):
    """`OFFICIAL` once the centre has acknowledged that it has the filing; `PROVISIONAL` until then."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """Who filed for the resident, from which outlet, and by what leave."""

    name: str = field(repr=False)
    outlet: str
    authority: Text


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """A paper that was handed in."""

    name: Text
    pages: int


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """Everything on a receipt. `resident_name` and `resident_number` come masked; times are timezone-aware.

    An official receipt has the centre's `case_number` and `query_code`, a provisional one has neither: delivery and
    case are never mixed up on a paper. Anything else raises ValueError. `refused` is for a provisional receipt whose
    filing the centre did not take: it must not promise that the terminal goes on sending.
    """

    kind: ReceiptKind
    language: Language
    filing_id: str
    provisional_number: str
    matter_title: Text
    department: Text
    resident_name: str = field(repr=False)
    resident_number: str = field(repr=False)
    evidence: Text
    materials: tuple[MaterialFacts, ...]
    submitted_at: datetime
    time_limit: Text
    fee: Text
    goes_to: Text
    take_along: tuple[Text, ...]
    next_steps: tuple[Text, ...]
    place: Place
    case_number: str = field(default="", repr=False)
    query_code: str = field(default="", repr=False)
    received_at: datetime | None = None
    agent: AgentFacts | None = None
    refused: bool = False

    def __post_init__(self) -> None:
        official = self.kind is ReceiptKind.OFFICIAL
        if official != bool(self.case_number) or official != bool(self.query_code):
            raise ValueError("an official receipt, and no other, has a case number and a query code")
        if official and self.refused:
            raise ValueError("a filing that the centre has acknowledged was not refused")


EVIDENCE_WORDS: dict[Evidence, Text] = {
    Evidence.CARD_PRESENT: Text("身份由身份证读出", "Identity read from the card"),
    Evidence.TYPED: Text("身份证号由本人输入，没有刷证", "Number typed in, no card read"),
    Evidence.AGENT_WORD: Text("身份由代办员当面核对，没有刷证", "Identity checked by the agent, no card read"),
}

AUTHORITY_WORDS: dict[AuthorityKind, Text] = {
    AuthorityKind.RESIDENT_PRESENT: Text("居民本人在场，当面委托", "The resident was present and agreed"),
    AuthorityKind.WRITTEN: Text("凭书面委托书代办", "By written authorisation"),
}

PLATFORM_WORDS: dict[Platform, Text] = {
    Platform.UNIFIED: Text("县中心（统一受理平台）", "County centre (unified platform)"),
    Platform.INVESTMENT: Text("县中心（投资项目在线审批监管平台）", "County centre (investment project platform)"),
}

DEFAULT_TAKE_ALONG = (
    Text("身份证", "identity card"),
    Text("材料原件", "your original papers"),
    Text("这张回执", "this receipt"),
)


def receipt_facts(
    filing: Filing,
    matter: Matter,
    place: Place,
    *,
    acknowledgement: Acknowledgement | None,
    language: Language = Language.ZH,
    take_along: tuple[Text, ...] = DEFAULT_TAKE_ALONG,
    refused: bool = False,
    clock_ahead_s: float = 0.0,
    earlier_number: str = "",
) -> ReceiptFacts:
    """The receipt of a filing: official when the centre's `acknowledgement` is there, provisional without it.

    `matter` is the version the filing was made with; `take_along` what the person must not leave behind; `refused`
    whether the centre has said that it does not take the filing as it is. `clock_ahead_s`, unless 0, says that the
    terminal's own dates on it are wrong, and the paper says so first.
    """
    resident, agent, authority = filing.parties.resident, filing.parties.agent, filing.parties.authority
    return ReceiptFacts(
        kind=ReceiptKind.PROVISIONAL if acknowledgement is None else ReceiptKind.OFFICIAL,
        language=language,
        filing_id=filing.filing_id,
        provisional_number=filing.provisional_number,
        matter_title=matter.title,
        department=matter.department,
        resident_name=mask_name(resident.name),
        resident_number=mask_number(resident.number),
        evidence=EVIDENCE_WORDS[resident.evidence],
        materials=tuple(MaterialFacts(material.name, len(material.pages)) for material in filing.materials),
        submitted_at=filing.confirmed_at,
        time_limit=time_limit_words(matter.time_limit),
        fee=fee_words(matter.fee),
        goes_to=PLATFORM_WORDS[matter.platform],
        take_along=take_along,
        next_steps=(
            *clock_words(clock_ahead_s),
            *link_words(filing, earlier_number),
            *next_steps(matter.department, place.phone, delivered=acknowledgement is not None, refused=refused),
        ),
        place=place,
        case_number="" if acknowledgement is None else acknowledgement.case_number,
        query_code="" if acknowledgement is None else acknowledgement.query_code,
        received_at=None if acknowledgement is None else acknowledgement.received_at,
        agent=None
        if agent is None or authority is None
        else AgentFacts(agent.name, agent.outlet, AUTHORITY_WORDS[authority.kind]),
        refused=refused,
    )


def link_words(filing: Filing, earlier_number: str) -> tuple[Text, ...]:
    """What the filing corrects or supplements, by the number on the earlier receipt; nothing where it stands alone."""
    number = f" {earlier_number}" if earlier_number else ""
    if filing.supplements is not None:
        return (
            Text(
                f"这是收到补正材料的回执，材料补给{number or '原来那一件'}。",
                f"Papers brought later, for the case{number}.",
            ),
        )
    if filing.corrects is not None:
        return (
            Text(
                f"这一份代替{number or '原来那一份'}，以这一份为准。",
                f"This takes the place of the earlier filing{number}; this one counts.",
            ),
        )
    return ()


def clock_words(ahead_s: float) -> tuple[Text, ...]:
    """That the terminal's clock was wrong when it wrote this paper; nothing where it was not."""
    if not ahead_s:
        return ()
    by = span(abs(ahead_s))
    zh, en = ("快", "fast") if ahead_s > 0 else ("慢", "slow")
    return (
        Text(
            f"打这张纸时，机器的钟{zh}了约 {by.zh}，机器写的日期不准，以中心收到的时间为准。",
            f"When this was printed the terminal's clock was about {by.en} {en}: its dates are wrong. "
            "The moment the centre received it counts.",
        ),
    )


def next_steps(department: Text, phone: str, *, delivered: bool, refused: bool = False) -> tuple[Text, ...]:
    """What happens next and whose turn it is; nothing the system does not do by itself is promised."""
    english = department.en or department.zh
    if delivered:
        return (
            Text(
                f"{department.zh}看材料，决定是否受理，您先不用再来。",
                f"{english} looks at your papers and decides. You need not come back for now.",
            ),
            Text("材料缺了或者不对，会一次说清要补什么。", "If papers are missing, you are told all of it at once."),
            Text(
                f"想知道办到哪里：在这台机器上点“我办过的事”查看，或打 {phone}。",
                f"To follow it: touch My filings on this terminal, or call {phone}.",
            ),
        )
    if refused:
        return (
            Text(
                "县中心没有收下这份申报。您填的、交的都还在，没有丢。",
                "The centre did not take this filing as it is. Nothing you gave is lost.",
            ),
            Text(
                "请拿着这张回执找窗口的工作人员或代办员，看是哪里不对。",
                "Please show this paper to the staff or the village agent to find out why.",
            ),
            Text(f"也可以打 {phone}，报暂存编号。", f"Or call {phone} and give the number above."),
        )
    return (
        Text(
            "机器会自己送到县中心；网络不通，就等通了再送。不用您再来。",
            "The terminal sends it by itself as soon as the line allows. You need not come back.",
        ),
        Text(
            "中心收到以后，才有办件编号；是否受理，由中心决定。",
            "Once the centre has it, it gets a case number; the centre decides whether to accept.",
        ),
        Text(
            f"想知道送到没有：在这台机器上点“我办过的事”查看，或打 {phone}。",
            f"To ask: touch My filings on this terminal, or call {phone}.",
        ),
    )


def time_limit_words(limit: TimeLimit) -> Text:
    """The promised time, and the legal one where it is longer."""
    if limit.unit is LimitUnit.AT_ONCE:
        return Text("受理后当场办好", "At once after acceptance")
    days, english = ("个工作日", "working days") if limit.unit is LimitUnit.WORKING_DAYS else ("天", "days")
    zh = f"受理后 {limit.promised} {days}内"
    en = f"Within {limit.promised} {english} of acceptance"
    if limit.legal > limit.promised:
        zh += f"（法定 {limit.legal} {days}）"
        en += f" (by law {limit.legal})"
    return Text(zh, en)


def fee_words(fee: Fee) -> Text:
    """Free, or how much in yuan and for what."""
    if fee.fen == 0:
        return Text("不收费", "Free of charge")
    yuan = f"{fee.fen // 100}" if fee.fen % 100 == 0 else f"{fee.fen / 100:.2f}"
    note_en = fee.note.en or fee.note.zh
    return Text(
        f"{yuan} 元" + (f"（{fee.note.zh}）" if fee.note.zh else ""),
        f"{yuan} yuan" + (f" ({note_en})" if note_en else ""),
    )
