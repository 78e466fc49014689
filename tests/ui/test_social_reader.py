"""Where a reader of social-security cards works too, the screens that wait for a card say so, and hold together."""

from devices.simulators.social_samples import SHI_MEIE_SOCIAL
from kiosk.domain.identity import DocumentKind, Evidence
from kiosk.events import CardRead, CardUnreadable, DevicesChanged
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.workflow.steps import Step
from tests.support.scene import AGENT, PIN, READY, Scene
from tests.ui.conftest import OpenScene
from tests.ui.test_layout import LANGUAGE, SCALE, SHAPE, Walk

SOCIAL = DeviceSnapshot("social-card", "card", "social-card", DeviceState.READY)
NO_ID_READER = tuple(one for one in READY if one.capability != "card")


@SHAPE
@SCALE
@LANGUAGE
def test_the_longer_words_fit(open_scene: OpenScene, shape: str, scale: float, language: str) -> None:
    scene = open_scene("hall", shape)
    scene.publish(DevicesChanged((*READY, SOCIAL)))
    walk = Walk(scene, shape, scale, language)
    walk.look("attract")
    scene.publish(CardUnreadable("card-unknown", "social-card"))
    walk.look("attract, unknown card")
    scene.hand.touch("browse")
    scene.arrive(Step.HOME)
    scene.hand.touch("identify")
    scene.arrive(Step.IDENTIFY)
    walk.look("identify")
    scene.publish(CardUnreadable("card-locked", "social-card"))
    walk.look("identify, locked card")
    assert not walk.found, "\n".join(walk.found)


def test_where_only_social_cards_can_be_read_nobody_is_asked_for_another(hall: Scene) -> None:
    hall.publish(DevicesChanged((*NO_ID_READER, SOCIAL)))
    assert hall.item("invitation").property("text") == "把社保卡\n放在读卡区"
    assert not hall.says("居住证")
    hall.publish(CardUnreadable("card-unknown", "social-card"))
    assert hall.says("请放社保卡。")
    hall.app.shell.help()
    assert hall.says("把社保卡平放在读卡区")
    hall.app.shell.closeOverlay()
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)
    assert hall.says("放卡，马上办")
    hall.hand.touch("identify")
    hall.arrive(Step.IDENTIFY)
    assert hall.says("把社保卡放在读卡区")
    assert not hall.says("身份证")


def test_an_id_reader_that_is_away_is_told_while_the_other_works(hall: Scene) -> None:
    away = DeviceSnapshot("id-card", "card", "serial-id", DeviceState.ABSENT, "absent")
    hall.publish(DevicesChanged((*NO_ID_READER, away, SOCIAL)))
    assert hall.says("身份证读卡器现在不能用，请放社保卡。")
    assert hall.says("把社保卡\n放在读卡区")


def test_a_social_card_left_behind_is_not_called_an_identity_card(hall: Scene) -> None:
    hall.publish(DevicesChanged((*READY, SOCIAL)))
    hall.publish(CardRead(SHI_MEIE_SOCIAL.document, "social-card"))
    hall.arrive(Step.HOME)
    hall.app.shell.confirmCancel()
    hall.arrive(Step.FAREWELL)
    assert hall.says("卡还在读卡区，请拿走。")
    assert not hall.says("身份证")
    hall.hand.touch("next")
    hall.arrive(Step.ATTRACT)
    assert hall.says("请拿走\n您的卡")


def test_the_agent_is_told_too(open_scene: OpenScene) -> None:
    scene = open_scene("village")
    scene.publish(DevicesChanged((*READY, SOCIAL)))
    scene.terminal.identify.sign_in(AGENT, PIN)
    scene.arrive(Step.OUTLET)
    scene.hand.touch("next")
    scene.arrive(Step.IDENTIFY)
    assert scene.says("把他的身份证或社保卡放在读卡区")


def test_a_social_security_card_opens_a_visit(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE_SOCIAL.document, "social-card"))
    hall.arrive(Step.HOME)
    resident = hall.terminal.visit.session.identification.resident
    assert resident is not None
    assert (resident.kind, resident.evidence) == (DocumentKind.SOCIAL, Evidence.CARD_PRESENT)
