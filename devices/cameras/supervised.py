"""The camera's thread: the live preview while somebody looks at it, and the pages they take."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.causes import failure
from devices.supervision import Surroundings
from devices.supervisor import SupervisedDevice
from kiosk.errors import DeviceFailure
from kiosk.events import CameraSaw, PageScanned, ScanEnded, ScanFailed
from kiosk.ports import Camera, ScanRequest

_OF_THE_SHEET = frozenset({"no-paper", "too-large"})
"""What is no fault of the camera's: it stays ready, and the next capture may go well."""

_LEAST_PAUSE_S = 0.01


@dataclass(frozen=True, slots=True)
class CaptureJob:
    """A page that somebody waits for."""

    job: str
    request: ScanRequest


class SupervisedCamera(SupervisedDevice[Camera, CaptureJob]):
    """Publishes CameraSaw while the preview is on; PageScanned and ScanEnded, or ScanFailed, for every capture.

    The preview goes on by itself when a camera that was lost meanwhile is back. When it is turned off, the camera
    rests; so it does after a capture without a preview.
    """

    capability = "camera"

    def __init__(self, make: Callable[[], Camera], around: Surroundings) -> None:
        super().__init__(make, around)
        self._clock = around.clock
        self._looked_at = False
        self._streams = False
        self._picture_took_s = 0.0

    def preview(self, on: bool) -> None:
        """Pictures from now on, or none any more; returns at once."""
        self._looked_at = on
        self.nudge()

    def _idle_s(self) -> float | None:
        if self._looked_at or self._streams:
            return max(_LEAST_PAUSE_S, self._delays.preview_s - self._picture_took_s)
        return super()._idle_s()

    def _idle(self) -> None:
        if self._looked_at:
            self._streams = True
            began = self._clock.monotonic()
            picture = self._driver.preview()
            self._picture_took_s = self._clock.monotonic() - began
            if self._looked_at:
                self._bus.publish(CameraSaw(picture))
        elif self._streams:
            self._streams = False
            self._driver.rest()
        super()._idle()

    def _gone(self) -> None:
        self._streams = False

    def _do(self, job: CaptureJob) -> None:
        self._streams = True
        try:
            page = self._driver.capture(job.request)
        except DeviceFailure as fault:
            self._refuse(job, fault)
            if fault.cause not in _OF_THE_SHEET:
                raise
            return
        except Exception:
            self._refuse(job, failure("bug"))
            raise
        self._bus.publish(PageScanned(job.job, page))
        self._bus.publish(ScanEnded(job.job, 1))

    def _refuse(self, job: CaptureJob, fault: DeviceFailure) -> None:
        self._bus.publish(ScanFailed(job.job, fault.cause))
