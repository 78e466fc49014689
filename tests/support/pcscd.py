"""The real PC/SC service of a test, which the demo has, too."""

from devices.simulators.card_service import PcscService, own_socket

__all__ = ["PcscService", "own_socket"]
