"""The bars above and below every step: where this is, how the line and the printer are, who is at work."""

from PySide6.QtCore import Property, QObject, Signal

from kiosk.domain.text import Text
from kiosk.ports import DeviceState
from kiosk.services.terminal import Terminal
from ui.viewmodels.card_words import cards_taken
from ui.viewmodels.line_words import line_words
from ui.viewmodels.settings import ScreenSettings
from ui.viewmodels.strip_words import strip_words

BROKEN = frozenset({DeviceState.ABSENT, DeviceState.FAILED, DeviceState.NEEDS_ATTENTION})


class BarModel(ScreenSettings):
    """`told` says that any of these words may be others now."""

    told = Signal()

    def __init__(self, terminal: Terminal, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._terminal = terminal
        self._visit = terminal.visit

    @Property(str, constant=True)
    def phone(self) -> str:
        return self._terminal.settings.terminal.service_phone

    @Property(str, notify=told)
    def title(self) -> str:
        return self.tr("就近办")

    @Property(str, notify=told)
    def place(self) -> str:
        settings = self._terminal.settings.terminal
        return Text(settings.place, settings.place_en).say(self.spoken)

    @Property(bool, notify=told)
    def lineUp(self) -> bool:
        """False only when it is known that the centre does not answer."""
        line = self._terminal.health.line
        return line.up or not line.known

    @Property(str, notify=told)
    def lineWords(self) -> str:
        line = self._terminal.health.line
        if not line.known:
            return self.tr("正在连网")
        return self.tr("网络正常") if line.up else line_words(line).say(self.spoken)

    @Property(str, notify=told)
    def cards(self) -> str:
        """Which cards can be laid down here: "id", "social" or "both"."""
        return cards_taken(self._terminal.health)

    @Property(bool, notify=told)
    def printerUp(self) -> bool:
        device = self._terminal.health.device("printer")
        return self._terminal.health.fitted("printer") and (device is None or device.state not in BROKEN)

    @Property(str, notify=told)
    def printerWords(self) -> str:
        device = self._terminal.health.device("printer")
        if not self._terminal.health.fitted("printer"):
            return self.tr("没有打印机")
        if device is None or device.state is DeviceState.STARTING:
            return self.tr("打印机正在准备")
        return self.tr("打印机不能用") if device.state in BROKEN else self.tr("打印机正常")

    @Property(str, notify=told)
    def stripWords(self) -> str:
        """What stands above every step but the first while it holds: a power cut, a card that was left; or ""."""
        return strip_words(self._terminal, self.spoken)

    @Property(str, notify=told)
    def agentWords(self) -> str:
        agent = self._visit.agent
        return self.tr("代办员 {0} 号").format(agent.agent_id) if agent else ""
