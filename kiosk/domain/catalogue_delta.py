"""What a county publishes of its catalogue: the step from one version to the next, or a whole one."""

from dataclasses import dataclass

from kiosk.domain.matter import LifeEvent, Matter, Theme


@dataclass(frozen=True, slots=True)
class CatalogueDelta:
    """A step, built and found sound.

    `serial` counts what the county has published. `base` is the version that it changes, "" for a whole catalogue;
    `version` is what comes of it. `changed` is whole matters and life events, each with its search row of (code, title,
    keys); `order` names everything there is afterwards, matters first, and whatever is not in it is gone.
    """

    serial: int
    base: str
    version: str
    region: str
    themes: tuple[Theme, ...]
    changed: tuple[Matter | LifeEvent, ...]
    rows: tuple[tuple[str, str, str], ...]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealedDelta:
    """A step as it travels: its bytes, packed; the county's signature of them; and which of its keys made it."""

    packed: bytes
    signature: bytes
    key: str
