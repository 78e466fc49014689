"""A confirmed filing in the contract's words: its manifest, and the files that go with it."""

from kiosk.domain import filing as domain
from kiosk.domain.course import Withdrawal
from kiosk.domain.evaluation import Evaluation
from kiosk.domain.identity import IdentityDocument
from kiosk.domain.material import Page
from kiosk.domain.resident import Parties
from sync import wire
from sync.uploads import HeldContent

SIGNATURE_TYPE = "image/png"


def manifest_of(filing: domain.Filing) -> wire.Manifest:
    """The manifest; the same for the same filing, however often it is made."""
    return wire.Manifest(
        filing_id=filing.filing_id,
        provisional_number=filing.provisional_number,
        terminal_id=filing.terminal_id,
        channel=filing.channel.value,
        matter=wire.Matter(code=filing.matter_code, version=filing.matter_version, title=filing.matter_title),
        parties=_parties(filing.parties),
        answers=dict(filing.answers),
        materials=tuple(
            wire.Material(
                rule_id=material.rule_id,
                name=material.name.zh,
                pages=tuple(_page(page) for page in material.pages),
            )
            for material in filing.materials
        ),
        signature=wire.Signature(
            image=_ref(signature_file(filing.signature)),
            strokes=filing.signature.strokes,
            signed_at=filing.signature.signed_at,
        ),
        consent=wire.Consent(text_version=filing.consent.text_version, given_at=filing.consent.given_at),
        confirmed_at=filing.confirmed_at,
        corrects=filing.corrects,
        supplements=filing.supplements,
    )


def files_of(filing: domain.Filing) -> dict[str, HeldContent]:
    """The files of a filing by digest, each once."""
    pages = [page for material in filing.materials for page in material.pages]
    held = [HeldContent(page.digest, page.media_type, page.content) for page in pages]
    held.append(signature_file(filing.signature))
    return {file.sha256: file for file in held}


def signature_file(signature: domain.Signature) -> HeldContent:
    """The signature's picture as a file like any other."""
    digest = Page(signature.png, SIGNATURE_TYPE, 0, 0).digest
    return HeldContent(digest, SIGNATURE_TYPE, signature.png)


def evaluation_of(evaluation: Evaluation) -> wire.Evaluation:
    """An evaluation in the contract's words."""
    return wire.Evaluation(
        filing_id=evaluation.filing_id,
        level=evaluation.level,
        reasons=evaluation.reasons,
        given_at=evaluation.given_at,
    )


def withdrawal_of(withdrawal: Withdrawal) -> wire.Withdrawal:
    """A withdrawal in the contract's words."""
    return wire.Withdrawal(
        filing_id=withdrawal.filing_id,
        reason=withdrawal.reason.value,
        evidence=withdrawal.evidence.value,
        agent_id=withdrawal.agent_id,
        consent=wire.Consent(text_version=withdrawal.consent.text_version, given_at=withdrawal.consent.given_at),
        given_at=withdrawal.given_at,
    )


def _page(page: Page) -> wire.FileRef:
    return wire.FileRef(sha256=page.digest, size=len(page.content), media_type=page.media_type)


def _ref(file: HeldContent) -> wire.FileRef:
    return wire.FileRef(sha256=file.sha256, size=file.size, media_type=file.media_type)


def _parties(parties: Parties) -> wire.Parties:
    agent, authority = parties.agent, parties.authority
    return wire.Parties(
        resident=_resident(parties.resident),
        agent=wire.Agent(agent_id=agent.agent_id, name=agent.name, outlet=agent.outlet) if agent else None,
        authority=wire.Authority(kind=authority.kind.value, statement=authority.statement) if authority else None,
    )


def _resident(document: IdentityDocument) -> wire.Resident:
    # The photo stays here: rules in force since 2025-06-01 keep faces on the device that read them.
    validity = document.validity
    return wire.Resident(
        kind=document.kind.value,
        evidence=document.evidence.value,
        name=document.name,
        number=document.number,
        name_en=document.name_en,
        sex=document.sex.value,
        ethnicity=document.ethnicity,
        birth_date=document.birth_date,
        address=document.address,
        issuer=document.issuer,
        validity=wire.Validity(start=validity.start, end=validity.end, long_term=validity.long_term),
        card_number=document.card_number,
    )
