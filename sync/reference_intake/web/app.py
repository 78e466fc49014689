"""The page as an ASGI application of its own: addresses, headers, and how it says no."""

import logging
import warnings
from pathlib import Path

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.reference_intake.web.door import Door
from sync.reference_intake.web.pages import Pages
from sync.reference_intake.web.refusals import TurnedAway
from sync.reference_intake.web.rendering import refusal

log = logging.getLogger(__name__)

STYLE = Path(__file__).with_name("static") / "desk.css"

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    # Not no-referrer: browsers would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def build_desk(engine: Engine, folder: Path) -> Starlette:
    """The application on the intake's database and its folder of materials."""
    warnings.filterwarnings("ignore", module=r"PIL\.")  # a stranger's odd picture is nothing for the log
    door, pages = Door(engine), Pages(engine, folder)
    case = "/cases/{filing_id}"
    routes = [
        Route("/", door.looking(pages.cases), methods=["GET"]),
        Route("/sign-in", door.show, methods=["GET"]),
        Route("/sign-in", door.sign_in, methods=["POST"]),
        Route("/sign-out", door.posting(door.sign_out), methods=["POST"]),
        Route("/language", door.language, methods=["POST"]),
        Route("/people", door.posting(pages.search), methods=["POST"]),
        Route(case, door.looking(pages.case), methods=["GET"]),
        Route(case + "/acts/{act}", door.posting(pages.act), methods=["POST"]),
        Route(case + "/papers/{paper}.pdf", door.looking(pages.pdf), methods=["GET"]),
        Route(case + "/papers/{paper}/{page}", door.looking(pages.paper), methods=["GET"]),
        Route(case + "/files/{digest}", door.looking(pages.file), methods=["GET"]),
        Route("/desk.css", _style, methods=["GET"]),
    ]
    handlers = {TurnedAway: _on_turned_away, HTTPException: _on_http_error, Exception: _on_failure}
    desk = Starlette(routes=routes, exception_handlers=handlers, middleware=[Middleware(_Sealed)])
    desk.router.redirect_slashes = False  # an address that is none is told so
    return desk


class _Sealed:
    """Puts HEADERS on every answer that does not say something stricter itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sealed)


async def _style(_request: Request) -> Response:
    return FileResponse(STYLE, media_type="text/css; charset=utf-8")


async def _on_turned_away(request: Request, error: Exception) -> Response:
    assert isinstance(error, TurnedAway)
    return refusal(request, error.kind)


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = refusal(request, "method" if error.status_code == 405 else "not-found")
    response.headers.update(error.headers or {})
    return response


async def _on_failure(request: Request, error: Exception) -> Response:
    """Our own failure. The log names the method and the class alone: a message could carry personal data."""
    log.error("%s on the official's page failed: %s", request.method, type(error).__name__)
    response = refusal(request, "failed")
    response.headers.update(HEADERS)  # this answer is made outside the middleware
    return response
