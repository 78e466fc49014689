"""The intake's HTTP face: addresses, tokens, bodies. What it does is in the ledger and the uploads."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sync import wire
from sync.reference_intake import problems
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.problems import Refused
from sync.reference_intake.uploads import Uploads

Message = TypeVar("Message", bound=msgspec.Struct)
Owned = Callable[[Request, str], Awaitable[Response]]


def build_app(ledger: Ledger) -> Starlette:
    """The ASGI application of one intake."""
    face = _Face(ledger)
    uploads = Uploads(ledger)

    async def upload_options(_request: Request) -> Response:
        return uploads.options()

    filing = "/v1/filings/{filing_id}"
    upload = filing + "/uploads/{digest}"
    routes = [
        Route("/v1/health", face.health, methods=["GET"]),
        Route(filing, face.owned(face.begin), methods=["PUT"]),
        Route(filing + "/standing", face.owned(face.standing), methods=["GET"]),
        _both(filing + "/uploads", POST=face.owned(uploads.create), OPTIONS=upload_options),
        _both(upload, "upload", HEAD=face.owned(uploads.offset), PATCH=face.owned(uploads.append)),
        Route(filing + "/complete", face.owned(face.complete), methods=["POST"]),
        Route(filing + "/withdrawal", face.owned(face.withdraw), methods=["POST"]),
        Route("/v1/cases/changes", face.owned(face.changes), methods=["GET"]),
        Route("/v1/evaluations", face.owned(face.evaluate), methods=["POST"]),
        Route("/v1/catalogue", face.owned(face.catalogue), methods=["GET"]),
        Route("/v1/heartbeat", face.owned(face.heartbeat), methods=["POST"]),
    ]
    handlers = {
        Refused: problems.on_refused,
        HTTPException: problems.on_http_error,
        Exception: problems.on_failure,
    }
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False  # a terminal takes a redirect for a network that wants a log-in
    return app


def _both(path: str, name: str | None = None, **endpoints: Callable[[Request], Awaitable[Response]]) -> Route:
    """One address with several methods: of two routes Starlette would name the first one's alone in `Allow`."""

    async def chosen(request: Request) -> Response:
        return await endpoints[request.method](request)

    return Route(path, chosen, methods=list(endpoints), name=name)


class _Face:
    """The JSON endpoints."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def owned(self, endpoint: Owned) -> Callable[[Request], Awaitable[Response]]:
        """`endpoint` behind the bearer token, called with the terminal it belongs to."""

        async def checked(request: Request) -> Response:
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            if kind.lower() != "bearer":
                raise Refused("unknown-token", headers={"WWW-Authenticate": "Bearer"})
            owner = await run_in_threadpool(self._ledger.terminal_of, token.strip())
            return await endpoint(request, owner)

        return checked

    async def health(self, _request: Request) -> Response:
        return _json(self._ledger.health())

    async def begin(self, request: Request, owner: str) -> Response:
        manifest = await self._body(request, wire.Manifest)
        if manifest.filing_id != request.path_params["filing_id"]:
            raise Refused("invalid", "the address names another filing than the manifest")
        return _json(await run_in_threadpool(self._ledger.begin, owner, manifest))

    async def complete(self, request: Request, owner: str) -> Response:
        filing_id = request.path_params["filing_id"]
        return _json(await run_in_threadpool(self._ledger.complete, owner, filing_id))

    async def withdraw(self, request: Request, owner: str) -> Response:
        withdrawal = await self._body(request, wire.Withdrawal)
        if withdrawal.filing_id != request.path_params["filing_id"]:
            raise Refused("invalid", "the address names another filing than the withdrawal")
        return _json(await run_in_threadpool(self._ledger.withdraw, owner, withdrawal))

    async def standing(self, request: Request, owner: str) -> Response:
        filing_id = request.path_params["filing_id"]
        return _json(await run_in_threadpool(self._ledger.standing, owner, filing_id))

    async def changes(self, request: Request, owner: str) -> Response:
        cursor = request.query_params.get("cursor", "")
        return _json(await run_in_threadpool(self._ledger.changes, owner, cursor))

    async def catalogue(self, request: Request, _owner: str) -> Response:
        asked = request.query_params
        try:
            since = msgspec.convert(asked.get("since"), wire.CatalogueVersion)
            serial = msgspec.convert(wire.number(asked.get("serial", "")), wire.Serial)
        except msgspec.ValidationError as error:
            raise Refused("malformed", f"that is nothing that a terminal could have: {error}") from error
        return _json(await run_in_threadpool(self._ledger.catalogue, since, serial))

    async def evaluate(self, request: Request, owner: str) -> Response:
        evaluation = await self._body(request, wire.Evaluation)
        return _json(await run_in_threadpool(self._ledger.evaluate, owner, evaluation))

    async def heartbeat(self, request: Request, owner: str) -> Response:
        beat = await self._body(request, wire.Heartbeat)
        return _json(await run_in_threadpool(self._ledger.heartbeat, owner, beat))

    async def _body(self, request: Request, kind: type[Message]) -> Message:
        limit = self._ledger.limits.manifest_bytes
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise Refused("too-large", f"a message may have {limit} bytes")
        except ClientDisconnect:
            raise Refused("malformed", "the body broke off") from None
        try:
            return msgspec.json.decode(bytes(body), type=kind)
        except msgspec.ValidationError as wrong:
            raise Refused("invalid", str(wrong)) from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Refused("malformed", "the body is not JSON") from None


def _json(message: msgspec.Struct) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(message), 200, headers, media_type="application/json")
