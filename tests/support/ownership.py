"""Asking a driver from a thread that is not its own."""

from collections.abc import Callable
from threading import Thread


def refusal_elsewhere(call: Callable[[], object]) -> str:
    """What `call` is refused with on another thread; "" where it is not."""
    raised: list[str] = []

    def intrude() -> None:
        try:
            call()
        except RuntimeError as fault:
            raised.append(str(fault))

    thread = Thread(target=intrude)
    thread.start()
    thread.join()
    return raised[0] if raised else ""
