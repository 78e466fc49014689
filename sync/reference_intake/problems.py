"""How the intake says no: RFC 9457 problem documents with the contract's types."""

import logging

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sync import wire

log = logging.getLogger(__name__)


class Refused(Exception):
    """A refusal of the contract; `kind` is a name in `wire.PROBLEMS`."""

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        missing: tuple[str, ...] = (),
        case_number: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.missing = missing
        self.case_number = case_number
        self.headers = headers or {}


def problem_response(refused: Refused) -> Response:
    """The refusal as the terminal reads it."""
    status, title = wire.PROBLEMS[refused.kind]
    problem = wire.Problem(
        type=wire.PROBLEM_TYPES + refused.kind,
        title=title,
        status=status,
        detail=refused.detail,
        missing=refused.missing,
        case_number=refused.case_number,
    )
    return Response(msgspec.json.encode(problem), status, refused.headers, media_type=wire.PROBLEM_MEDIA_TYPE)


async def on_refused(_request: Request, error: Exception) -> Response:
    """Starlette's handler for `Refused`."""
    assert isinstance(error, Refused)
    return problem_response(error)


async def on_http_error(_request: Request, error: Exception) -> Response:
    """Starlette's handler for an unknown address or method."""
    assert isinstance(error, HTTPException)
    kind = "method" if error.status_code == 405 else "not-found"
    return problem_response(Refused(kind, headers=dict(error.headers or {})))


async def on_failure(request: Request, error: Exception) -> Response:
    """Our own failure. The log names the address and the class alone: a message could carry personal data."""
    log.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
    return problem_response(Refused("failed"))
