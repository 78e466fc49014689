"""Answers in words: how a value that was given is said on a screen."""

from datetime import date

from kiosk.domain.form import Answers, Field, FieldKind, Group
from kiosk.domain.identity import mask_number
from kiosk.domain.moments import day_words
from kiosk.domain.text import Language, Text
from ui.viewmodels import entry

YES_NO: dict[str, Text] = {"yes": Text("是", "Yes"), "no": Text("不是", "No")}
NOTHING = Text("没有填", "Not given")


def answer_words(field: Field, answer: str, language: Language, *, masked: bool = False) -> str:
    """`answer` as people say it; `masked` hides the middle of an identity number."""
    if not answer:
        return NOTHING.say(language)
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            labels = {option.code: option.label.say(language) for option in field.options}
            comma = ", " if language is Language.EN else "、"
            return comma.join(labels.get(code, code) for code in answer.split(","))
        case FieldKind.YES_NO:
            return YES_NO[answer].say(language) if answer in YES_NO else answer
        case FieldKind.DATE:
            return date_words(answer, language)
        case FieldKind.ID_NUMBER if masked:
            return mask_number(answer)
        case FieldKind.NUMBER | FieldKind.MONEY:
            return f"{answer} {field.unit.say(language)}".strip()
        case _:
            return entry.shown(field, answer)


def date_words(answer: str, language: Language) -> str:
    """`2026-03-08` as `2026 年 3 月 8 日` or `8 March 2026`; what is no date comes back as it is."""
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        return answer
    return day_words(day).say(language)


def number_words(number: str) -> str:
    """A long number in groups of four, so that it can be read aloud and never breaks in the middle of a group."""
    if len(number) <= 16 or not (number.isascii() and number.isalnum()):
        return number
    return entry.grouped(number, (4,) * (len(number) // 4 + 1))


def fact_rows(fields: tuple[Field, ...], answers: Answers, language: Language, *, masked: bool) -> list[dict[str, str]]:
    """One `label` and `value` for each field, for QML."""
    return [
        {
            "label": field.label.say(language),
            "value": answer_words(field, answers.get(field.id, ""), language, masked=masked),
        }
        for field in fields
    ]


def answered(group: Group, fields: tuple[Field, ...], answers: Answers) -> tuple[Field, ...]:
    """The fields of `group` among `fields` that carry an answer or may not be left out."""
    wanted = {field.id for field in fields}
    return tuple(field for field in group.fields if field.id in wanted and (field.required or answers.get(field.id)))
