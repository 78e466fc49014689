"""What schemathesis cannot know from the document alone; it loads this file in a process of its own.

Only requests that are meant to be taken are touched: those that break the document stay as they were made.
"""

import json
import os
from base64 import b64encode
from typing import Any

import schemathesis
from schemathesis.transport.asgi import ASGI_TRANSPORT
from schemathesis.transport.requests import REQUESTS_TRANSPORT
from schemathesis.transport.wsgi import WSGI_TRANSPORT

BEGUN: dict[str, Any] = json.loads(os.environ["BEGUN_UPLOAD"])
"""An upload that the intake knows: `filing_id`, `digest`, `size`. No schema leads there by chance."""

TAKEN = "image/jpeg"
LARGEST = 4_000


@REQUESTS_TRANSPORT.serializer("application/offset+octet-stream")
@ASGI_TRANSPORT.serializer("application/offset+octet-stream")
@WSGI_TRANSPORT.serializer("application/offset+octet-stream")
def bytes_as_they_are(_context: Any, value: Any) -> dict[str, Any]:
    return {"data": value if isinstance(value, bytes) else str(value).encode()}


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """A request that the document allows becomes one that also keeps to what CONTRACT.md says in words."""
    mode = case.meta.generation.mode if case.meta else None
    if mode is None or not mode.is_positive:
        return
    match case.operation.definition.raw["operationId"]:
        case "begin":
            _keep_to_limits(case.path_parameters["filing_id"], case.body)
        case "withdraw":
            case.body["filing_id"] = case.path_parameters["filing_id"]
        case "evaluate":
            case.body["level"] = int(case.body["level"])
        case "heartbeat":
            _whole(case.body, "disk_free", "disk_size")
            _whole(case.body["queues"], "waiting", "refused", "evaluations", "bytes_left", "oldest_s")
        case "createUpload":
            case.path_parameters["filing_id"] = BEGUN["filing_id"]
            case.headers["Upload-Length"] = str(BEGUN["size"])
            case.headers["Upload-Metadata"] = f"sha256 {b64encode(BEGUN['digest'].encode()).decode()}"
        case "offset" | "append":
            case.path_parameters |= {"filing_id": BEGUN["filing_id"], "digest": BEGUN["digest"]}


def _whole(numbers: dict[str, Any], *names: str) -> None:
    """To JSON Schema 5.0 is a whole number too; to the contract it is not."""
    for name in names:
        if isinstance(numbers.get(name), float):
            numbers[name] = int(numbers[name])


def _keep_to_limits(filing_id: str, manifest: dict[str, Any]) -> None:
    """The manifest names the filing of the address; its files are of the kinds and sizes that /v1/health announces."""
    manifest["filing_id"] = filing_id
    # Papers for a case that is not here are refused; no schema can say that.
    manifest.pop("supplements", None)
    if manifest.get("corrects") == filing_id:
        del manifest["corrects"]
    manifest["matter"]["version"] = int(manifest["matter"]["version"])
    sizes: dict[str, int] = {}
    pages = [page for material in manifest["materials"] for page in material["pages"]]
    for file in (*pages, manifest["signature"]["image"]):
        file["media_type"] = TAKEN
        file["size"] = sizes.setdefault(file["sha256"], min(int(file["size"]), LARGEST))
