"""Cases: every status has its words, and none says more than the centre has decided."""

import pytest

from kiosk.domain.case import CASE_ENDINGS, CASE_WORDS, CaseStatus


@pytest.mark.parametrize("status", CaseStatus)
def test_every_status_has_words_in_both_languages(status: CaseStatus) -> None:
    words = CASE_WORDS[status]
    assert words.zh
    assert words.en
    assert status.value not in {words.zh, words.en}


def test_no_two_statuses_have_the_same_words() -> None:
    assert len({words.zh for words in CASE_WORDS.values()}) == len(CaseStatus)
    assert len({words.en for words in CASE_WORDS.values()}) == len(CaseStatus)


def test_a_case_that_was_only_received_is_not_said_to_be_accepted() -> None:
    assert "受理" not in CASE_WORDS[CaseStatus.RECEIVED].zh
    assert "ccepted" not in CASE_WORDS[CaseStatus.RECEIVED].en


@pytest.mark.parametrize(
    ("status", "over"),
    [
        (CaseStatus.RECEIVED, False),
        (CaseStatus.ACCEPTED, False),
        (CaseStatus.SUPPLEMENT_REQUIRED, False),
        (CaseStatus.NOT_ACCEPTED, True),
        (CaseStatus.IN_REVIEW, False),
        (CaseStatus.SUSPENDED, False),
        (CaseStatus.CONCLUDED, True),
        (CaseStatus.WITHDRAWN, True),
    ],
)
def test_a_case_is_over_when_nothing_more_will_come(status: CaseStatus, over: bool) -> None:
    assert (status in CASE_ENDINGS) is over
