"""Slow work answers by a callback on the thread that did it; a failure is logged, never swallowed."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from kiosk.errors import log_fault

log = logging.getLogger(__name__)

T = TypeVar("T")


def then(future: "Future[T]", done: Callable[[T], None], failed: Callable[[BaseException], None]) -> None:
    """Calls `done` with the result of `future`, or `failed` with its exception, on the thread that finishes it.

    Neither for work that was never begun because the terminal closes: nobody is there to hear of it.
    """

    def finish(finished: "Future[T]") -> None:
        if finished.cancelled():
            return
        fault = finished.exception()
        if fault is None:
            done(finished.result())
            return
        log_fault(log, "background work failed", fault)
        failed(fault)

    future.add_done_callback(finish)


def logged_only(_fault: BaseException) -> None:
    """For `then`, where nobody waits for the answer."""
