"""The stand-in for a social-security card, started and ordered about."""

from pathlib import Path

from devices.simulators.control import SimulatorControl
from devices.simulators.process import StandIn
from devices.simulators.programs import short_folder
from devices.simulators.sample_cards import Card, card_to_json


class SocialCardControl(SimulatorControl):
    """Orders for the card; `state` tells `inserted`, `connected`, `reads`, `faults`, and answers `kept` back."""

    def insert(self, card: Card | str, **manner: bool) -> dict[str, object]:
        """Puts a card into the slot, with the manners that social_model.Manner names."""
        said = card if isinstance(card, str) else card_to_json(card)
        return self._order(do="insert", card=said, manner=manner)

    def insert_token(self, **manner: bool) -> dict[str, object]:
        """Puts a token of another trade into the slot."""
        return self._order(do="insert-token", manner=manner)

    def delay(self, seconds: float) -> dict[str, object]:
        """From now on each answer takes so long."""
        return self._order(do="delay", seconds=seconds)


class SocialCardHandle(StandIn):
    """A running stand-in, and its `control`."""

    def __init__(self, folder: Path, port: int) -> None:
        path = folder / "card.sock"
        self.control = SocialCardControl(path)
        arguments = ("--control", str(path), "--vpcd", f"127.0.0.1:{port}")
        super().__init__("social-security card", "devices.simulators.social_card", arguments, sweep=(folder,))


def spawn_social_card(port: int) -> SocialCardHandle:
    """Starts the stand-in for the slot whose vpcd waits on `port`, empty at first, and waits until it is ready.

    Raises EnvironmentFailure where it does not start.
    """
    return SocialCardHandle(short_folder("card"), port)
