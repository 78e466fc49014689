"""`openapi.yaml`, made from `sync.wire`: the messages stand there once and are only referred to here.

`python -m sync.contract.document > sync/contract/openapi.yaml` writes it anew; a test compares the two.
"""

import sys
from typing import Any

import msgspec

from sync import wire

FILING = "/v1/filings/{filing_id}"
UPLOAD = FILING + "/uploads/{digest}"

_METADATA = "(^|,)sha256 [A-Za-z0-9+/]{86}==(,|$)"
"""The digest's 64 hex characters in base64, beside what else a terminal may tell of the file."""

LINKS = ("corrects", "supplements")
"""A filing has one of them at most."""

_LENGTH_NUMBER = msgspec.json.schema(wire.Bytes)
_OFFSET_NUMBER = _LENGTH_NUMBER | {"minimum": 0}

_OFFSET = {"Upload-Offset": {"required": True, "schema": _OFFSET_NUMBER}}


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Jiujin intake (中心受理接口)",
            "version": wire.CONTRACT_VERSION,
            "description": "How terminals hand filings to the centre. The rules are in CONTRACT.md.",
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "security": [{"terminal": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"terminal": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {"problem": _problem()},
        },
    }


def _schemas() -> dict[str, Any]:
    """Those of the messages, and what the language of msgspec cannot say of them."""
    schemas = wire.schemas()
    schemas["Evaluation"] |= {
        "if": {"properties": {"level": {"maximum": 2}}},
        "then": {"properties": {"reasons": {"minItems": 1}}},
    }
    schemas["Manifest"] |= {
        "not": {"properties": {name: {"type": "string"} for name in LINKS}, "required": list(LINKS)},
    }
    schemas["Parties"] |= {
        "if": {"required": ["agent"], "properties": {"agent": {"type": "object"}}},
        "then": {"required": ["authority"], "properties": {"authority": {"type": "object"}}},
        "else": {"properties": {"authority": {"type": "null"}}},
    }
    return schemas


def _paths() -> dict[str, Any]:
    filing_id = _path_parameter("filing_id", wire.FilingId)
    return {
        "/v1/health": {"get": _operation("health", "That the intake answers", 200, "Health") | {"security": []}},
        FILING: {
            "parameters": [filing_id],
            "put": _operation("begin", "Step 1: announce a filing", 200, "ManifestAnswer", "Manifest"),
        },
        FILING + "/standing": {
            "parameters": [filing_id],
            "get": _operation("standing", "How far a filing is, for whoever holds its receipt", 200, "Standing"),
        },
        FILING + "/uploads": {
            "parameters": [filing_id],
            "post": _create_upload(),
            "options": _operation("uploadOptions", "What the upload server can do", 204) | {"security": []},
        },
        UPLOAD: {
            "parameters": [filing_id, _path_parameter("digest", wire.Digest)],
            "head": _tus("offset", "How much of a file is here", 200, _OFFSET, []),
            "patch": _append(),
        },
        FILING + "/complete": {
            "parameters": [filing_id],
            "post": _operation("complete", "Step 3: ask for the case", 200, "Completion"),
        },
        FILING + "/withdrawal": {
            "parameters": [filing_id],
            "post": _operation("withdraw", "The person takes the filing back", 200, "WithdrawalAnswer", "Withdrawal"),
        },
        "/v1/cases/changes": {
            "get": _operation("changes", "What happened to this terminal's cases", 200, "CaseChanges")
            | {"parameters": [_parameter("query", "cursor", {"type": "string"}, required=False)]}
        },
        "/v1/catalogue": {
            "get": _operation("catalogue", "The step to the newest catalogue", 200, "CatalogueAnswer")
            | {
                "parameters": [
                    _parameter("query", "since", msgspec.json.schema(wire.CatalogueVersion)),
                    _parameter("query", "serial", msgspec.json.schema(wire.Serial)),
                ]
            }
        },
        "/v1/evaluations": {
            "post": _operation("evaluate", "Hand over an evaluation", 200, "EvaluationAnswer", "Evaluation")
        },
        "/v1/heartbeat": {"post": _operation("heartbeat", "How a terminal is", 200, "HeartbeatAnswer", "Heartbeat")},
    }


def _operation(name: str, summary: str, status: int, answer: str = "", body: str = "") -> dict[str, Any]:
    success: dict[str, Any] = {"description": "done"}
    if answer:
        success["content"] = {"application/json": {"schema": _ref(answer)}}
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {str(status): success, "default": {"$ref": "#/components/responses/problem"}},
    }
    if body:
        content = {"application/json": {"schema": _ref(body)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _tus(name: str, summary: str, status: int, answers: dict[str, Any], needs: list[dict[str, Any]]) -> dict[str, Any]:
    operation = _operation(name, summary, status)
    version = {"type": "string", "const": wire.TUS_VERSION}
    operation["parameters"] = [_parameter("header", "Tus-Resumable", version), *needs]
    operation["responses"][str(status)]["headers"] = {"Tus-Resumable": {"required": True, "schema": version}} | answers
    return operation


def _create_upload() -> dict[str, Any]:
    needs = [
        _parameter("header", "Upload-Length", _LENGTH_NUMBER),
        _parameter("header", "Upload-Metadata", {"type": "string", "pattern": _METADATA}),
    ]
    location = {"Location": {"required": True, "schema": {"type": "string", "format": "uri-reference"}}}
    return _tus("createUpload", "Step 2: create the upload of a file, or find it", 201, location, needs)


def _append() -> dict[str, Any]:
    needs = [_parameter("header", "Upload-Offset", _OFFSET_NUMBER)]
    operation = _tus("append", "Step 2: bytes from an offset on", 204, _OFFSET, needs)
    binary = {"schema": {"type": "string", "format": "binary"}}
    operation["requestBody"] = {"required": True, "content": {"application/offset+octet-stream": binary}}
    return operation


def _problem() -> dict[str, Any]:
    types = [wire.PROBLEM_TYPES + kind for kind in wire.PROBLEMS]
    return {
        "description": "One of " + ", ".join(types),
        "content": {wire.PROBLEM_MEDIA_TYPE: {"schema": _ref("Problem")}},
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _parameter(place: str, name: str, schema: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    return {"in": place, "name": name, "required": required, "schema": schema}


def _path_parameter(name: str, kind: Any) -> dict[str, Any]:
    return _parameter("path", name, msgspec.json.schema(kind))


if __name__ == "__main__":
    sys.stdout.write(msgspec.yaml.encode(openapi()).decode())
