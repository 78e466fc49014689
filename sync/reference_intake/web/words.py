"""What the page says for codes: in Chinese first, in English where the official has chosen it."""

from datetime import date, datetime

from kiosk.domain.case import CASE_WORDS, CaseStatus
from kiosk.domain.moments import day_words, in_china
from kiosk.domain.text import Language, Text

KINDS = {
    "resident": Text("居民身份证", "Resident identity card"),
    "hk-mo-tw": Text("港澳台居民居住证", "Residence permit for Hong Kong, Macao and Taiwan residents"),
    "foreign-2017": Text("外国人永久居留身份证", "Foreign permanent resident card (2017)"),
    "foreign-2023": Text("外国人永久居留身份证（五星卡）", "Foreign permanent resident card (2023)"),
    "social": Text("社会保障卡", "Social security card"),
}
EVIDENCE = {
    "card-present": Text("机器读卡", "read from the card"),
    "typed": Text("手工输入", "typed in"),
    "agent-word": Text("代办员填报", "by the agent's word"),
}
SEXES = {
    "1": Text("男", "male"),
    "2": Text("女", "female"),
    "9": Text("未说明", "not stated"),
    "0": Text("未知", "unknown"),
}
CHANNELS = {"hall": Text("自助大厅", "hall terminal"), "village": Text("村便民服务点", "village outlet")}
AUTHORITIES = {
    "resident-present": Text("本人在场", "the resident was present"),
    "written-authorisation": Text("书面委托", "written authorisation"),
}
DUE_WORDS = {
    "late": Text("已逾期", "overdue"),
    "today": Text("今天到期", "due today"),
    "soon": Text("一个工作日内到期", "due within one working day"),
}
READ_WORDS = {
    "case": Text("打开了这一件", "opened the case"),
    "pages": Text("看了材料", "looked at papers"),
    "download": Text("下载了材料", "downloaded papers"),
    "search": Text("按证件号查到", "found by identity number"),
}


def status_words(status: str) -> Text:
    """A status in words; one that nobody knows is said as it is."""
    try:
        return CASE_WORDS[CaseStatus(status)]
    except ValueError:
        return Text(status)


def moment_words(moment: str | datetime | None) -> str:
    """`2026-03-08 09:41` in China's time, which both languages read."""
    if not moment:
        return ""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{in_china(at):%Y-%m-%d %H:%M}"


def day(said: str | date | None, language: Language) -> str:
    """A day in words; "" for none."""
    if not said:
        return ""
    return day_words(date.fromisoformat(said) if isinstance(said, str) else said).say(language)
