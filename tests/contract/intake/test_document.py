"""`openapi.yaml` and CONTRACT.md say what the code does."""

import re
from importlib.resources import files

import msgspec
from starlette.routing import Route

from sync import wire
from sync.contract.document import openapi
from sync.failures import REFUSALS
from sync.reference_intake.app import build_app

CONTRACT = files("sync.contract")
READ = ("/v1/health", "/v1/cases/changes", "/v1/catalogue", "/v1/filings/{filing_id}/standing")
"""What Starlette answers to HEAD as well, of itself."""


def test_the_written_document_is_the_one_the_messages_make() -> None:
    written = msgspec.yaml.decode(CONTRACT.joinpath("openapi.yaml").read_bytes())
    assert written == msgspec.json.decode(msgspec.json.encode(openapi()))


def test_the_document_has_every_address_of_the_intake_and_no_other() -> None:
    app = build_app(None)  # type: ignore[arg-type]
    served = {
        (route.path, method.lower())
        for route in app.routes
        if isinstance(route, Route) and route.methods
        for method in route.methods
        if (route.path, method) not in {(path, "HEAD") for path in READ}
    }
    verbs = {"get", "put", "post", "patch", "head", "options"}
    written = {(path, verb) for path, item in openapi()["paths"].items() for verb in item if verb in verbs}
    assert served == written


def test_the_contract_lists_every_problem_with_its_status_and_what_follows() -> None:
    text = CONTRACT.joinpath("CONTRACT.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (.+) \|$", text, re.MULTILINE)
    assert {kind: int(status) for kind, status, _ in rows} == {
        kind: status for kind, (status, _) in wire.PROBLEMS.items()
    }
    assert {kind for kind, _, act in rows if act.startswith("refused")} == REFUSALS
