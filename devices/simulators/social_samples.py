"""Social-security cards for demos and tests, of the people in sample_cards."""

from dataclasses import replace
from datetime import date

from devices.simulators.sample_cards import LAN_RARE, SHI_MEIE, WANG_JIANGUO, Card
from kiosk.domain.identity import DocumentKind, Validity


def _social(person: Card, card_number: str, issuer: str, validity: Validity) -> Card:
    document = replace(
        person.document,
        kind=DocumentKind.SOCIAL,
        address="",
        issuer=issuer,
        validity=validity,
        card_number=card_number,
    )
    return Card(document, photo=b"")


SHI_MEIE_SOCIAL = _social(SHI_MEIE, "X00351946", "象山县社保局", Validity(date(2012, 5, 7), None, long_term=True))
WANG_JIANGUO_SOCIAL = _social(
    WANG_JIANGUO, "A12968104", "915600000233022500000001", Validity(date(2018, 9, 20), date(2028, 9, 20))
)
LAN_RARE_SOCIAL = _social(LAN_RARE, "N0092071X", "330225001", Validity(date(2020, 1, 15), None))

SOCIAL_SAMPLES: dict[str, Card] = {
    "shi-meie": SHI_MEIE_SOCIAL,
    "wang-jianguo": WANG_JIANGUO_SOCIAL,
    "lan-rare": LAN_RARE_SOCIAL,
}
