"""Noticing that nobody is there any more."""

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from kiosk.config import DelaySettings


class IdleWatch(QObject):
    """Counts the quiet: after `delays.idle` seconds a countdown of `delays.countdown` seconds, then `expired`.

    Any touch or key starts it over. Where a sensor sees nobody any more the quiet lasts `delays.gone` seconds at most;
    a touch is believed more than the sensor.
    """

    leftChanged = Signal()
    expired = Signal()

    def __init__(self, delays: DelaySettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._countdown_s = max(1, round(delays.countdown))
        self._left = 0
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._idle_ms = round(delays.idle * 1000)
        self._gone_ms = round(delays.gone * 1000)
        self._quiet.timeout.connect(self.begin_countdown)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.tick)

    @Property(int, notify=leftChanged)
    def left(self) -> int:
        """Seconds of the countdown still to go; 0 while there is none."""
        return self._left

    @property
    def counting(self) -> bool:
        """Whether the countdown runs."""
        return self._left > 0

    @Slot()
    def touched(self) -> None:
        """Somebody is there."""
        self._second.stop()
        self._set_left(0)
        self._quiet.start(self._idle_ms)

    def sensed(self, present: bool) -> None:
        """The presence sensor sees somebody, or nobody any more; nothing while nobody is expected."""
        if present and (self._quiet.isActive() or self.counting):
            self.touched()
        elif not present and self._quiet.isActive():
            self._quiet.start(min(self._gone_ms, self._quiet.remainingTime()))

    @property
    def quiet_s(self) -> float:
        """Seconds until the countdown begins; 0 where it does not wait for that."""
        return max(0, self._quiet.remainingTime()) / 1000

    def rest(self) -> None:
        """Nobody is expected: no countdown until the next `touched`."""
        self._second.stop()
        self._quiet.stop()
        self._set_left(0)

    @Slot()
    def begin_countdown(self) -> None:
        """The quiet has lasted long enough to ask."""
        self._quiet.stop()
        self._set_left(self._countdown_s)
        self._second.start()

    @Slot()
    def tick(self) -> None:
        """One second of the countdown has gone."""
        if self._left > 1:
            self._set_left(self._left - 1)
            return
        self.rest()
        self.expired.emit()

    def _set_left(self, left: int) -> None:
        if left != self._left:
            self._left = left
            self.leftChanged.emit()
