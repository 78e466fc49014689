"""What stands above every step while it holds, whoever is there."""

from kiosk.domain.text import Language, Text
from kiosk.ports import Power
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Step
from ui.viewmodels.base import STRAIGHT
from ui.viewmodels.card_words import lying_card

RUNNING = Text("停电了，请尽快办完；已保存的不会丢。", "Power cut: please finish soon. What is saved stays saved.")
RESTING = Text(
    "停电了，暂时不能开始办事，来电后自动恢复。",
    "Power cut: nothing new can be started now. It goes on by itself when the power is back.",
)


def strip_words(terminal: Terminal, spoken: Language) -> str:
    """The words for the step that is shown, in the language on the screen; "" where nothing is to be said."""
    said: Text | None = None
    if terminal.power.source is not Power.MAINS and terminal.visit.step is not Step.FAREWELL:
        said = RESTING if terminal.visit.resting else RUNNING
    elif terminal.visit.step is Step.OUTLET and terminal.identify.left_card:
        card = lying_card(terminal.identify.lying_on)
        said = Text(
            f"读卡器上还放着上一位的{card.zh}，请拿给本人。",
            f"The last person's {card.en} still lies on the reader. Please hand it back.",
        )
    return "" if said is None else said.say(spoken).translate(STRAIGHT if spoken is Language.EN else {})
