"""What people are told of a draft: where it lies, for how long, and how it comes back."""

from kiosk.domain.text import Text
from kiosk.services.draft_keeper import Keeping
from kiosk.services.terminal import Terminal

WORDS = {
    Keeping.SAVING: Text("没有提交的正在存……", "What was not submitted is being saved…"),
    Keeping.LOST: Text(
        "没有提交的没能存下来，下次请从头办。",
        "What was not submitted could not be saved. Please start again next time.",
    ),
}


def promise(terminal: Terminal) -> Text:
    """For how long a draft waits, where, and for whom."""
    days = terminal.settings.drafts.days
    lasts = f"{days} day{'' if days == 1 else 's'}"
    if terminal.visit.mode == "village":
        return Text(
            f"在这个服务点留 {days} 天。再给同一个人办，就能接着办；刷卡填的，要刷同一个人的卡才能打开。",
            f"Kept at this service point for {lasts}. Go on when you file for the same person again; what was begun"
            " with a card opens only with that person's card.",
        )
    return Text(
        f"在这台机器里留 {days} 天。再来放您的卡，就能接着办；别人看不到。",
        f"Kept in this terminal for {lasts}. Put your card on the reader again to go on. Nobody else can see it.",
    )


def kept(terminal: Terminal, *, after_power_cut: bool) -> Text:
    """That a draft is kept, and how to go on with it."""
    where = promise(terminal)
    if after_power_cut:
        return Text("没有提交的也存好了，来电后接着办：" + where.zh, "Your draft is saved, too. " + where.en)
    return Text("没办完的存好了：" + where.zh, "Your draft is saved. " + where.en)
