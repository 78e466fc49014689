"""tus 1.0.0 (https://tus.io/protocols/resumable-upload): creation, offset, and bytes that stay when a line breaks.

The upload of a file lives at an address made of the filing's id and the file's digest, so creating it twice is
creating it once, and a terminal that lost the answer finds the same upload again.
"""

import asyncio
from base64 import b64decode
from binascii import Error as NotBase64

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from sync import wire
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.material_files import MaterialFile, Overtaken
from sync.reference_intake.problems import Refused

SILENCE_S = 60
"""How long a body may stay silent before the connection is taken for dead."""

TUS = {"Tus-Resumable": wire.TUS_VERSION, "Cache-Control": "no-store"}


class Uploads:
    """The three tus calls for one owner's files."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def options(self) -> Response:
        """What this server can do; needs no token and no version."""
        headers = {
            "Tus-Version": wire.TUS_VERSION,
            "Tus-Extension": "creation",
            "Tus-Max-Size": str(self._ledger.limits.file_bytes),
        }
        return Response(None, 204, TUS | headers)

    async def create(self, request: Request, owner: str) -> Response:
        """POST: 201 with the address; needs `Upload-Length` and `sha256` in `Upload-Metadata`."""
        _speak_tus(request)
        filing_id = request.path_params["filing_id"]
        digest = _metadata(request.headers.get("Upload-Metadata", "")).get("sha256", "")
        file = await run_in_threadpool(self._ledger.file, owner, filing_id, digest)
        if _number(request, "Upload-Length") != file.size:
            raise Refused("invalid", "Upload-Length is not the size that the manifest names")
        await run_in_threadpool(file.create)
        path = request.url_for("upload", filing_id=filing_id, digest=digest).path
        return Response(None, 201, TUS | {"Location": path, "Upload-Offset": str(file.offset() or 0)})

    async def offset(self, request: Request, owner: str) -> Response:
        """HEAD: how many bytes are here."""
        _speak_tus(request)
        file, offset = await self._find(request, owner)
        return Response(None, 200, TUS | {"Upload-Offset": str(offset), "Upload-Length": str(file.size)})

    async def append(self, request: Request, owner: str) -> Response:
        """PATCH: bytes from `Upload-Offset` on; what arrived before a break is kept; the last byte proves all."""
        _speak_tus(request)
        if request.headers.get("Content-Type") != "application/offset+octet-stream":
            raise Refused("media-type", "a PATCH carries application/offset+octet-stream")
        file, offset = await self._find(request, owner)
        if _number(request, "Upload-Offset") != offset:
            raise Refused("offset", headers={"Upload-Offset": str(offset)})
        if offset < file.size:
            offset = await _receive(request, file, offset)
        if offset == file.size:
            # Also after an earlier PATCH brought the last byte and the process died before the proof.
            if not await run_in_threadpool(file.finish):
                raise Refused("digest-mismatch")
            await run_in_threadpool(self._ledger.stored, request.path_params["filing_id"], file.sha256)
        return Response(None, 204, TUS | {"Upload-Offset": str(offset)})

    async def _find(self, request: Request, owner: str) -> tuple[MaterialFile, int]:
        filing_id, digest = request.path_params["filing_id"], request.path_params["digest"]
        file = await run_in_threadpool(self._ledger.file, owner, filing_id, digest)
        offset = file.offset()
        if offset is None:
            raise Refused("upload-unknown", "create it first")
        return file, offset


async def _receive(request: Request, file: MaterialFile, offset: int) -> int:
    """Writes the body from `offset`, never past the file's size; the new offset."""
    try:
        part = file.open()
    except FileNotFoundError:
        # Another connection proved it between the two looks.
        raise Refused("offset", headers={"Upload-Offset": str(file.size)}) from None
    body = aiter(request.stream())
    try:
        while True:
            async with asyncio.timeout(SILENCE_S):
                chunk = await anext(body, None)
            if chunk is None:
                return offset
            if offset + len(chunk) > file.size:
                raise Refused("too-large", "more bytes than the manifest names")
            try:
                # Into the page cache: quicker than a hop to another thread and back.
                offset = part.append(chunk, offset, wait=False)
            except BlockingIOError:
                offset = await run_in_threadpool(part.append, chunk, offset, wait=True)
    except Overtaken as other:
        raise Refused("offset", headers={"Upload-Offset": str(other.offset)}) from None
    except (ClientDisconnect, TimeoutError):
        raise Refused("malformed", "the body broke off") from None
    finally:
        part.close()


def _speak_tus(request: Request) -> None:
    if request.headers.get("Tus-Resumable") != wire.TUS_VERSION:
        raise Refused("tus-version", headers={"Tus-Version": wire.TUS_VERSION})


def _number(request: Request, header: str) -> int:
    number = wire.number(request.headers.get(header, ""))
    if number is None:
        raise Refused("malformed", f"{header} must be a number")
    return number


def _metadata(header: str) -> dict[str, str]:
    """`name base64,name base64` as tus writes it."""
    pairs = (item.strip().partition(" ") for item in header.split(",") if item.strip())
    try:
        return {name: b64decode(value, validate=True).decode() for name, _, value in pairs}
    except (NotBase64, UnicodeDecodeError):
        raise Refused("malformed", "Upload-Metadata is not what tus says") from None
