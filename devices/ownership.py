"""The guard of the rule that one thread owns one device."""

from threading import get_ident


class ThreadOwnership:
    """Remembers which thread opened a device and refuses every other.

    Serial ports, SANE handles and CUPS connections are not safe to share. A call from a second thread is our bug, so
    it raises RuntimeError and not a DeviceFailure.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._owner: int | None = None

    def claim(self) -> None:
        """Makes the calling thread the owner; raises RuntimeError where another one is."""
        self.check()
        self._owner = get_ident()

    def release(self) -> None:
        """Nobody owns it any more."""
        self._owner = None

    def check(self) -> None:
        """Raises RuntimeError unless the caller owns the device, or nobody does."""
        if self._owner is not None and self._owner != get_ident():
            raise RuntimeError(f"{self._what} is used from a thread that does not own it")
