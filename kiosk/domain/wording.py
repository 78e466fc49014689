"""What is wrong, in one short spoken sentence, in both languages."""

from kiosk.domain.problem import Problem
from kiosk.domain.text import Text

SENTENCES: dict[str, tuple[str, str]] = {
    "value.missing": ("这里还没有填。", "This is still empty."),
    "choice.missing": ("这里还没有选。", "Nothing is chosen yet."),
    "date.missing": ("还没有选日期。", "No date is chosen yet."),
    "choice.unknown": ("没有这个选项，重新选一下。", "There is no such choice. Choose again."),
    "text.short": ("太短了，至少再写 {missing} 个字。", "Too short: at least {missing} more character{s}."),
    "text.long": ("太长了，删掉 {extra} 个字。", "Too long by {extra} character{s}."),
    "text.control": (
        "里面有看不见的符号，删掉重新写。",
        "It has invisible characters. Please write it anew.",
    ),
    "id-number.short": ("还差 {missing} 位。身份证号一共 18 位。", "{missing} more to go: it has 18 digits."),
    "id-number.long": ("多了 {extra} 位。身份证号一共 18 位。", "{extra} too many: it has 18 digits."),
    "id-number.characters": (
        "身份证号只有数字，最后一位可能是 X。",
        "Only digits, and perhaps an X at the end.",
    ),
    "foreign-number.short": (
        "还差 {missing} 位。这种号码一共 15 位。",
        "{missing} more to go: it has 15 characters.",
    ),
    "foreign-number.long": ("多了 {extra} 位。这种号码一共 15 位。", "{extra} too many: it has 15 characters."),
    "foreign-number.characters": ("开头是三个字母，后面都是数字。", "Three letters first, then digits only."),
    "id-number.region": (
        "开头两位不对，照着身份证再看一遍。",
        "The first two digits are wrong. Check with the card.",
    ),
    "id-number.date": (
        "中间的出生日期不对，照着身份证再看一遍。",
        "The date of birth in it is wrong. Check with the card.",
    ),
    "id-number.check-digit": (
        "有一位数字输错了，照着身份证再看一遍。",
        "One digit is wrong. Check with the card.",
    ),
    "phone.short": ("还差 {missing} 位数字。", "{missing} more digit{s} to go."),
    "phone.long": ("多了 {extra} 位数字。", "{extra} digit{s} too many."),
    "phone.characters": ("电话号码只能是数字。", "A telephone number has digits only."),
    "phone.prefix": (
        "手机号是 1 开头的 11 位数字，再看一遍。",
        "A mobile number has 11 digits and starts with 1.",
    ),
    "phone.area-code": ("固定电话前面要加区号，比如 0574。", "Put the area code first, such as 0574."),
    "bank-card.short": ("还差 {missing} 位数字。", "{missing} more digit{s} to go."),
    "bank-card.long": ("多了 {extra} 位数字。", "{extra} digit{s} too many."),
    "bank-card.characters": ("银行卡号只有数字。", "A card number has digits only."),
    "bank-card.unlikely": (
        "这个卡号少见，对着卡再看一遍。没错就继续。",
        "An unusual number. Look again; if it is right, go on.",
    ),
    "credit-code.short": (
        "还差 {missing} 位。信用代码一共 18 位。",
        "{missing} more to go: it has 18 characters.",
    ),
    "credit-code.long": ("多了 {extra} 位。信用代码一共 18 位。", "{extra} too many: it has 18 characters."),
    "credit-code.characters": (
        "信用代码只有数字和大写字母，没有 I、O、S、V、Z。",
        "Digits and capital letters only, without I, O, S, V and Z.",
    ),
    "credit-code.unlikely": (
        "可能输错了一位，对着执照再看一遍。没错就继续。",
        "One character looks wrong. Look again; if it is right, go on.",
    ),
    "date.shape": ("写成年、月、日，比如 2026-03-08。", "Write year, month and day, such as 2026-03-08."),
    "date.none-such": ("没有这一天，再看一遍。", "There is no such day."),
    "date.early": ("年份太早了，再看一遍。", "That year is too early."),
    "date.future": ("这一天还没到，再看一遍。", "That day is still to come."),
    "date.past": ("这一天已经过了，再看一遍。", "That day is over."),
    "number.shape": ("这里要填数字。", "This takes a number."),
    "number.decimals": ("小数点后面最多 {most} 位。", "At most {most} digits after the point."),
    "number.small": ("最少 {minimum} {unit_zh}。", "At least {minimum} {unit_en}."),
    "number.large": ("最多 {maximum} {unit_zh}。", "At most {maximum} {unit_en}."),
}
"""Code of a problem → Chinese and English; names in braces are facts of the problem, `{s}` the English plural."""


def problem_text(problem: Problem) -> Text:
    """The sentence for `problem` with its facts filled in; KeyError for a code nobody has worded (our bug)."""
    zh, en = SENTENCES[problem.code]
    counted = problem.facts.get("missing", problem.facts.get("extra", 0))
    facts = problem.facts | {"s": "" if counted == 1 else "s"}
    return Text(_tidy(zh.format_map(facts)), _tidy(en.format_map(facts)))


def _tidy(sentence: str) -> str:
    """Without the gap that an absent unit leaves before the full stop."""
    return sentence.replace(" 。", "。").replace(" .", ".")
