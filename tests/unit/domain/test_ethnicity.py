"""GB/T 3304."""

from kiosk.domain.ethnicity import ETHNICITIES, ethnicity_name


def test_fifty_six_and_two_more() -> None:
    assert len(ETHNICITIES) == 58
    assert len(set(ETHNICITIES.values())) == 58
    known = {"01": "汉", "11": "满", "22": "畲", "30": "土", "44": "俄罗斯", "56": "基诺", "97": "其他"}
    assert {code: ethnicity_name(code) for code in known} == known


def test_codes_that_the_standard_does_not_have() -> None:
    assert ethnicity_name("") is None
    assert ethnicity_name("57") is None
