"""What the fields and options of a matter are called, where the centre has been told of that version of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Engine, select

from kiosk.domain.form import Field
from kiosk.domain.matter import Catalogue, Matter
from kiosk.domain.text import Text
from sync import wire
from sync.reference_intake.tables import insert_once, matter_labels


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of fields by id, and of options by field and code; both empty where the version is not known."""

    fields: dict[str, Text] = field(default_factory=dict)
    options: dict[str, dict[str, Text]] = field(default_factory=dict)

    def name(self, field_id: str) -> Text:
        """The field's label, its id where none is known."""
        return self.fields.get(field_id, Text(field_id))

    def answer(self, field_id: str, given: str) -> tuple[Text, ...]:
        """What was given, option by option where the field has options."""
        options = self.options.get(field_id, {})
        parts = given.split(",")
        if given and all(part in options for part in parts):
            return tuple(options[part] for part in parts)
        return (Text(given),) if given else ()


def keep(engine: Engine, catalogue: Catalogue) -> int:
    """Notes the labels of every matter and life event; how many versions were new. A version's labels never change."""
    matters = [*catalogue.matters, *(event.matter for event in catalogue.life_events)]
    with engine.begin() as connection:
        return sum(insert_once(connection, matter_labels, _row(matter)) for matter in matters)


def labels_of(engine: Engine, matter: wire.Matter) -> Labels:
    """The labels of this version of the matter. Blocking."""
    query = select(matter_labels.c.content).where(
        matter_labels.c.code == matter.code, matter_labels.c.version == matter.version
    )
    with engine.execution_options(reads_only=True).begin() as connection:
        content = connection.execute(query).scalar()
    return msgspec.json.decode(content, type=Labels) if content else Labels()


def _row(matter: Matter) -> dict[str, object]:
    asked = matter.form.fields()
    labels = Labels({one.id: one.label for one in asked}, _options(asked))
    return {"code": matter.code, "version": matter.version, "content": msgspec.json.encode(labels).decode()}


def _options(asked: Iterable[Field]) -> dict[str, dict[str, Text]]:
    return {one.id: {option.code: option.label for option in one.options} for one in asked if one.options}
