"""The newest word on a filing for lists that have room for one, and what is still to be done about it."""

from kiosk.domain.case import CASE_ENDINGS, CaseStatus
from kiosk.domain.filing import Delivery, FilingRow
from ui.viewmodels.case_words import Standing, case_standing, delivery_standing


def newest(row: FilingRow) -> Standing:
    """The centre's word once it has spoken; until then, how far the filing has been sent."""
    if row.brief.state.delivery is Delivery.DELIVERED and row.case is not None:
        return case_standing(row.case)
    return delivery_standing(row.brief.state)


def needs_papers(row: FilingRow) -> bool:
    """Whether the centre waits for the person."""
    return row.case is not None and row.case.status is CaseStatus.SUPPLEMENT_REQUIRED


def is_open(row: FilingRow) -> bool:
    """Whether something is still to come."""
    if row.brief.state.delivery is Delivery.REFUSED:
        return False
    return row.case is None or row.case.status not in CASE_ENDINGS
