"""Values the storage tests use; no real person has these names and numbers."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

from kiosk.domain.filing import Acknowledgement, Channel, Consent, Filing, Signature
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument, Sex, Validity
from kiosk.domain.material import Material, Page
from kiosk.domain.resident import Agent, Authority, AuthorityKind, Parties
from kiosk.domain.text import Text

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
NAME = "史美娥𬱖"
NUMBER = "330225196403170027"
SHANGHAI = timezone(timedelta(hours=8))
NOON = datetime(2026, 5, 6, 12, 0, 0, 123456, tzinfo=SHANGHAI)
ACKNOWLEDGEMENT = Acknowledgement("330225-2026-000042", "417305", datetime(2026, 5, 6, 4, 5, 6, tzinfo=UTC))


class FixedClock:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0


def resident(number: str = NUMBER) -> IdentityDocument:
    return IdentityDocument(
        kind=DocumentKind.RESIDENT,
        evidence=Evidence.CARD_PRESENT,
        name=NAME,
        number=number,
        sex=Sex.FEMALE,
        ethnicity="01",
        birth_date=date(1964, 3, 17),
        address="浙江省象山县茅洋乡溪口村二组7号",
        issuer="象山县公安局",
        validity=Validity(date(2010, 1, 2), None, long_term=True),
        photo=bytes(range(256)) * 4,
    )


def page(seed: int, size: int = 400_000) -> Page:
    return Page(bytes((seed + i * 7) % 251 for i in range(251)) * (size // 251 + 1), "image/jpeg", 1240, 1754)


def filing(
    seed: int = 1, *, materials: tuple[Material, ...] | None = None, number: str = NUMBER, village: bool = False
) -> Filing:
    if materials is None:
        materials = (
            Material("id-card", Text("身份证", "Identity card"), (page(seed, 700), page(seed + 1, 300_000))),
            Material("photo", Text("照片"), (page(seed + 2, 600_000),)),
            Material("empty", Text("没有的材料"), ()),
        )
    agent = Agent("agent-7", "林阿根", "溪口村便民服务点") if village else None
    authority = Authority(AuthorityKind.WRITTEN, "本人委托林阿根代办") if village else None
    return Filing(
        filing_id=str(UUID(int=(0x0190_0000_0000 + seed << 80) | 0x7000_8000_0000_0000_0000)),
        provisional_number=f"ZC-330225-{seed:04}-0",
        terminal_id="hall-01",
        channel=Channel.VILLAGE if village else Channel.HALL,
        matter_code="330225000042",
        matter_version=3,
        matter_title="城乡居民基本养老保险参保登记",
        parties=Parties(resident(number), agent, authority),
        answers={"name": NAME, "phone": "13800138000", "note": '行1\n行2 "引号"'},
        materials=materials,
        signature=Signature((((1.5, 2.0, 0), (3.25, 4.5, 16)), ((9.0, 9.0, 300),)), b"\x89PNG\x00ink", NOON),
        consent=Consent("2026-1", NOON - timedelta(seconds=3)),
        confirmed_at=NOON + timedelta(seconds=seed),
    )
