"""The records of a social-security card, byte by byte, and what no real card can say."""

from datetime import date

import pytest

from devices.cards import social_fields as fields
from devices.simulators.social_records import encode_record, encode_values
from devices.simulators.social_samples import LAN_RARE_SOCIAL, SHI_MEIE_SOCIAL, WANG_JIANGUO_SOCIAL
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument, Sex, Validity
from kiosk.errors import DeviceFailure

VALUES = {
    0x01: "330200D15600000500BF7C7A48FB4966",
    0x02: "01",
    0x03: "322E3030",
    0x04: "915600000233022500000001",
    0x05: "20180920",
    0x06: "20280920",
    0x07: "413132393638313034",
    0x08: "333330323235313936383130303135333178",
    0x09: "CDF5BDA8B9FA" + "00" * 24,
    0x0A: "01",
    0x0B: "01",
    0x0C: "330225",
    0x0D: "19681001",
}


def card(**changed: str | None) -> IdentityDocument:
    """The document of the card above, with the values of the tags `t08` … in hexadecimal, or without them."""
    values: dict[int, bytes] = {}
    number = WANG_JIANGUO_SOCIAL.document.number.encode().hex()
    for tag, value in (VALUES | {0x08: number}).items():
        said = changed.get(f"t{tag:02x}", value)
        if said is not None:
            values[tag] = bytes.fromhex(said)
    return fields.parse_card(values)


def test_every_item_is_where_the_standard_puts_it() -> None:
    assert card() == IdentityDocument(
        kind=DocumentKind.SOCIAL,
        evidence=Evidence.CARD_PRESENT,
        name="王建国",
        number=WANG_JIANGUO_SOCIAL.document.number,
        sex=Sex.MALE,
        ethnicity="01",
        birth_date=date(1968, 10, 1),
        issuer="915600000233022500000001",
        validity=Validity(date(2018, 9, 20), date(2028, 9, 20)),
        card_number="A12968104",
    )


@pytest.mark.parametrize("sample", [SHI_MEIE_SOCIAL, WANG_JIANGUO_SOCIAL, LAN_RARE_SOCIAL])
def test_samples_come_back_as_they_were_written(sample: object) -> None:
    assert isinstance(sample, type(SHI_MEIE_SOCIAL))
    assert fields.parse_card(encode_values(sample.document)) == sample.document


def test_rare_characters_of_the_private_area_are_those_of_today() -> None:
    assert card(t09="C0B6FE9F" + "20" * 26).name == "蓝䶮"


@pytest.mark.parametrize(
    ("item", "value", "said"),
    [
        ("t06", None, Validity(date(2018, 9, 20), None)),
        ("t06", "FFFFFFFF", Validity(date(2018, 9, 20), None)),
        ("t06", "00000000", Validity(date(2018, 9, 20), None)),
        ("t06", "99991231", Validity(date(2018, 9, 20), None, long_term=True)),
        ("t05", None, Validity(None, date(2028, 9, 20))),
    ],
)
def test_validity_without_an_end(item: str, value: str | None, said: Validity) -> None:
    assert card(**{item: value}).validity == said


@pytest.mark.parametrize(
    ("value", "issuer"),
    [
        ("CFF3C9BDCFD8C9E7B1A3BED6", "象山县社保局"),
        ("333330323235303031000000", "330225001"),
        ("915600000233022500000001", "915600000233022500000001"),
        ("FF" * 12, ""),
        ("00" * 12, ""),
    ],
)
def test_issuer_is_words_or_digits(value: str, issuer: str) -> None:
    assert card(t04=value).issuer == issuer


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("t07", None),
        ("t07", "00" * 9),
        ("t07", "41312D393638313034"),
        ("t08", None),
        ("t08", "00" * 18),
        ("t09", None),
        ("t09", "20" * 30),
        ("t09", "CDF5BDA8B9"),
        ("t09", "CDF50A00" + "00" * 26),
        ("t0a", None),
        ("t0a", "03"),
        ("t0a", "0A"),
        ("t0a", "02"),
        ("t0b", "59"),
        ("t0b", "5A"),
        ("t0d", None),
        ("t0d", "19681301"),
        ("t0d", "1968100A"),
        ("t0d", "19681002"),
        ("t05", "20180230"),
        ("t06", "20170101"),
    ],
)
def test_what_no_card_can_say_is_bad_data_and_names_nobody(item: str, value: str | None) -> None:
    with pytest.raises(DeviceFailure) as caught:
        card(**{item: value})
    assert caught.value.cause == "bad-data"
    assert "王" not in str(caught.value)
    assert WANG_JIANGUO_SOCIAL.document.number not in str(caught.value)


@pytest.mark.parametrize("place", range(18))
def test_number_with_one_wrong_digit_is_bad_data(place: int) -> None:
    number = WANG_JIANGUO_SOCIAL.document.number
    wrong = number[:place] + ("1" if number[place] != "1" else "2") + number[place + 1 :]
    with pytest.raises(DeviceFailure) as caught:
        card(t08=wrong.encode().hex())
    assert caught.value.cause == "bad-data"


def test_sex_unknown_or_not_stated_contradicts_no_number() -> None:
    assert card(t0a="00").sex is Sex.UNKNOWN
    assert card(t0a="09").sex is Sex.NOT_STATED


def test_number_made_from_a_passport_is_a_card_for_elsewhere() -> None:
    with pytest.raises(DeviceFailure) as caught:
        card(t08=b"DEU033027403190700".hex())
    assert caught.value.cause == "card-unknown"


@pytest.mark.parametrize(
    "record",
    ["", "0A", "0A01", "0A0101FF01", "0A020101", "0D0319681001", "FF0101", "09FF00", "0A81" + "01" * 129],
)
def test_records_that_are_cut_short_or_too_long_or_unknown(record: str) -> None:
    with pytest.raises(DeviceFailure) as caught:
        fields.parse_record(bytes.fromhex(record))
    assert caught.value.cause == "bad-data"


def test_record_may_be_padded() -> None:
    assert fields.parse_record(encode_record(fields.SEX, b"\1") + b"\0\xff\0") == (fields.SEX, b"\1")


def test_a_date_of_far_too_many_digits_makes_no_sense() -> None:
    with pytest.raises(DeviceFailure) as caught:
        card(t05="00000001000000000000")
    assert caught.value.cause == "bad-data"
