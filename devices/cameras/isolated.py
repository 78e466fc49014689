"""The camera in a process of its own: UVC drivers hang and crash, and OpenCV needs room that an idle terminal has not.

The process is there while pictures are taken and for a while after; a camera at rest is looked after from here, by
its node alone.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from devices.cameras import v4l2
from devices.cameras.uvc import DEV, UvcCamera
from devices.causes import failure
from devices.isolation.host import IsolatedDriver, IsolationDelays
from devices.ownership import ThreadOwnership
from kiosk.clock import SystemClock
from kiosk.domain.material import Page
from kiosk.errors import DeviceFailure
from kiosk.ports import CameraPicture, Clock, ScanRequest

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IsolatedCameraDelays:
    """Seconds after which the process counts as hanging; its own deadlines (CameraDelays) lie within."""

    open_s: float = 12.0
    first_s: float = 8.0
    """A preview or capture that has to start the stream; the supervisor gives a preview up after 10 s."""
    next_s: float = 2.5
    capture_s: float = 20.0
    close_s: float = 2.0
    linger_s: float = 30.0
    """How long a process whose camera rests is kept for the next picture."""
    isolation: IsolationDelays = IsolationDelays()


class IsolatedCamera:
    """`kiosk.ports.Camera`: a UvcCamera behind the wire of devices.isolation.

    The arguments are UvcCamera's. Raises what that raises, `no-answer` where its process had to be killed, and
    `crashed`; `open` makes a new process after either.
    """

    driver_name = "uvc"

    def __init__(
        self, name: str, clock: Clock, *, root: Path = DEV, delays: IsolatedCameraDelays | None = None
    ) -> None:
        self._name = name
        self._clock = clock
        self._root = root
        self._delays = delays or IsolatedCameraDelays()
        self._owner = ThreadOwnership("the camera")
        self._driver = IsolatedDriver("devices.cameras.isolated:UvcProcess", clock, self._delays.isolation)
        self._place = name
        self._node: Path | None = None
        self._streams = False
        self._rests_since = 0.0

    @property
    def place(self) -> str:
        """The node, "" before it is known."""
        return self._place

    @property
    def pid(self) -> int | None:
        """The number of the process, None while there is none."""
        return self._driver.pid

    def open(self) -> None:
        """Finds the camera and waits for its first picture; raises DeviceFailure."""
        self._owner.claim()
        try:
            # Looked for here first: while none is plugged in, no process is started every few seconds.
            v4l2.candidates(self._name, self._root)
            self._begin()
            self._place = self._driver.call(str, "open_there", limit_s=self._delays.open_s)
        except DeviceFailure:
            self._driver.stop()
            self._owner.release()
            raise
        self._node = Path(self._place)
        self._rest_from_now()

    def close(self) -> None:
        """Has the camera given back and ends the process; never raises."""
        if self._driver.running:
            self._tell("close")
        self._driver.stop()
        self._node, self._streams = None, False
        self._owner.release()

    def check(self) -> None:
        """Raises DeviceFailure("absent") where the cable was pulled; ends a process that has rested for long."""
        self._owner.check()
        if self._node is None or not self._node.exists():
            raise failure("absent", self._place)
        idle = not self._streams and self._clock.monotonic() >= self._rests_since + self._delays.linger_s
        if idle and self._driver.running:
            self._tell("close")
            self._driver.stop()

    def preview(self) -> CameraPicture:
        """The newest picture, made small."""
        limit_s = self._stream()
        return self._driver.call(CameraPicture, "preview", limit_s=limit_s)

    def capture(self, request: ScanRequest) -> Page:
        """One page, made in the process."""
        self._stream()
        return self._driver.call(Page, "capture", request, limit_s=self._delays.capture_s)

    def rest(self) -> None:
        """Stops the stream; never raises."""
        if self._driver.running:
            self._tell("rest")
        self._rest_from_now()

    def cancel(self) -> None:
        """Ends a running call, with its process; from any thread."""
        self._driver.abort()

    def _begin(self) -> None:
        self._driver.start(name=self._name, root=str(self._root))

    def _stream(self) -> float:
        """Sees to a process that can be asked for pictures; returns how long the next one may take."""
        self._owner.check()
        if self._node is None:
            raise failure("absent", "not opened")
        if not self._driver.running:
            self._begin()
        already, self._streams = self._streams, True
        return self._delays.next_s if already else self._delays.first_s

    def _rest_from_now(self) -> None:
        self._streams = False
        self._rests_since = self._clock.monotonic()

    def _tell(self, method: str) -> None:
        try:
            self._driver.call(type(None), method, limit_s=self._delays.close_s)
        except DeviceFailure as fault:
            log.info("the camera, told to %s: %s", method, fault)


class UvcProcess(UvcCamera):
    """The camera as its own process makes it, from plain values; finds the node anew when it has to."""

    def __init__(self, name: str, root: str) -> None:
        super().__init__(name, SystemClock(), root=Path(root))

    def open_there(self) -> str:
        """Opens the camera and says which node it is."""
        self.open()
        return self.place
