"""Papers the tests lay out; no real person has these names and numbers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kiosk.documents.paper import Place
from kiosk.documents.receipt_facts import (
    AUTHORITY_WORDS,
    DEFAULT_TAKE_ALONG,
    EVIDENCE_WORDS,
    PLATFORM_WORDS,
    AgentFacts,
    MaterialFacts,
    ReceiptFacts,
    ReceiptKind,
    next_steps,
)
from kiosk.domain.filing import Channel, Consent, Filing, Signature
from kiosk.domain.form import Form
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument, Sex
from kiosk.domain.material import Material, Page
from kiosk.domain.matter import Guide, LimitUnit, Matter, Platform, TimeLimit
from kiosk.domain.moments import CHINA
from kiosk.domain.resident import Agent, Authority, AuthorityKind, Parties
from kiosk.domain.text import Language, Text

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)
FILING_ID = "0193a5b2-7c11-7d3e-9a10-2f4be1c09d55"
NAME = "史美娥"
NUMBER = "330225195704030423"
RARE = "𬱖䶮𪚥㛃"
PLACE = Place(Text("象山县丹东街道 24 小时自助服务厅", "Dandong, Xiangshan, 24-hour hall"), "XS-0042", "12345")

LONG_TITLE = (
    "历史文化街区、名镇、名村核心保护范围内拆除历史建筑以外的建筑物、构筑物或者其他设施审批新办，"
    "占用农业灌溉水源、水利工程及其附属设施，或者影响灌溉用水、供水水源的建设项目审批，"
    "以及名称、住所、法定代表人变更书面报告（县级）"
)
LONG_ADDRESS = "浙江省宁波市象山县高塘岛乡江北村黄沙岙自然村（原第三生产队）一百二十三号" * 6
LONG_NAME = "买买提·" * 8 + "阿布都热依木"


def receipt(kind: ReceiptKind = ReceiptKind.PROVISIONAL, **changes: Any) -> ReceiptFacts:
    """A receipt as the hall gives it, with `changes`."""
    official = kind is ReceiptKind.OFFICIAL
    department = Text("县民政局", "County Civil Affairs Bureau")
    facts = ReceiptFacts(
        kind=kind,
        language=Language.ZH,
        filing_id=FILING_ID,
        provisional_number="ZC-330225-0042-7",
        matter_title=Text("城乡居民高龄津贴", "Old-age allowance for residents"),
        department=department,
        resident_name="史*娥",
        resident_number="330***********0423",
        evidence=EVIDENCE_WORDS[Evidence.CARD_PRESENT],
        materials=(
            MaterialFacts(Text("居民身份证", "Identity card"), 1),
            MaterialFacts(Text("户口簿", "Household register"), 3),
        ),
        submitted_at=NOON,
        time_limit=Text("受理后 5 个工作日内（法定 20 个工作日）", "Within 5 working days of acceptance (by law 20)"),
        fee=Text("不收费", "Free of charge"),
        goes_to=PLATFORM_WORDS[Platform.UNIFIED],
        take_along=DEFAULT_TAKE_ALONG,
        next_steps=next_steps(department, "12345", delivered=official),
        place=PLACE,
        case_number="11330225002961234A3330225001000202603020017" if official else "",
        query_code="482913" if official else "",
        received_at=NOON + timedelta(seconds=70) if official else None,
    )
    return replace(facts, **changes)


AGENT = AgentFacts("王芳", "象山县茅洋乡溪口村便民服务点", AUTHORITY_WORDS[AuthorityKind.RESIDENT_PRESENT])
LONG: dict[str, Any] = {
    "matter_title": Text(LONG_TITLE, "Approval of the demolition of buildings other than historic ones " * 2),
    "resident_name": LONG_NAME,
    "agent": replace(AGENT, outlet=LONG_ADDRESS[:200]),
    "materials": tuple(
        MaterialFacts(Text("房屋所有权证、土地使用证或其他证明文件的复印件", "Deed or another proof of the house"), n)
        for n in range(1, 13)
    ),
    "place": Place(Text(LONG_ADDRESS[:200], "Gaotangdao Township Service Point"), "XS-VIL-0042-0017", "12345"),
}

RECEIPTS: dict[str, ReceiptFacts] = {
    f"{kind.value}-{language.value}-{who}": receipt(kind, language=language, **changes)
    for kind in ReceiptKind
    for language in Language
    for who, changes in {"alone": {}, "agent": {"agent": AGENT}, "long": LONG, "rare": {"resident_name": RARE}}.items()
}


MATTER = Matter(
    code="000511016000",
    version=3,
    title=Text("城乡居民高龄津贴", "Old-age allowance"),
    department=Text("县民政局", "County Civil Affairs Bureau"),
    platform=Platform.UNIFIED,
    item_type="5",
    themes=("elders",),
    guide=Guide(Text("每月发津贴。"), Text("满 80 岁。"), Text("津贴到账。"), Text("浙政发〔2010〕1 号")),
    form=Form(()),
    materials=(),
    time_limit=TimeLimit(5, 20, LimitUnit.WORKING_DAYS),
)


def filing(*, by_agent: bool = False) -> Filing:
    """A confirmed filing of `MATTER`."""
    resident = IdentityDocument(
        DocumentKind.RESIDENT,
        Evidence.AGENT_WORD if by_agent else Evidence.CARD_PRESENT,
        NAME,
        NUMBER,
        sex=Sex.FEMALE,
        birth_date=date(1957, 4, 3),
    )
    agent = Agent("a-7", "王芳", "茅洋乡溪口村便民服务点") if by_agent else None
    authority = Authority(AuthorityKind.WRITTEN, "凭委托书") if by_agent else None
    return Filing(
        filing_id=FILING_ID,
        provisional_number="ZC-330225-0042-7",
        terminal_id="XS-0042",
        channel=Channel.VILLAGE if by_agent else Channel.HALL,
        matter_code=MATTER.code,
        matter_version=MATTER.version,
        matter_title=MATTER.title.zh,
        parties=Parties(resident, agent, authority),
        answers={"address": "茅洋乡溪口村", "since": "2001-05-06"},
        materials=(Material("id", Text("居民身份证", "Identity card"), (Page(b"x", "image/jpeg", 10, 10),)),),
        signature=Signature((), b"\x89PNG", NOON),
        consent=Consent("2026-1", NOON.astimezone(UTC)),
        confirmed_at=NOON,
    )
