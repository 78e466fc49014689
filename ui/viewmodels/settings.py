"""What makes the screen easier for one person: language, size of text, look. Forgotten with the session.

An agent's own choices come back after each resident, until the agent signs out.
"""

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.text import Language

TEXT_SCALES = (1.0, 1.25, 1.5, 2.0)
LOOKS = ("light", "dark", "hc-light", "hc-dark")
PLAIN = (Language.ZH, 1.0, "light")


class ScreenSettings(QObject):
    """The choices that every screen offers; `changed` tells of any of them, `languageChanged` of one."""

    changed = Signal()
    languageChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.spoken, self._scale, self._look = PLAIN
        self._kept = PLAIN

    def keep(self) -> None:
        """From now on `reset` comes back to what is chosen now."""
        self._kept = (self.spoken, self._scale, self._look)

    def forget(self) -> None:
        """Back to Chinese, plain size, light, whatever was kept."""
        self._kept = PLAIN
        self.reset()

    def reset(self) -> None:
        """Back to what was kept; to Chinese, plain size, light where nothing was."""
        language, scale, look = self._kept
        self.setTextScale(scale)
        self.setLook(look)
        self.setLanguage(language)

    @Property(str, notify=languageChanged)
    def language(self) -> str:
        return self.spoken.value

    @Property(float, notify=changed)
    def textScale(self) -> float:
        return self._scale

    @Property(str, notify=changed)
    def look(self) -> str:
        return self._look

    @Slot(str)
    def setLanguage(self, language: str) -> None:
        wanted = Language(language)
        if wanted is not self.spoken:
            self.spoken = wanted
            self.languageChanged.emit()
            self.changed.emit()

    @Slot(float)
    def setTextScale(self, scale: float) -> None:
        if scale not in TEXT_SCALES:
            raise ValueError(f"no such text size: {scale}")
        if scale != self._scale:
            self._scale = scale
            self.changed.emit()

    @Slot(str)
    def setLook(self, look: str) -> None:
        if look not in LOOKS:
            raise ValueError(f"no such look: {look}")
        if look != self._look:
            self._look = look
            self.changed.emit()
