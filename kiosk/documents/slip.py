"""The receipt as a slip: for the receipt printer, where no sheet of A4 can be had.

It says less than the sheet and nothing else: the same facts, the same words, the same code.
"""

from kiosk.documents.receipt import REFUSED, SUBTITLES, TITLES
from kiosk.documents.receipt_facts import ReceiptFacts, ReceiptKind
from kiosk.domain.moments import moment_words
from kiosk.domain.text import Language, Text
from kiosk.domain.verification import verification_code
from kiosk.ports import Slip, SlipLine

RULE = "-" * 32
"""As wide as the narrowest roll."""


def receipt_slip(facts: ReceiptFacts) -> Slip:
    """The slip of a receipt: provisional or official, its numbers, what it is about, what happens next, the code."""
    title = TITLES[facts.kind]
    lines = [
        SlipLine(_said(title, facts), scale=2, bold=True, centred=True),
        SlipLine(_said(REFUSED if facts.refused else SUBTITLES[facts.kind], facts), bold=True, centred=True),
        SlipLine(RULE, centred=True),
        *_fact(Text("办什么", "Matter"), facts.matter_title, facts),
        *_fact(Text("给谁办", "For"), Text(f"{facts.resident_name}  {facts.resident_number}"), facts),
        *_numbers(facts),
        *_fact(Text("提交时间", "Filed on"), moment_words(facts.submitted_at), facts),
        SlipLine(RULE, centred=True),
        SlipLine(_said(Text("接下来", "What happens next"), facts), bold=True),
        *(SlipLine(_said(step, facts)) for step in facts.next_steps),
        SlipLine(RULE, centred=True),
        SlipLine(f"{_said(facts.place.name, facts)}  {facts.place.terminal_id}", centred=True),
    ]
    return Slip(title.zh, tuple(lines), verification_code(facts.filing_id))


def _numbers(facts: ReceiptFacts) -> tuple[SlipLine, ...]:
    if facts.kind is ReceiptKind.PROVISIONAL:
        return (_label(Text("暂存编号", "Provisional no."), facts), SlipLine(facts.provisional_number, bold=True))
    return (
        _label(Text("办件编号", "Case no."), facts),
        SlipLine(facts.case_number, bold=True),
        _label(Text("查询码", "Query code"), facts),
        SlipLine(facts.query_code, scale=2, bold=True),
    )


def _fact(label: Text, value: Text, facts: ReceiptFacts) -> tuple[SlipLine, ...]:
    return _label(label, facts), SlipLine(_said(value, facts), bold=True)


def _label(label: Text, facts: ReceiptFacts) -> SlipLine:
    return SlipLine(f"{_said(label, facts)}:")


def _said(words: Text, facts: ReceiptFacts) -> str:
    return words.zh if facts.language is Language.ZH else words.en or words.zh
