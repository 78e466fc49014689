"""The messages of the contract between a terminal and the centre, defined once for both ends.

What a terminal sends forbids unknown members: the intake must never accept what it does not understand. What
the intake sends allows them: a newer centre may say more than this terminal knows. `sync/contract/CONTRACT.md`
has the rules in words, `openapi.yaml` beside it is generated from this file.
"""

from typing import Any

import msgspec

from sync.wire.cases import CaseChange, CaseChanges, CaseStep, Standing
from sync.wire.catalogue import CatalogueAnswer, CatalogueStep, CatalogueVersion, Serial
from sync.wire.centre import (
    CONTRACT_VERSION,
    PROBLEM_MEDIA_TYPE,
    PROBLEM_TYPES,
    PROBLEMS,
    TUS_VERSION,
    Health,
    Limits,
    Problem,
)
from sync.wire.evaluations import Evaluation, EvaluationAnswer
from sync.wire.filings import (
    Agent,
    Authority,
    Completion,
    Consent,
    FileRef,
    Manifest,
    ManifestAnswer,
    Material,
    Matter,
    Parties,
    Resident,
    Signature,
    Validity,
)
from sync.wire.fleet import DeviceReport, Heartbeat, HeartbeatAnswer, QueueReport
from sync.wire.values import (
    Bytes,
    CaseNumber,
    Digest,
    FilingId,
    MatterCode,
    MediaType,
    Message,
    Moment,
    Name,
    QueryCode,
    Sent,
    Sentence,
    Short,
    Told,
    canonical,
    number,
)
from sync.wire.withdrawals import WITHDRAWAL_REASONS, Withdrawal, WithdrawalAnswer

__all__ = [
    "CONTRACT_VERSION",
    "PROBLEMS",
    "PROBLEM_MEDIA_TYPE",
    "PROBLEM_TYPES",
    "TUS_VERSION",
    "WITHDRAWAL_REASONS",
    "Agent",
    "Authority",
    "Bytes",
    "CaseChange",
    "CaseChanges",
    "CaseNumber",
    "CaseStep",
    "CatalogueAnswer",
    "CatalogueStep",
    "CatalogueVersion",
    "Completion",
    "Consent",
    "DeviceReport",
    "Digest",
    "Evaluation",
    "EvaluationAnswer",
    "FileRef",
    "FilingId",
    "Health",
    "Heartbeat",
    "HeartbeatAnswer",
    "Limits",
    "Manifest",
    "ManifestAnswer",
    "Material",
    "Matter",
    "MatterCode",
    "MediaType",
    "Message",
    "Moment",
    "Name",
    "Parties",
    "Problem",
    "QueryCode",
    "QueueReport",
    "Resident",
    "Sent",
    "Sentence",
    "Serial",
    "Short",
    "Signature",
    "Standing",
    "Told",
    "Validity",
    "Withdrawal",
    "WithdrawalAnswer",
    "canonical",
    "number",
    "schemas",
]


def schemas() -> dict[str, Any]:
    """The JSON schemas of all messages by name, as `openapi.yaml` carries them."""
    sent = (Manifest, Evaluation, Heartbeat, Withdrawal)
    told = (ManifestAnswer, Completion, CaseChanges, Standing, EvaluationAnswer, HeartbeatAnswer, WithdrawalAnswer)
    _, components = msgspec.json.schema_components(
        (*sent, *told, CatalogueAnswer, Health, Problem),
        ref_template="#/components/schemas/{name}",
    )
    return components
