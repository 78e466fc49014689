"""The form under a finger: one question at a time, errors at their fields, nothing lost."""

from kiosk.workflow.steps import Step
from tests.support.filing_road import ANSWERS
from tests.support.scene import Scene


def answers(scene: Scene) -> dict[str, str]:
    return scene.terminal.visit.session.filling.answers


def test_the_card_answers_what_it_knows(form: Scene) -> None:
    assert form.says("已从身份证读出，不用再填。")
    assert "field-name" not in form.hand.names()
    assert not form.says("史美娥"), "the facts are folded until asked for"
    form.hand.touch("said-show")
    form.hand.wait("the facts", lambda: form.says("史美娥"))
    assert not form.says("33022519430614082"), "the number stays masked on a screen others can see"


def test_a_choice_brings_up_what_belongs_to_it(form: Scene) -> None:
    assert form.hand.find("field-bank_card") is None
    form.hand.touch("option-bank-rcb")
    form.hand.wait("the card number", lambda: form.hand.find("field-bank_card") is not None)
    form.hand.touch("option-bank-other")
    form.hand.wait("the bank's name", lambda: form.hand.find("field-other_bank") is not None)
    assert form.hand.find("field-bank_card") is None


def test_a_short_number_is_hinted_at_while_it_grows_and_told_when_going_on(form: Scene) -> None:
    form.hand.touch("option-bank-rcb")
    form.enter("field-bank_card", "62284804025648900")
    assert form.item("field-bank_card").property("value") == "6228 4804 0256 4890 0"
    assert form.says("还差 2 位数字。")
    assert form.item("field-bank_card").property("wrong") is False, "nobody is scolded while typing"
    form.hand.touch("next")
    form.hand.wait("the error", lambda: form.says("还差 2 位数字。卡号在银行卡正面，共 19 位。"))
    assert form.item("field-bank_card").property("wrong") is True
    form.enter("field-bank_card", "18")
    form.hand.wait("the error to go", lambda: form.item("field-bank_card").property("wrong") is False)
    form.hand.touch("next")
    form.hand.wait("the next question", lambda: form.says("怎么联系您？"))
    assert answers(form)["bank_card"] == ANSWERS["bank_card"]


def test_going_back_loses_nothing(form: Scene) -> None:
    form.hand.touch("option-bank-rcb")
    form.enter("field-bank_card", ANSWERS["bank_card"])
    form.hand.touch("next")
    form.enter("field-phone", "1395741")
    form.hand.touch("back")
    form.hand.wait("the first question", lambda: form.hand.find("field-bank_card") is not None)
    assert form.item("field-bank_card").property("value") == "6228 4804 0256 4890 018"
    form.hand.touch("said-show")
    form.hand.touch("next")
    form.hand.wait("the second question", lambda: form.hand.find("field-phone") is not None)
    assert form.item("field-phone").property("value") == "139 5741"
    form.hand.touch("back")
    form.hand.wait("the first question", lambda: form.hand.find("field-bank_card") is not None)
    # Two quick touches on one button are the tremble of a hand, so another comes between.
    form.hand.touch("said-show")
    form.hand.touch("back")
    form.arrive(Step.GUIDE)


def test_the_pad_deletes_and_clears(form: Scene) -> None:
    form.hand.touch("option-bank-rcb")
    form.enter("field-bank_card", "62284")
    form.hand.touch("key-delete")
    assert form.item("field-bank_card").property("value") == "6228"
    form.hand.touch("key-clear")
    assert form.item("field-bank_card").property("value") == ""


def test_the_first_wrong_field_is_brought_into_sight(form: Scene) -> None:
    form.hand.touch("next")
    form.hand.wait("the error", lambda: form.says("这里还没有选。"))
    place = form.place(form.item("option-bank-rcb"))
    assert 0 < place.top() < place.bottom() < form.app.window.height()


def test_an_identity_number_with_x_and_a_date_that_never_was(form: Scene) -> None:
    session = form.terminal.visit.session
    session.filling.answers.update(ANSWERS)
    session.filling.group = len(form.terminal.fill.groups()) - 1
    form.terminal.visit.changed()
    form.hand.touch("option-by_proxy-yes")
    form.enter("field-proxy_number", "33022519700230601x")
    assert form.item("field-proxy_number").property("value") == "330225 19700230 601X"
    form.hand.touch("key-done")
    form.hand.wait("the error on leaving", lambda: form.says("中间的出生日期不对，照着身份证再看一遍。"))


def test_several_choices_money_and_a_second_thought(trader: Scene) -> None:
    session = trader.terminal.visit.session
    session.filling.answers.update({"has_name": "no"})
    trader.hand.touch("next")
    trader.hand.touch("option-trades-food")
    trader.hand.touch("option-trades-seafood")
    trader.hand.touch("option-trades-food")
    assert answers(trader)["trades"] == "seafood"
    trader.enter("field-capital", "2000")
    trader.hand.touch("key-dot")
    trader.hand.keys("5")
    assert answers(trader)["capital"] == "2000.5"


def test_a_date_is_typed_as_digits_and_kept_as_a_date(trader: Scene) -> None:
    session = trader.terminal.visit.session
    session.filling.group = 2
    trader.terminal.visit.changed()
    trader.hand.touch("option-rented-yes")
    trader.enter("field-lease_end", "202902")
    assert trader.item("field-lease_end").property("value") == "2029 年 02"
    assert trader.says("还差 2 个数字。")
    trader.hand.keys("30")
    assert answers(trader)["lease_end"] == "2029-02-30"
    trader.hand.touch("key-done")
    trader.hand.wait("the error", lambda: trader.says("没有这一天，再看一遍。"))
    trader.hand.touch("field-lease_end")
    trader.hand.touch("key-delete")
    trader.hand.touch("key-delete")
    trader.hand.keys("28")
    trader.hand.wait("the error to go", lambda: not trader.says("没有这一天"))
    assert answers(trader)["lease_end"] == "2029-02-28"


def test_an_unlikely_number_is_questioned_but_does_not_stop(form: Scene) -> None:
    form.hand.touch("option-bank-rcb")
    form.enter("field-bank_card", "6228480402564890019")
    form.hand.touch("key-done")
    form.hand.wait("the advice", lambda: form.says("这个卡号少见"))
    form.hand.touch("next")
    form.hand.wait("the next question", lambda: form.hand.find("field-phone") is not None)
    assert answers(form)["bank_card"] == "6228480402564890019"


def test_the_form_speaks_english_too(form: Scene) -> None:
    form.hand.touch("language")
    form.hand.wait("the question", lambda: form.says("Which card shall the allowance go to?"))
    assert form.says("step 2 of 5: fill in")
    form.hand.touch("next")
    form.hand.wait("the error", lambda: form.says("Nothing is chosen yet."))
