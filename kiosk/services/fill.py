"""Filling the form: what the card already says, one question group at a time, errors at their fields."""

from kiosk.domain.checks import check_field, check_group
from kiosk.domain.form import Answers, Field, Group, Prefill, visible
from kiosk.domain.identity import IdentityDocument, Sex
from kiosk.domain.matter import Matter
from kiosk.domain.normalising import normalise, settled
from kiosk.domain.problem import Problem
from kiosk.ports import Clock
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Signal


def prefilled(matter: Matter, document: IdentityDocument) -> Answers:
    """The answers that `document` gives to the fields of `matter` which take one over."""
    facts = {
        Prefill.NAME: document.name,
        Prefill.NUMBER: document.number,
        Prefill.SEX: document.sex.value if document.sex in (Sex.MALE, Sex.FEMALE) else "",
        Prefill.BIRTH_DATE: document.birth_date.isoformat() if document.birth_date else "",
        Prefill.ADDRESS: document.address,
        Prefill.ETHNICITY: document.ethnicity,
    }
    return {
        field.id: facts[field.prefill]
        for field in matter.form.fields()
        if field.prefill is not Prefill.NONE and facts[field.prefill]
    }


class Fill:
    """Walks the question groups of the chosen matter. Answers stay when the person goes back."""

    def __init__(self, visit: Visit, clock: Clock) -> None:
        self._visit = visit
        self._clock = clock

    def begin(self) -> None:
        """Takes over what the card says; answers given before are kept."""
        session = self._visit.session
        matter, resident = session.choice.matter, session.identification.resident
        if matter is None or resident is None:
            raise ValueError("a form needs a matter and a resident")
        given = prefilled(matter, resident)
        session.filling.answers = {**session.filling.answers, **given}
        session.filling.group = min(session.filling.group, max(len(self.groups()) - 1, 0))

    def said(self) -> tuple[Field, ...]:
        """The fields that the card answered: shown, not asked."""
        session = self._visit.session
        if session.choice.matter is None or session.identification.resident is None:
            return ()
        given = prefilled(session.choice.matter, session.identification.resident)
        return tuple(field for field in session.choice.matter.form.fields() if field.id in given)

    def groups(self) -> tuple[Group, ...]:
        """The groups still to be asked: those with at least one field that the card did not answer."""
        matter = self._visit.session.choice.matter
        if matter is None:
            return ()
        answers = self._visit.session.filling.answers
        return tuple(group for group in matter.form.asked(answers) if self._asked(group, answers))

    def group(self) -> Group:
        """The group the person stands at."""
        groups = self.groups()
        return groups[min(self._visit.session.filling.group, len(groups) - 1)]

    def fields(self) -> tuple[Field, ...]:
        """The fields of the current group to show now."""
        return self._asked(self.group(), self._visit.session.filling.answers)

    def answer(self, field: Field, value: str) -> Problem | None:
        """Keeps the value as normalised, right or wrong, and says what is wrong with it."""
        value = normalise(field, value)
        self._visit.session.filling.answers[field.id] = value
        return check_field(field, value, self._clock.now().date())

    def next(self) -> dict[str, Problem]:
        """Goes on to the next group, or out of the form. Returns what keeps it here, by field id."""
        filling = self._visit.session.filling
        shown = {field.id for field in self.fields()}
        found = check_group(self.group(), filling.answers, self._clock.now().date())
        problems = {key: problem for key, problem in found.items() if key in shown}
        if problems:
            return problems
        if filling.group + 1 < len(self.groups()):
            filling.group += 1
            self._visit.changed()
            return {}
        matter = self._visit.session.choice.matter
        assert matter is not None
        filling.answers = settled(matter.form, filling.answers)
        wants_papers = any(rule.when is None or rule.when.holds(filling.answers) for rule in matter.materials)
        self._visit.fire(Signal.NEXT if wants_papers else Signal.NO_MATERIALS)
        return {}

    def back(self) -> bool:
        """Goes back one group; False when the person stands at the first."""
        filling = self._visit.session.filling
        if filling.group == 0:
            return False
        filling.group -= 1
        self._visit.changed()
        return True

    def _asked(self, group: Group, answers: Answers) -> tuple[Field, ...]:
        said = {field.id for field in self.said()}
        return tuple(field for field in visible(group, answers) if field.id not in said)
