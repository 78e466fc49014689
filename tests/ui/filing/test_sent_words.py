"""How many pages are sent, wherever somebody looks; the centre's limits before the signature; a clock that is wrong."""

from datetime import timedelta

import pytest

from kiosk.domain.centre import CentreLimits, CentreWord, ClockSkew
from kiosk.domain.filing import Delivery, DeliveryState, FilingBrief, FilingRow, Progress, Queue
from kiosk.events import CentreTold, DeliveryChanged, DeliveryProgressed, FilingsFound, QueueCounted
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import identify, paper, scan, to_review, write_name
from tests.support.scene import AGENT, Scene
from tests.ui.conftest import OpenScene
from tests.ui.filing.test_layout import check
from ui.viewmodels.cases import CasesModel
from ui.viewmodels.outlet import OutletModel
from ui.viewmodels.review import ReviewModel

THREE_OF_FIVE = Progress(5, 3, 1000, 600)
FOUR_OF_FIVE = Progress(5, 4, 1000, 800)
SENDING = DeliveryState(Delivery.SENDING, 1)
ANY = CentreLimits(2_000_000, 200_000_000, ("image/jpeg", "image/png"))


def filed(scene: Scene, state: DeliveryState) -> FilingRow:
    when = scene.terminal.clock.now()
    return FilingRow(FilingBrief("one", "ZC-330225-0042-7", "高龄津贴", "史美娥", when, state), None)


def clock_off(scene: Scene, ahead: timedelta) -> CentreTold:
    there = scene.terminal.clock.now() - ahead
    return CentreTold(CentreWord(ANY, there, ClockSkew(ahead.total_seconds(), 0.1, there)))


def to_cases(scene: Scene, row: FilingRow) -> None:
    identify(scene)
    scene.terminal.visit.fire(Signal.CASES)
    scene.arrive(Step.CASES)
    scene.hand.wait("the store's answer", lambda: scene.hand.find("no-filings") is not None)
    scene.publish(FilingsFound((row,), False, session_id=scene.session_id))


def test_whoever_has_just_filed_sees_the_pages_go(done: Scene) -> None:
    filing = done.terminal.visit.session.outcome.filing
    assert filing is not None
    assert not done.says("已送出")
    done.publish(DeliveryChanged(filing.filing_id, SENDING))
    done.publish(DeliveryProgressed("another", FOUR_OF_FIVE))
    assert not done.says("已送出 4/5 页")
    done.publish(DeliveryProgressed(filing.filing_id, THREE_OF_FIVE))
    assert done.says("已送出 3/5 页")
    done.app.shell.setLanguage("en")
    assert done.says("3 of 5 pages sent")


def test_my_filings_and_one_of_them_say_how_far_it_is(hall: Scene) -> None:
    state = DeliveryState(Delivery.PENDING, 1, "line.broken", "", None, THREE_OF_FIVE)
    to_cases(hall, filed(hall, state))
    assert hall.says("已送出 3/5 页"), "as the store knew it from before"
    hall.publish(DeliveryProgressed("one", FOUR_OF_FIVE))
    assert hall.says("已送出 4/5 页")
    assert isinstance(hall.app.shell.step, CasesModel)
    hall.app.shell.step.open("one")
    hall.arrive(Step.CASE)
    assert hall.says("已送出 4/5 页")
    hall.publish(DeliveryProgressed("one", Progress(5, 5, 1000, 1000)))
    assert hall.says("已送出 5/5 页")


def test_the_agents_list_says_it_without_being_drawn_anew(signed_in: Scene) -> None:
    signed_in.publish(FilingsFound((filed(signed_in, SENDING),), True, session_id=signed_in.session_id))
    signed_in.hand.wait("the row", lambda: signed_in.hand.find("filing-one") is not None)
    row = signed_in.item("filing-one")
    assert signed_in.says("ZC-330225-0042-7")
    signed_in.publish(DeliveryProgressed("one", THREE_OF_FIVE))
    assert signed_in.says("已送出 3/5 页")
    assert signed_in.item("filing-one") is row
    assert isinstance(signed_in.app.shell.step, OutletModel)


def test_staff_see_what_waits_and_a_clock_that_is_off(hall: Scene) -> None:
    hall.terminal.visit.fire(Signal.STAFF)
    hall.arrive(Step.STAFF)
    hall.terminal.staff.number = "1042"
    hall.publish(QueueCounted(Queue(12, 40, 12_300_000)))
    hall.publish(clock_off(hall, timedelta(minutes=-4)))
    for words in ("还没送到中心的", "12 份", "还要送 40 页，12.3 兆", "慢了 4 分钟", "timedatectl"):
        assert hall.says(words), words
    hall.publish(clock_off(hall, timedelta(seconds=1)))
    assert not hall.says("timedatectl")


