"""Slow work answers by a callback on the thread that did it; a failure is logged, never swallowed."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


def then(future: "Future[T]", done: Callable[[T], None], failed: Callable[[BaseException], None] | None = None) -> None:
    """Calls `done` with the result of `future`, or `failed` with its exception, on the thread that finishes it."""

    def finish(finished: "Future[T]") -> None:
        fault = finished.exception()
        if fault is None:
            done(finished.result())
            return
        # The type alone: a message of somebody else's library may carry what a person typed.
        log.error("background work failed: %s", type(fault).__name__)
        if failed is not None:
            failed(fault)

    future.add_done_callback(finish)
