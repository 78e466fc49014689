"""The driver of document cameras: whatever the kernel shows as a V4L2 node, through OpenCV.

There is one stream, at full resolution, for preview and capture alike: a JPEG camera's pictures come apart at a
quarter of their size for little, and no capture waits for the sensor to start again.
"""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.cameras import v4l2
from devices.cameras.base import CameraDelays
from devices.cameras.v4l2 import Mode
from devices.causes import failure
from devices.ownership import ThreadOwnership
from kiosk.domain.material import Page
from kiosk.errors import DeviceFailure, log_fault
from kiosk.ports import CameraPicture, Clock, ScanRequest

if TYPE_CHECKING:
    from devices.cameras.pictures import Shot

log = logging.getLogger(__name__)

DEV = Path("/dev")

_SAME = 3
"""So many pictures in a row must show the same before the sharpest of them is taken."""
_BUFFERS = 4
"""OpenCV keeps so many."""


class UvcCamera:
    """`kiosk.ports.Camera` on OpenCV's V4L2 backend.

    `name` is the path of a node or of a link to it, "" for the first camera beneath `root`. OpenCV is loaded by the
    first picture. The stream, and with it the camera's light, is on from the first `preview` or `capture` to `rest`.
    """

    driver_name = "uvc"

    def __init__(self, name: str, clock: Clock, *, root: Path = DEV, delays: CameraDelays | None = None) -> None:
        self._name = name
        self._clock = clock
        self._root = root
        self._delays = delays or CameraDelays()
        self._owner = ThreadOwnership("the camera")
        self._path: Path | None = None
        self._mode = Mode("", 0, 0)
        self._stream: Any = None  # cv2.VideoCapture
        self._streams_since = 0.0

    @property
    def place(self) -> str:
        """The node, "" before it is known."""
        return str(self._path or self._name)

    def open(self) -> None:
        """Finds the camera, waits for its first picture, and rests.

        Raises DeviceFailure absent, permission, in-use, no-driver, unsupported, no-answer or io.
        """
        self._owner.claim()
        try:
            self._start()
            self.rest()
        except DeviceFailure:
            self.close()
            raise

    def close(self) -> None:
        """Gives the camera back; never raises."""
        self.rest()
        self._path = None
        self._owner.release()

    def check(self) -> None:
        """Raises DeviceFailure("absent") where the cable was pulled; costs no picture."""
        if self._path is None or not self._path.exists():
            raise failure("absent", self.place)

    def preview(self) -> CameraPicture:
        """The newest picture, made small. Raises DeviceFailure absent, no-answer (it froze) or io (all damaged)."""
        self._owner.check()
        self._start()
        return self._until_usable(lambda shot: shot.look(self._mode), newest=True)

    def capture(self, request: ScanRequest) -> Page:
        """One page: once the light has settled and the sheet lies still, the sharpest picture of several.

        Raises what `preview` raises, too-large, and no-paper where there is nothing but a blank sheet or the table.
        """
        from devices.papers.picture import Picture
        from devices.papers.pipeline import make_page

        self._owner.check()
        self._start()
        page = make_page(Picture(self._best()), request.rule, from_camera=True)
        if page is None:
            raise failure("no-paper", "a blank page")
        return page

    def rest(self) -> None:
        """Stops the stream, so that the camera's light goes off; never raises."""
        stream, self._stream = self._stream, None
        if stream is not None:
            try:
                stream.release()
            except Exception as fault:  # noqa: BLE001 - it is gone, whatever OpenCV says of it
                log_fault(log, "stopping the camera's stream failed", fault)

    def _start(self) -> None:
        if self._stream is not None:
            return
        path = self._path if self._path is not None and self._path.exists() else v4l2.find(self._name, self._root)
        with v4l2.opened(path) as node:
            mode = v4l2.choose(node.modes())
            node.take(mode)
        # How long OpenCV waits for the first picture, 10 s by default; it reads this once, when it first waits.
        os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", str(max(1, round(self._delays.first_s))))
        try:
            import cv2
        except ImportError as fault:
            raise failure("no-driver", "opencv-python-headless") from fault
        wanted = [cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*mode.fourcc)]
        wanted += [cv2.CAP_PROP_FRAME_WIDTH, mode.width, cv2.CAP_PROP_FRAME_HEIGHT, mode.height]
        # JPEG is taken as it comes: OpenCV would show the last picture again for one that is damaged.
        wanted += [cv2.CAP_PROP_CONVERT_RGB, 0] if mode.compressed else []
        stream = cv2.VideoCapture(str(path), cv2.CAP_V4L2, wanted)
        if not stream.isOpened():
            raise failure("io" if path.exists() else "absent", "OpenCV cannot open it")
        self._path, self._stream = path, stream
        self._mode = Mode(
            mode.fourcc,
            round(stream.get(cv2.CAP_PROP_FRAME_WIDTH)),
            round(stream.get(cv2.CAP_PROP_FRAME_HEIGHT)),
            mode.rate,
        )
        self._wait_for_first()
        log.info("the camera gives %s %d × %d", self._mode.fourcc, self._mode.width, self._mode.height)

    def _wait_for_first(self) -> None:
        # Not by waitAny, whose deadline does not count until there was a picture.
        asked = self._clock.monotonic()
        if not self._stream.grab():
            fault = self._broken()
            waited = self._clock.monotonic() - asked
            late = fault.cause == "io" and waited >= self._delays.next_s / 2
            raise failure("no-answer", f"no picture within {waited:.0f} s") if late else fault
        self._streams_since = self._clock.monotonic()

    def _ready(self, limit_s: float) -> bool:
        """Whether the next picture comes within so long; raises DeviceFailure absent or io."""
        import cv2

        try:
            # Never 0, which is for ever.
            ready, _ = cv2.VideoCapture.waitAny([self._stream], max(1, round(limit_s * 1e9)))
        except cv2.error as fault:
            raise self._broken() from fault
        return bool(ready)

    def _shot(self, *, newest: bool) -> "Shot | None":
        """The next picture, or the first one taken from now on; None where it came damaged."""
        from devices.cameras.pictures import Shot, whole

        if newest:
            self._drop_old()
        if not self._ready(self._delays.next_s):
            raise failure("no-answer", f"no picture within {self._delays.next_s:g} s")
        self._grab()
        done, taken = self._stream.retrieve()
        if not done or taken is None:
            return None
        if not self._mode.compressed:
            return Shot(b"", taken)
        packed = taken.tobytes()
        return Shot(packed) if whole(packed, self._mode) else None

    def _drop_old(self) -> None:
        # The buffers fill while nobody looks, and what came later was lost: the newest of them may be of long ago.
        for _ in range(_BUFFERS):
            if not self._ready(0.0):
                return
            self._grab()
            # After waitAny, OpenCV gives the same picture again and again until it was retrieved.
            self._stream.retrieve()

    def _grab(self) -> None:
        if not self._stream.grab():
            raise self._broken()

    def _whole(self, *, newest: bool = False) -> "Shot":
        """The next picture that is not damaged; raises DeviceFailure("io") where none comes."""
        until = self._clock.monotonic() + self._delays.next_s
        while True:
            shot = self._shot(newest=newest)
            if shot is not None:
                return shot
            if self._clock.monotonic() >= until:
                raise failure("io", "the pictures come damaged")

    def _until_usable(self, use: "Callable[[Shot], CameraPicture | None]", *, newest: bool) -> CameraPicture:
        until = self._clock.monotonic() + self._delays.next_s
        while True:
            used = use(self._whole(newest=newest))
            if used is not None:
                return used
            if self._clock.monotonic() >= until:
                raise failure("io", "the pictures come damaged")

    def _best(self) -> Any:
        from devices.cameras.pictures import agree

        while self._clock.monotonic() < self._streams_since + self._delays.warm_up_s:
            self._whole()
        until = self._clock.monotonic() + self._delays.settle_s
        shot = self._whole(newest=True)
        same, seen = [shot], shot.glance()
        while len(same) < _SAME and self._clock.monotonic() < until:
            shot = self._whole()
            glance = shot.glance()
            if glance is None:
                continue
            same = [*same, shot] if seen is not None and agree(seen, glance) else [shot]
            seen = glance
        for best in sorted(same, key=lambda shot: shot.sharpness(), reverse=True):
            pixels = best.full()
            if pixels is not None:
                return pixels
        raise failure("io", "the pictures come damaged")

    def _broken(self) -> DeviceFailure:
        gone = self._path is None or not self._path.exists()
        return failure("absent", self.place) if gone else failure("io", "the stream broke")
