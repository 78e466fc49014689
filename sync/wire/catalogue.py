"""The catalogue as the county publishes it; what is inside a step is the county's and the terminal's affair."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from sync.wire.values import Told

CatalogueVersion: TypeAlias = Annotated[
    str, Meta(pattern=r"^[^\x00-\x1f\x7f]+$", min_length=1, max_length=100, description="as the county writes it")
]
Serial: TypeAlias = Annotated[int, Meta(ge=0, le=1 << 53)]


class CatalogueStep(Told, frozen=True, kw_only=True):
    """A step, signed: `packed` and `signature` in base64, `key` names which of the county's keys has signed it."""

    packed: bytes
    signature: bytes
    key: Annotated[str, Meta(min_length=1, max_length=100)]


class CatalogueAnswer(Told, frozen=True, kw_only=True):
    """The newest the county has published, by its serial (0 for nothing), and the step there; none where one has it."""

    serial: Serial
    step: CatalogueStep | None = None
