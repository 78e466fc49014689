"""The first screen: what can be done here, and a card that comes."""

from dataclasses import replace

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable, DevicesChanged, LineChanged
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.workflow.steps import Step
from tests.support.scene import READY, Scene


def test_it_tells_the_real_number_of_matters_and_every_theme(hall: Scene) -> None:
    shelves = hall.terminal.choose.shelves
    assert hall.says(f"在这里能办 {len(shelves.briefs)} 件事")
    assert all(hall.item(f"theme-{theme.id}") for theme in shelves.themes)


def test_a_noticed_card_is_answered_at_once_and_a_removed_one_forgotten(hall: Scene) -> None:
    hall.publish(CardNoticed())
    assert hall.says("正在读卡")
    hall.publish(CardRemoved())
    assert not hall.says("正在读卡")


def test_an_unreadable_card_is_told_with_what_to_do(hall: Scene) -> None:
    hall.publish(CardUnreadable("checksum"))
    assert hall.item("card-notice").property("text") == "这张卡没有读出来。拿起来，再平平地放一次，等两秒。"
    hall.publish(CardUnreadable("card-unknown"))
    assert hall.says("请放身份证、居住证或永居证")


def test_a_reader_of_social_security_cards_is_told_while_it_works(hall: Scene) -> None:
    assert hall.says("把身份证\n放在读卡区")
    social = DeviceSnapshot("social-card", "card", "social-card", DeviceState.READY)
    hall.publish(DevicesChanged((*READY, social)))
    assert hall.says("请放身份证\n或社保卡")
    assert hall.says("Place your ID or social-security card")
    hall.publish(CardUnreadable("card-unknown", "social-card"))
    assert hall.says("请放身份证、社保卡、居住证或永居证")
    hall.publish(CardRemoved("social-card"))
    hall.publish(DevicesChanged((*READY, replace(social, state=DeviceState.ABSENT, cause="no-pcscd"))))
    assert hall.says("把身份证\n放在读卡区")


def test_a_broken_reader_is_told_and_browsing_stays_open(hall: Scene) -> None:
    hall.publish(DevicesChanged((DeviceSnapshot("reader", "card", "test", DeviceState.ABSENT),)))
    assert hall.says("读卡器现在不能用")
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)
    assert hall.says("您好。今天想看看什么？")


def test_the_line_and_the_printer_are_a_line_of_words(hall: Scene) -> None:
    assert hall.item("status-line").property("text") == "网络正常 · 打印机正常 · 服务电话 12345"
    hall.publish(LineChanged(up=False, reason="line.unreachable"))
    assert "网络断开" in hall.item("status-line").property("text")


def test_what_is_not_fitted_is_not_waited_for(hall: Scene) -> None:
    hall.publish(DevicesChanged(()))
    assert hall.says("没有打印机")
    assert hall.says("这里没有读卡器。")
    assert not hall.says("正在准备")


def test_a_theme_leads_to_its_shelf_with_home_behind_it(hall: Scene) -> None:
    hall.hand.touch("theme-allowance")
    hall.arrive(Step.FIND)
    assert all("allowance" in brief.themes for brief in hall.terminal.choose.by_theme("allowance"))
    hall.hand.touch("back")
    hall.arrive(Step.HOME)


def test_english_is_whole_and_ends_with_the_session(hall: Scene) -> None:
    hall.hand.touch("language")
    hall.hand.wait("English words", lambda: hall.says("Place your ID card"))
    assert hall.says("Online · Printer ready · Call 12345")
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    assert hall.says("What is it about?")
    hall.app.shell.confirmCancel()
    hall.arrive(Step.FAREWELL)
    hall.hand.touch("next")
    hall.arrive(Step.ATTRACT)
    hall.hand.wait("Chinese again", lambda: hall.says("请拿走\n您的身份证"))
    hall.publish(CardRemoved())
    assert hall.says("把身份证\n放在读卡区")