def test_nobody_signs_under_wrong_dates_without_being_told(review: Scene) -> None:
    assert not review.says("钟")
    review.publish(clock_off(review, timedelta(days=-900)))
    assert review.says("这台机器的钟慢了 2 年，写的日期不准。可以照办，时间以县中心收到的为准。")
    review.hand.touch("agree")
    review.hand.touch("next")
    review.arrive(Step.SIGN)
    write_name(review)
    review.hand.touch("next")
    review.arrive(Step.DONE)
    review.hand.wait("the receipt", lambda: review.terminal.visit.session.outcome.slip is not None)
    slip = review.terminal.visit.session.outcome.slip
    assert slip is not None
    assert any("机器的钟慢了约 2 年" in line.words for line in slip.lines)


def test_nobody_signs_what_the_centre_would_not_take(review: Scene) -> None:
    step = review.app.shell.step
    assert isinstance(step, ReviewModel)
    assert review.hand.find("not-taken") is None
    now = review.terminal.clock.now()
    review.publish(CentreTold(CentreWord(CentreLimits(2_000_000, 10, ("image/jpeg",)), now)))
    assert review.says("户口簿第 1 页，县中心现在不收")
    review.hand.touch("agree")
    review.hand.touch("next")
    assert review.terminal.visit.step is Step.REVIEW
    review.publish(CentreTold(CentreWord(CentreLimits(1_000, 200_000_000, ("image/jpeg",)), now)))
    assert review.says("填的字太多，县中心现在收不下")
    review.publish(CentreTold(CentreWord(ANY, now)))
    review.hand.touch("next")
    review.arrive(Step.SIGN)


@pytest.mark.parametrize(
    ("shape", "scale", "language"),
    [("upright", 1.0, "en"), ("upright", 2.0, "zh"), ("lying", 1.0, "zh"), ("lying", 2.0, "en")],
)
def test_every_word_of_it_has_its_room(open_scene: OpenScene, shape: str, scale: float, language: str) -> None:
    scene = open_scene("hall", shape)
    state = DeliveryState(Delivery.PENDING, 1, "line.broken", "", None, Progress(200, 199, 1000, 990))
    to_cases(scene, filed(scene, state))

    def look() -> None:
        scene.app.shell.setLanguage(language)
        scene.app.shell.setTextScale(scale)
        scene.publish(clock_off(scene, timedelta(days=-900)))
        check(scene, shape, english=False)

    look()
    assert isinstance(scene.app.shell.step, CasesModel)
    scene.app.shell.step.open("one")
    scene.arrive(Step.CASE)
    look()
    scene.terminal.visit.fire(Signal.CANCEL)
    scene.arrive(Step.FAREWELL)
    scene.terminal.visit.fire(Signal.NEXT)
    to_review(scene)
    scene.publish(CentreTold(CentreWord(CentreLimits(1_000, 10, ("image/jpeg",)), scene.terminal.clock.now())))
    scene.app.shell.setLanguage(language)
    scene.app.shell.setTextScale(scale)
    check(scene, shape, english=False)
    look()
    # By the model: in the largest text the tile stands many screens below.
    review = scene.app.shell.step
    assert isinstance(review, ReviewModel)
    review.toggleAgreed()
    review.next()
    scene.arrive(Step.SIGN)
    look()
    scene.app.shell.setTextScale(1.0)
    write_name(scene)
    scene.hand.touch("next")
    scene.arrive(Step.DONE)
    filing = scene.terminal.visit.session.outcome.filing
    assert filing is not None
    scene.publish(DeliveryChanged(filing.filing_id, SENDING))
    scene.publish(DeliveryProgressed(filing.filing_id, Progress(200, 199, 1000, 990)))
    look()
    scene.hand.touch("next")
    scene.arrive(Step.FAREWELL)
    scene.terminal.visit.fire(Signal.NEXT)
    scene.terminal.visit.fire(Signal.STAFF)
    scene.arrive(Step.STAFF)
    scene.terminal.staff.number = AGENT
    scene.publish(QueueCounted(Queue(120, 400, 1_212_300_000)))
    look()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_agents_list_has_room_for_it(signed_in: Scene, scale: float) -> None:
    signed_in.publish(FilingsFound((filed(signed_in, SENDING),), True, session_id=signed_in.session_id))
    signed_in.publish(DeliveryProgressed("one", Progress(200, 199, 1000, 600)))
    signed_in.publish(clock_off(signed_in, timedelta(days=9000)))
    signed_in.app.shell.setTextScale(scale)
    assert signed_in.says("已送出 199/200 页")
    check(signed_in, "lying", english=False)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (CentreLimits(2_000_000, 10, ("image/jpeg",)), "这一页太大，县中心现在不收这么大的"),
        (CentreLimits(2_000_000, 200_000_000, ("image/png",)), "县中心现在不收这种图片"),
    ],
)
def test_a_page_that_the_centre_would_not_take_is_refused_at_the_scanner(
    materials: Scene, limits: CentreLimits, words: str
) -> None:
    materials.publish(CentreTold(CentreWord(limits, materials.terminal.clock.now())))
    scan(materials, "hukou_book", paper())
    assert materials.says(words)
    assert materials.terminal.collect.pages("hukou_book") == ()
    materials.app.shell.setTextScale(2.0)
    check(materials, "upright", english=False)
