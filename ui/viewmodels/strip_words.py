"""What stands above every step while it holds, whoever is there."""

from kiosk.domain.text import Language, Text
from kiosk.ports import Power
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Step
from ui.viewmodels.base import STRAIGHT
from ui.viewmodels.card_words import lying_card
from ui.viewmodels.clock_words import wrong_dates
from ui.viewmodels.gate_words import POWER, gate_words, running_words

RUNNING = Text("停电了，请尽快办完；已保存的不会丢。", "Power cut: please finish soon. What is saved stays saved.")

DATED = frozenset({Step.OUTLET, Step.REVIEW, Step.SIGN, Step.DONE})
"""Where a date is about to be written, or has been."""


def strip_words(terminal: Terminal, spoken: Language) -> str:
    """The words for the step that is shown, in the language on the screen; "" where nothing is to be said."""
    said: Text | None = None
    if terminal.power.source is not Power.MAINS and terminal.visit.step is not Step.FAREWELL:
        said = POWER.strip if terminal.visit.resting else RUNNING
    elif terminal.visit.gate and terminal.visit.step is not Step.FAREWELL:
        said = gate_words(terminal).strip if terminal.visit.resting else running_words(terminal)
    elif terminal.visit.step is Step.OUTLET and terminal.identify.left_card:
        card = lying_card(terminal.identify.lying_on)
        said = Text(
            f"读卡器上还放着上一位的{card.zh}，请拿给本人。",
            f"The last person's {card.en} still lies on the reader. Please hand it back.",
        )
    elif terminal.visit.step in DATED and (trouble := terminal.centre.clock_trouble()) and trouble.wrong:
        said = wrong_dates(trouble)
    return "" if said is None else said.say(spoken).translate(STRAIGHT if spoken is Language.EN else {})
