"""Slow work answers by a callback on the thread that did it; a failure is logged, never swallowed."""

import logging
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

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
        # Type and place, never the message: a library's may carry what a person typed.
        places = "".join(traceback.format_tb(fault.__traceback__))
        log.error("background work failed: %s\n%s", type(fault).__name__, places)
        failed(fault)

    future.add_done_callback(finish)


def logged_only(_fault: BaseException) -> None:
    """For `then`, where nobody waits for the answer."""
