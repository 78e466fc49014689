"""The form: one question group at a time, what the card said beside it, what is wrong at its field."""

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.checks import advise_field, check_field
from kiosk.domain.form import Field, FieldKind
from kiosk.domain.identity import Evidence
from kiosk.domain.problem import Problem
from kiosk.domain.text import Text
from kiosk.domain.wording import problem_text
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Step
from ui.viewmodels import entry
from ui.viewmodels.answers import YES_NO, fact_rows
from ui.viewmodels.base import StepModel
from ui.viewmodels.rows import Row, Rows
from ui.viewmodels.shell import ShellModel

ROLES = (
    "fieldId",
    "kind",
    "label",
    "hint",
    "optional",
    "unit",
    "options",
    "chosen",
    "line",
    "pad",
    "longest",
    "latin",
    "error",
    "advice",
)
TILES = frozenset({FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO})
LATIN = frozenset({FieldKind.CREDIT_CODE})


class FormModel(StepModel):
    """Shows `fill`'s current group. A field speaks up when it is left or when the person goes on, not before."""

    changed = Signal()

    wrong = Signal(str)
    """The first field that keeps the person here, to be brought into sight."""
    turned = Signal()
    """Another question group is shown."""

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._fill = terminal.fill
        self._fill.begin()
        self._fields = Rows(ROLES, self)
        self._typed: dict[str, str] = {}
        self._checked: set[str] = set()
        self._active = ""
        self._list()

    def refresh(self) -> None:
        self._list()
        super().refresh()

    def leave(self) -> None:
        self._typed.clear()
        self._fields.show([])

    # What is shown

    @Property(QObject, constant=True)
    def fields(self) -> Rows:
        """The fields of the group, with the roles of `ROLES`."""
        return self._fields

    @Property(str, notify=changed)
    def question(self) -> str:
        group = self._fill.group()
        return self.say(group.question if group is not None else Text("这些信息对吗？", "Is this you?"))

    @Property(int, notify=changed)
    def progress(self) -> int:
        return self.terminal.visit.progress

    @Property(str, notify=changed)
    def progressWords(self) -> str:
        return self.progress_line()

    @Property(str, notify=changed)
    def groupWords(self) -> str:
        """`第 1 问，共 3 问`; empty where there is only one."""
        count = len(self._fill.groups())
        number = min(self.terminal.visit.session.filling.group, max(count - 1, 0)) + 1
        if count < 2:
            return ""
        return self.say(Text(f"第 {number} 问，共 {count} 问", f"Question {number} of {count}"))

    @Property(bool, notify=changed)
    def looksAgain(self) -> bool:
        """Whether this corrects an earlier filing of which not everything fits any more."""
        link = self.terminal.visit.session.choice.link
        return link is not None and link.looked_again

    @Property(str, notify=changed)
    def saidWords(self) -> str:
        """Which facts need not be filled in; empty where there are none."""
        labels = [self.say(field.label) for field in self._fill.said()]
        resident = self.terminal.visit.session.identification.resident
        if not labels or resident is None:
            return ""
        zh, en = "、".join(labels), ", ".join(labels)
        if resident.evidence is Evidence.CARD_PRESENT:
            return self.say(Text(f"{zh}已从身份证读出，不用再填。", f"Read from your card, nothing to fill in: {en}."))
        return self.say(Text(f"{zh}前面填过了，不用再填。", f"Given before, nothing to fill in: {en}."))

    @Property(list, notify=changed)
    def saidFacts(self) -> list[dict[str, str]]:
        """Those facts, each with `label` and `value`."""
        answers = self.terminal.visit.session.filling.answers
        return fact_rows(self._fill.said(), answers, self.spoken, masked=True)

    # What a touch does

    @Slot(str, str)
    def edit(self, field_id: str, line: str) -> None:
        """The line of a field says something new."""
        field = self._field(field_id)
        if field is None:
            return
        self._typed[field_id] = entry.taken(field, line, self._answer(field), self.spoken)
        self._fill.answer(field, self._typed[field_id])
        self._list()

    @Slot(str, str)
    def choose(self, field_id: str, code: str) -> None:
        """A tile is touched; of several, a second touch takes the choice back."""
        field = self._field(field_id)
        if field is None:
            return
        value = code
        if field.kind is FieldKind.CHOICES:
            chosen = [part for part in self._answer(field).split(",") if part]
            value = ",".join([part for part in chosen if part != code] if code in chosen else [*chosen, code])
        elif not field.required and self._answer(field) == code:
            value = ""
        self._fill.answer(field, value)
        self._checked.discard(field_id)
        self._list()

    @Slot(str)
    def entered(self, field_id: str) -> None:
        """The cursor stands in this field."""
        self._active = field_id
        self._list()

    @Slot(str)
    def left(self, field_id: str) -> None:
        """The cursor has left; an empty field is not scolded before the person goes on."""
        if self._active == field_id:
            self._active = ""
        field = self._field(field_id)
        if field is not None and self._answer(field):
            self._checked.add(field_id)
        self._list()

    @Slot()
    def next(self) -> None:
        """On to the next question, or out of the form; or to the first field that is wrong."""
        problems = self._fill.next()
        if self.terminal.visit.step is not Step.FORM:
            return
        if problems:
            self._checked.update(problems)
            self._list()
            self.wrong.emit(next(row["fieldId"] for row in self._fields.rows if row["fieldId"] in problems))
            return
        self._turn()

    @Slot()
    def back(self) -> None:
        """To the question before, or out of the form; nothing that was typed is lost."""
        if self._fill.back():
            self._turn()
        else:
            self.shell.back()

    # Inside

    def _turn(self) -> None:
        self._typed.clear()
        self._checked.clear()
        self._active = ""
        self.refresh()
        self.turned.emit()

    def _shown(self) -> tuple[Field, ...]:
        return self._fill.fields()

    def _field(self, field_id: str) -> Field | None:
        return next((field for field in self._shown() if field.id == field_id), None)

    def _answer(self, field: Field) -> str:
        # As typed: the kept answer is normalised, which would take the space from under a finger.
        kept = self.terminal.visit.session.filling.answers.get(field.id, "")
        return self._typed.get(field.id, kept)

    def _list(self) -> None:
        self._fields.show([self._row(field) for field in self._shown()])

    def _row(self, field: Field) -> Row:
        answer = self._answer(field)
        tiles = field.kind in TILES
        problem = check_field(field, answer, self.terminal.clock.now().date())
        checked = field.id in self._checked
        options = [(option.code, self.say(option.label)) for option in field.options]
        if field.kind is FieldKind.YES_NO:
            options = [(code, self.say(words)) for code, words in YES_NO.items()]
        return {
            "fieldId": field.id,
            "kind": field.kind.value,
            "label": self.say(field.label),
            "hint": self._hint(field, answer, problem),
            "optional": not field.required,
            "unit": self.say(field.unit),
            "options": [{"code": code, "label": label} for code, label in options],
            "chosen": answer.split(",") if tiles and answer else [],
            "line": "" if tiles else entry.shown(field, answer, self.spoken),
            "pad": entry.PADS.get(field.kind, ""),
            "longest": entry.longest(field),
            "latin": field.kind in LATIN,
            "error": self._said(field, problem) if checked and problem is not None else "",
            "advice": self._advice(field, answer) if checked and problem is None else "",
        }

    def _hint(self, field: Field, answer: str, problem: Problem | None) -> str:
        """While digits come: how many are still to go, said quietly; otherwise the field's own hint."""
        typing = field.id == self._active and answer != "" and problem is not None
        if typing and field.kind is FieldKind.DATE and _digits_to_go(answer):
            return self.say(_date_to_go(answer))
        if typing and problem is not None and problem.code.endswith(".short"):
            return self.say(problem_text(problem))
        return self.say(field.hint)

    def _said(self, field: Field, problem: Problem) -> str:
        if problem.code == "date.shape":
            return self.say(_date_to_go(self._answer(field)))
        sentence = self.say(problem_text(problem))
        if field.kind is FieldKind.BANK_CARD and problem.code.endswith((".short", ".long")) and field.hint.zh:
            sentence += self.say(field.hint) if self.spoken == "zh" else " " + self.say(field.hint)
        return sentence

    def _advice(self, field: Field, answer: str) -> str:
        advice = advise_field(field, answer) if answer else None
        return self.say(problem_text(advice)) if advice else ""


def _digits_to_go(answer: str) -> int:
    return max(0, entry.DATE_DIGITS - len(answer.replace("-", "")))


def _date_to_go(answer: str) -> Text:
    # On the pad a date has no hyphens, so the general sentence about its shape would ask for keys that are not there.
    count = _digits_to_go(answer)
    return Text(
        f"还差 {count} 个数字。年 4 位，月和日各 2 位。",
        f"{count} more digit{'' if count == 1 else 's'}: four for the year, two for month and day.",
    )
