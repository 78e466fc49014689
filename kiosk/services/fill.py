"""Filling the form: what the card already says, one question group at a time, errors at their fields."""

from datetime import date

from kiosk.domain.checks import check_field, check_group
from kiosk.domain.form import Answers, Field, Group, Prefill, visible
from kiosk.domain.identity import IdentityDocument
from kiosk.domain.matter import Matter
from kiosk.domain.normalising import normalise, settled
from kiosk.domain.problem import Problem
from kiosk.ports import Clock
from kiosk.services.visit import Visit
from kiosk.workflow.steps import Signal


def prefilled(matter: Matter, document: IdentityDocument, today: date) -> Answers:
    """The answers that `document` gives to the fields of `matter` which take one over.

    What the card says but the field cannot take (a name too long, a sex that is not stated) is left out, and so asked.
    """
    facts = {
        Prefill.NAME: document.name,
        Prefill.NUMBER: document.number,
        Prefill.SEX: document.sex.value,
        Prefill.BIRTH_DATE: document.birth_date.isoformat() if document.birth_date else "",
        Prefill.ADDRESS: document.address,
        Prefill.ETHNICITY: document.ethnicity,
    }
    return {
        field.id: facts[field.prefill]
        for field in matter.form.fields()
        if field.prefill is not Prefill.NONE
        and facts[field.prefill]
        and check_field(field, facts[field.prefill], today) is None
    }


class Fill:
    """Walks the question groups of the chosen matter. Answers stay when the person goes back."""

    def __init__(self, visit: Visit, clock: Clock) -> None:
        self._visit = visit
        self._clock = clock

    def begin(self) -> None:
        """Takes over what the card says; answers given before are kept."""
        filling = self._visit.session.filling
        filling.answers = {**filling.answers, **self._given()}
        filling.group = min(filling.group, max(len(self.groups()) - 1, 0))

    def said(self) -> tuple[Field, ...]:
        """The fields that the card answered: shown, not asked."""
        matter = self._visit.session.choice.matter
        given = self._given()
        return tuple(field for field in matter.form.fields() if field.id in given) if matter is not None else ()

    def groups(self) -> tuple[Group, ...]:
        """The groups to be asked: those with at least one field that the card did not answer; maybe none."""
        matter = self._visit.session.choice.matter
        if matter is None:
            return ()
        answers = self._visit.session.filling.answers
        return tuple(group for group in matter.form.asked(answers) if self._asked(group, answers))

    def group(self) -> Group | None:
        """The group the person stands at, None where the card has answered everything."""
        groups = self.groups()
        return groups[min(self._visit.session.filling.group, len(groups) - 1)] if groups else None

    def fields(self) -> tuple[Field, ...]:
        """The fields of the current group to show now."""
        group = self.group()
        return self._asked(group, self._visit.session.filling.answers) if group is not None else ()

    def answer(self, field: Field, value: str) -> Problem | None:
        """Keeps the value as normalised, right or wrong, and says what is wrong with it."""
        value = normalise(field, value)
        self._visit.session.filling.answers[field.id] = value
        self._visit.given()
        return check_field(field, value, self._today())

    def edit(self, number: int) -> None:
        """From the review back to one group, to change it; `next` then leads back to the review."""
        self._visit.session.filling.group = number
        self._visit.session.filling.returns = True
        self._visit.fire(Signal.EDIT_FORM)

    def next(self) -> dict[str, Problem]:
        """Goes on to the next group, or out of the form. Returns what keeps it here, by field id."""
        filling = self._visit.session.filling
        groups = self.groups()
        at = min(filling.group, len(groups) - 1)
        if groups and (problems := self._problems(groups[at])):
            return problems
        # After an edit only what the changed answer has opened is asked again.
        ahead = [
            number for number in range(at + 1, len(groups)) if not filling.returns or self._problems(groups[number])
        ]
        if ahead:
            filling.group = ahead[0]
            self._visit.given()
            self._visit.changed()
        else:
            self._leave()
        return {}

    def back(self) -> bool:
        """Goes back one group; False when the person stands at the first."""
        filling = self._visit.session.filling
        if filling.group == 0:
            return False
        filling.group = min(filling.group, len(self.groups())) - 1
        self._visit.given()
        self._visit.changed()
        return True

    def _leave(self) -> None:
        filling, matter = self._visit.session.filling, self._visit.session.choice.matter
        if matter is None:
            raise ValueError("there is no form to leave")
        filling.answers = settled(matter.form, filling.answers)
        pages = self._visit.session.collection.pages
        wanted = [rule for rule in matter.materials if rule.when is None or rule.when.holds(filling.answers)]
        if filling.returns:
            wanted = [rule for rule in wanted if rule.required and not pages.get(rule.id)]
        filling.returns = False
        self._visit.fire(Signal.NEXT if wanted else Signal.REVIEW)

    def _problems(self, group: Group) -> dict[str, Problem]:
        answers = self._visit.session.filling.answers
        shown = {field.id for field in self._asked(group, answers)}
        found = check_group(group, answers, self._today())
        return {key: problem for key, problem in found.items() if key in shown}

    def _given(self) -> Answers:
        resident = self._visit.session.identification.resident
        matter = self._visit.session.choice.matter
        return prefilled(matter, resident, self._today()) if matter is not None and resident is not None else {}

    def _today(self) -> date:
        return self._clock.now().date()

    def _asked(self, group: Group, answers: Answers) -> tuple[Field, ...]:
        said = {field.id for field in self.said()}
        return tuple(field for field in visible(group, answers) if field.id not in said)
