"""The one crossing between the core's threads and the GUI thread."""

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.events import Event, EventBus


class Bridge(QObject):
    """Re-emits every event of the bus as `arrived`, on the thread this object was made on.

    Handlers of the bus run on whichever thread published; a queued signal is the only thing that is safe to touch
    from there.
    """

    arrived = Signal(object)
    _posted = Signal(object)

    def __init__(self, bus: EventBus) -> None:
        super().__init__()
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = bus.subscribe(self._post)

    def close(self) -> None:
        """Hears nothing more; what is still queued is dropped."""
        self._unsubscribe()
        self._posted.disconnect(self._deliver)

    def _post(self, event: Event) -> None:
        self._posted.emit(event)

    @Slot(object)
    def _deliver(self, event: Event) -> None:
        self.arrived.emit(event)
