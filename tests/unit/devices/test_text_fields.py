"""The 256 text bytes of all four layouts, laid out here by hand from the tables and not by the stand-in's encoder."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.cards.text_fields import parse_newest_address, parse_text
from devices.simulators.card_text import encode_newest_address, encode_text
from devices.simulators.sample_cards import SAMPLES, SHI_MEIE, Card, card_from_json, card_to_json
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument, Sex, Validity
from kiosk.errors import DeviceFailure


def laid_out(**items: str) -> bytes:
    """Text bytes with each item at its offset: `at_52="…"`."""
    content = bytearray(b" \0" * 128)
    for key, text in items.items():
        offset = int(key.removeprefix("at_"))
        encoded = text.encode("utf-16-le")
        content[offset : offset + len(encoded)] = encoded
    assert len(content) == 256
    return bytes(content)


RESIDENT = {
    "at_0": "史美娥",
    "at_30": "2",
    "at_32": "01",
    "at_36": "19530614",
    "at_52": "浙江省象山县丹东街道后堂街12弄3号",
    "at_122": "330225195306140821",
    "at_158": "象山县公安局",
    "at_188": "20060518",
    "at_204": "长期",
}


def test_resident_card() -> None:
    assert parse_text(laid_out(**RESIDENT), b"photo") == IdentityDocument(
        kind=DocumentKind.RESIDENT,
        evidence=Evidence.CARD_PRESENT,
        name="史美娥",
        number="330225195306140821",
        sex=Sex.FEMALE,
        ethnicity="01",
        birth_date=date(1953, 6, 14),
        address="浙江省象山县丹东街道后堂街12弄3号",
        issuer="象山县公安局",
        validity=Validity(date(2006, 5, 18), None, long_term=True),
        photo=b"photo",
    )


def test_residence_permit_of_hong_kong_macao_and_taiwan() -> None:
    document = parse_text(
        laid_out(
            at_0="廖嘉敏",
            at_30="2",
            at_36="19850812",
            at_52="浙江省象山县大徐镇雅林溪村15号",
            at_122="810000198508120060",
            at_158="象山县公安局",
            at_188="20221101",
            at_204="20271101",
            at_220="H0382271",
            at_238="01",
            at_248="J",
        )
    )
    assert (document.kind, document.name, document.number) == (
        DocumentKind.HK_MO_TW,
        "廖嘉敏",
        "810000198508120060",
    )
    assert (document.permit_number, document.ethnicity) == ("H0382271", "")
    assert document.validity == Validity(date(2022, 11, 1), date(2027, 11, 1))


def test_foreign_permanent_resident_of_2017() -> None:
    document = parse_text(
        laid_out(
            at_0="WEBER, KLAUS DIETER",
            at_120="1",
            at_122="DEU330274031907",
            at_152="DEU",
            at_158="韦伯",
            at_188="20190620",
            at_204="20290619",
            at_220="19740319",
            at_236="01",
            at_240="3302",
            at_248="I",
        )
    )
    assert (document.kind, document.name, document.name_en) == (
        DocumentKind.FOREIGN_2017,
        "韦伯",
        "WEBER, KLAUS DIETER",
    )
    assert (document.number, document.nationality, document.issuer) == ("DEU330274031907", "DEU", "3302")
    assert (document.birth_date, document.sex) == (date(1974, 3, 19), Sex.MALE)


def test_foreign_permanent_resident_of_2023_whose_english_name_stands_in_two_places() -> None:
    document = parse_text(
        laid_out(
            at_30="2",
            at_32="00",
            at_36="19890304",
            at_52="OKAFOR-ADEYEMI CHUKWUEMEKA OLUWASEU",
            at_122="93356619890304002X",
            at_188="20240201",
            at_204="20340131",
            at_220="N ADA",
            at_242="NGA",
            at_248="Y",
        )
    )
    assert document.kind is DocumentKind.FOREIGN_2023
    assert document.name_en == "OKAFOR-ADEYEMI CHUKWUEMEKA OLUWASEUN ADA"
    assert document.name == document.name_en, "who has no Chinese name is called by the English one"
    assert (document.number, document.nationality) == ("93356619890304002X", "NGA")


@pytest.mark.parametrize("name", ["蓝𬱖䶮", "𪚥", "𬱖" * 7, "吕\U00031350"])
def test_rare_characters_are_read_whole(name: str) -> None:
    assert parse_text(laid_out(**{**RESIDENT, "at_0": name})).name == name


def test_character_from_the_private_use_area_of_old_cards_becomes_the_real_one() -> None:
    assert parse_text(laid_out(**{**RESIDENT, "at_0": "王\ue863"})).name == "王䶮"


@pytest.mark.parametrize(("on_card", "code"), [("57", "97"), ("58", "98"), ("97", "97"), ("56", "56")])
def test_ethnicities_that_readers_renumber(on_card: str, code: str) -> None:
    assert parse_text(laid_out(**{**RESIDENT, "at_32": on_card})).ethnicity == code


@pytest.mark.parametrize(
    ("place", "text", "item"),
    [
        ("at_0", "   ", "name"),
        ("at_0", "王\x07五", "name"),
        ("at_0", "王\ufffe五", "name"),
        ("at_30", "7", "sex"),
        ("at_32", "5a", "ethnicity"),
        ("at_32", "00", "ethnicity"),
        ("at_36", "19530230", "birth"),
        ("at_36", "１９５３０６１４", "birth"),
        ("at_122", "330225195306140822", "number"),
        ("at_122", "33022519530614082Ｘ", "number"),
        ("at_188", "长期    ", "valid from"),
        ("at_204", "20000101", "valid to"),
        ("at_204", "永久  ", "valid to"),
        ("at_248", "Q", "unknown layout"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_its_item_alone(place: str, text: str, item: str) -> None:
    with pytest.raises(DeviceFailure) as caught:
        parse_text(laid_out(**{**RESIDENT, place: text}))
    assert caught.value.cause == "bad-data"
    assert str(caught.value).endswith(f"({item})")


def test_half_a_surrogate_pair_is_refused() -> None:
    content = bytearray(laid_out(**RESIDENT))
    content[28:30] = "𬱖".encode("utf-16-le")[:2]
    with pytest.raises(DeviceFailure) as caught:
        parse_text(bytes(content))
    assert caught.value.cause == "bad-data"


@pytest.mark.parametrize("length", [0, 255, 257])
def test_text_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(DeviceFailure) as caught:
        parse_text(bytes(length))
    assert caught.value.cause == "bad-data"


def test_newest_address() -> None:
    assert parse_newest_address(encode_newest_address("丹西街道丹阳路57号")) == "丹西街道丹阳路57号"
    with pytest.raises(DeviceFailure):
        parse_newest_address(bytes(69))


@pytest.mark.parametrize("card", SAMPLES.values(), ids=SAMPLES.keys())
def test_sample_cards_say_what_they_were_made_from(card: Card) -> None:
    assert parse_text(encode_text(card.document)) == card.document
    assert card_from_json(card_to_json(card)) == card


def test_card_whose_items_do_not_fit_is_not_made() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        encode_text(replace(SHI_MEIE.document, name="很" * 16))


@given(st.binary(min_size=256, max_size=256))
@example(bytes(256))
@example(b"\xff" * 256)
def test_whatever_stands_on_a_card_only_device_failures_leave(content: bytes) -> None:
    with pytest.raises(DeviceFailure):
        parse_text(content)


@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 255), st.integers(1, 255))
def test_one_damaged_byte_gives_a_document_or_a_device_failure(name: str, place: int, change: int) -> None:
    content = bytearray(encode_text(SAMPLES[name].document))
    content[place] ^= change
    try:
        said = parse_text(bytes(content)).name
    except DeviceFailure as fault:
        said = fault.cause
    assert said
