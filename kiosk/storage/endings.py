"""What filings hang together with, and withdrawals until the centre has answered them.

A withdrawal moves the outbox in its own transaction, so that nothing is sent of what was taken back; the centre is told
wherever it may have the filing already, also where its acknowledgement was lost.
"""

from datetime import datetime

from kiosk.domain.course import WITHDRAWN, Course, Withdrawal, WithdrawalReason, WithdrawalState
from kiosk.domain.filing import Acknowledgement, Consent, Delivery, Filing
from kiosk.domain.identity import Evidence
from kiosk.storage import audit, outbox
from kiosk.storage.cipher import Connection


def save_link(conn: Connection, filing: Filing) -> None:
    """Notes what the filing corrects or supplements, in the transaction that saves it."""
    for kind, earlier in (("corrects", filing.corrects), ("supplements", filing.supplements)):
        if earlier is not None:
            conn.execute("INSERT INTO filing_link VALUES (?, ?, ?)", (filing.filing_id, kind, earlier))


def link_of(conn: Connection, filing_id: str) -> tuple[str | None, str | None]:
    """Which filing it corrects and which it supplements; one of them at most."""
    row = conn.execute("SELECT kind, earlier FROM filing_link WHERE filing_id = ?", (filing_id,)).fetchone()
    if row is None:
        return None, None
    return (row[1], None) if row[0] == "corrects" else (None, row[1])


def course(conn: Connection, filing_id: str) -> Course:
    """What the filing hangs together with. Raises KeyError where there is none of this id."""
    row = conn.execute("SELECT matter_code FROM filing WHERE filing_id = ?", (filing_id,)).fetchone()
    if row is None:
        raise KeyError(filing_id)
    corrects, supplements = link_of(conn, filing_id)
    later = {
        kind: str(newest)
        # What the centre did not take, or was taken back, stands in nobody's way; nor do papers that have arrived, as
        # the case itself says what is wanted next.
        for kind, newest in conn.execute(
            "SELECT kind, filing_id FROM filing_link JOIN outbox USING (filing_id) JOIN filing USING (filing_id)"
            " WHERE earlier = ? AND delivery <> 'refused' AND NOT (kind = 'supplements' AND delivery = 'delivered')"
            " ORDER BY saved_order",
            (filing_id,),
        )
    }
    number = conn.execute(
        "SELECT coalesce(case_number, provisional_number) FROM filing JOIN outbox USING (filing_id)"
        " WHERE filing_id = ?",
        (corrects or supplements or "",),
    ).fetchone()
    taken_back = conn.execute("SELECT state, refusal FROM withdrawal WHERE filing_id = ?", (filing_id,)).fetchone()
    return Course(
        matter_code=row[0],
        corrects=corrects or "",
        supplements=supplements or "",
        corrected_by=later.get("corrects", ""),
        supplemented_by=later.get("supplements", ""),
        earlier_number=number[0] if number else "",
        withdrawal=WithdrawalState(taken_back[0]) if taken_back else None,
        withdrawal_refusal=taken_back[1] if taken_back else "",
    )


def may_be_at_the_centre(conn: Connection, filing_id: str) -> bool:
    """Whether the centre may have heard of the filing: it was tried once, or carried out in a file."""
    if outbox.state(conn, filing_id).attempts:
        return True
    carried = conn.execute("SELECT 1 FROM carried_filing WHERE filing_id = ?", (filing_id,)).fetchone()
    return carried is not None


def withdraw(conn: Connection, withdrawal: Withdrawal) -> WithdrawalState:
    """Keeps the one withdrawal of a filing and stops its delivery, in the caller's transaction.

    `PENDING` where the centre must be told. Raises KeyError where there is no such filing, ValueError where it was
    taken back before or refused by the centre.
    """
    now = outbox.state(conn, withdrawal.filing_id)
    if now.delivery is Delivery.REFUSED:
        raise ValueError(f"filing {withdrawal.filing_id} was not taken by the centre; there is nothing to take back")
    told = may_be_at_the_centre(conn, withdrawal.filing_id)
    state = WithdrawalState.PENDING if told else WithdrawalState.LOCAL
    added = conn.execute(
        "INSERT INTO withdrawal (filing_id, reason, evidence, agent_id, consent_version, consent_given_at, given_at,"
        " state) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            withdrawal.filing_id,
            withdrawal.reason.value,
            withdrawal.evidence.value,
            withdrawal.agent_id,
            withdrawal.consent.text_version,
            withdrawal.consent.given_at.isoformat(),
            withdrawal.given_at.isoformat(),
            state.value,
        ),
    ).rowcount
    if not added:
        raise ValueError(f"filing {withdrawal.filing_id} was taken back before")
    _stop(conn, withdrawal.filing_id, withdrawal.given_at)
    facts: dict[str, audit.Fact] = {"filing": withdrawal.filing_id, "reason": withdrawal.reason.value}
    audit.record(conn, "filing.withdrawn", facts, at=withdrawal.given_at)
    return state


def ready(conn: Connection) -> list[Withdrawal]:
    """Every withdrawal that the centre has not answered, in the order of its filing."""
    rows = conn.execute(
        "SELECT filing_id, reason, evidence, agent_id, withdrawal.consent_version,"
        " withdrawal.consent_given_at, given_at"
        " FROM withdrawal JOIN filing USING (filing_id) WHERE state = 'pending' ORDER BY saved_order"
    )
    return [
        Withdrawal(
            filing_id,
            WithdrawalReason(reason),
            Evidence(evidence),
            Consent(version, datetime.fromisoformat(consent_at)),
            datetime.fromisoformat(given_at),
            agent_id,
        )
        for filing_id, reason, evidence, agent_id, version, consent_at, given_at in rows
    ]


def mark_taken(conn: Connection, filing_id: str, acknowledgement: Acknowledgement | None, at: datetime) -> bool:
    """The centre has taken it; `acknowledgement` is there where the filing had become a case.

    With it the delivery is set right where its own acknowledgement was lost; whether that was so. A filing on its way
    at this moment is left to its stream, which hears the same from the centre.
    """
    conn.execute("UPDATE withdrawal SET state = 'taken', refusal = '' WHERE filing_id = ?", (filing_id,))
    now = outbox.state(conn, filing_id)
    if acknowledgement is None:
        _stop(conn, filing_id, at)
        return False
    if now.delivery in (Delivery.REFUSED, Delivery.PENDING):
        outbox.mark_delivered_after_all(conn, filing_id, acknowledgement, at)
        return True
    return False


def mark_refused(conn: Connection, filing_id: str, reason: str) -> None:
    """The centre will not have it taken back; `reason` (a stable code) says why."""
    conn.execute("UPDATE withdrawal SET state = 'refused', refusal = ? WHERE filing_id = ?", (reason, filing_id))


def _stop(conn: Connection, filing_id: str, at: datetime) -> None:
    """PENDING → REFUSED by the map's own moves. Whatever is being sent at this moment is left alone."""
    if outbox.state(conn, filing_id).delivery is Delivery.PENDING:
        outbox.mark_sending(conn, filing_id, at)
        outbox.mark_refused(conn, filing_id, WITHDRAWN, "the person has taken it back")
