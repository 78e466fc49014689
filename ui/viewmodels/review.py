"""Everything once more before it is signed: answers, papers, and the consent."""

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.text import Text
from kiosk.services.sign import consent_text
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from ui.viewmodels.answers import answered, fact_rows
from ui.viewmodels.base import StepModel
from ui.viewmodels.material_words import not_taken
from ui.viewmodels.page_pictures import source
from ui.viewmodels.shell import ShellModel

Fact = dict[str, str]


class ReviewModel(StepModel):
    """Shows the draft by question group, each with its way back, and takes the consent."""

    changed = Signal()

    wrong = Signal()
    """The person wants to go on without having agreed."""
    agreedChanged = Signal()
    refused = Signal()
    """The person wants to go on with something that the centre does not take."""

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._visit = terminal.visit
        self._agreed = False
        self._reminded = False
        self._consent = consent_text(terminal.settings.terminal.service_phone)
        collect = terminal.collect
        shell.pictures.show(page for rule in collect.rules() for page in collect.pages(rule.id))

    @Property(int, notify=changed)
    def progress(self) -> int:
        return self._visit.progress

    @Property(str, notify=changed)
    def progressWords(self) -> str:
        return self.progress_line()

    @Property(list, notify=changed)
    def said(self) -> list[Fact]:
        """What the card said: `label` and `value`."""
        answers = self._visit.session.filling.answers
        return fact_rows(self.terminal.fill.said(), answers, self.spoken, masked=True)

    @Property(list, notify=changed)
    def groups(self) -> list[dict[str, object]]:
        """The answers: `question`, `number` (for `edit`) and `facts` of each group."""
        fill = self.terminal.fill
        answers = self._visit.session.filling.answers
        said = {field.id for field in fill.said()}
        shown: list[dict[str, object]] = []
        for number, group in enumerate(fill.groups()):
            asked = tuple(
                field
                for field in group.fields
                if field.id not in said and (field.when is None or field.when.holds(answers))
            )
            facts = fact_rows(answered(group, asked, answers), answers, self.spoken, masked=False)
            shown.append({"number": number, "question": self.say(group.question), "facts": facts})
        return shown

    @Property(list, notify=changed)
    def materials(self) -> list[dict[str, object]]:
        """The papers: `name`, `state` in words, and `pages` as picture sources."""
        shown: list[dict[str, object]] = []
        for rule in self.terminal.collect.rules():
            pages = self.terminal.collect.pages(rule.id)
            count = len(pages)
            state = Text(f"{count} 页", f"{count} page{'' if count == 1 else 's'}") if count else Text("不交", "None")
            shown.append(
                {
                    "ruleId": rule.id,
                    "name": self.say(rule.name),
                    "state": self.say(state),
                    "pages": [source(page) for page in pages],
                }
            )
        return shown

    @Property(str, notify=changed)
    def notTaken(self) -> str:
        """What the centre would refuse by its newest limits, and the way on; "" where it takes all of it."""
        return "\n".join(not_taken(self.terminal.collect.not_taken(), self.say))

    @Property(str, notify=changed)
    def consentTitle(self) -> str:
        return self.say(self._consent.title)

    @Property(list, notify=changed)
    def consentParagraphs(self) -> list[str]:
        return [self.say(paragraph) for paragraph in self._consent.paragraphs]

    @Property(bool, notify=agreedChanged)
    def agreed(self) -> bool:
        return self._agreed

    @Property(str, notify=agreedChanged)
    def reminder(self) -> str:
        """What is still to be done here, once the person wanted to go on without it."""
        if self._agreed or not self._reminded:
            return ""
        return self.say(Text("看完上面的话，点一下这里再往下走。", "Read the text above, then touch here to go on."))

    @Slot()
    def toggleAgreed(self) -> None:
        self._agreed = not self._agreed
        self.agreedChanged.emit()

    @Slot(int)
    def edit(self, number: int) -> None:
        """Back into the form, at this question group."""
        self.terminal.fill.edit(number)

    @Slot()
    def editMaterials(self) -> None:
        self._visit.fire(Move.EDIT_MATERIALS)

    @Slot()
    def next(self) -> None:
        """On to the signature, once agreed; nobody signs what the centre would not take."""
        if self.terminal.collect.not_taken():
            self.refused.emit()
            return
        if self._agreed:
            self._visit.fire(Move.NEXT)
            return
        self._reminded = True
        self.agreedChanged.emit()
        self.wrong.emit()

    @Slot()
    def back(self) -> None:
        self.shell.back()

    def refresh(self) -> None:
        super().refresh()
        self.agreedChanged.emit()
