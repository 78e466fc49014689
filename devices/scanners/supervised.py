"""The scanner's thread: one page after another."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock

from devices.causes import failure
from devices.supervision import Surroundings
from devices.supervisor import SupervisedDevice
from kiosk.errors import DeviceFailure
from kiosk.events import PageScanned, ScanEnded, ScanFailed, ScanProgress
from kiosk.ports import Scanner, ScanRequest


@dataclass(frozen=True, slots=True)
class ScanJob:
    """A page that somebody waits for."""

    job: str
    request: ScanRequest
    cancelled: Event = field(default_factory=Event)


class SupervisedScanner(SupervisedDevice[Scanner, ScanJob]):
    """Publishes ScanProgress, and PageScanned, then ScanEnded or ScanFailed, for every job."""

    capability = "scanner"

    def __init__(self, make: Callable[[], Scanner], around: Surroundings) -> None:
        super().__init__(make, around)
        self._lock = Lock()
        self._open_jobs: list[ScanJob] = []

    def scan(self, job: str, request: ScanRequest) -> None:
        """Queues a page; returns at once."""
        scan_job = ScanJob(job, request)
        with self._lock:
            self._open_jobs.append(scan_job)
        self.submit(scan_job)

    def cancel_all(self) -> None:
        """The running scan and the waiting ones end with ScanFailed("cancelled"); returns at once."""
        with self._lock:
            jobs = list(self._open_jobs)
        for job in jobs:
            job.cancelled.set()
        if jobs:
            self._driver.cancel()

    def _do(self, job: ScanJob) -> None:
        try:
            pages, blanks = self._scan(job)
        except DeviceFailure as fault:
            self._refuse(job, fault)
            raise
        except Exception:
            self._refuse(job, failure("bug"))
            raise
        self._done(job)
        self._bus.publish(ScanEnded(job.job, pages, blanks))

    def _scan(self, job: ScanJob) -> tuple[int, int]:
        """Publishes the pages as they come; returns how many they were, and how many blank ones were left out."""
        pages = blanks = 0

        def progress(part: float) -> None:
            # The driver forgets a `cancel` that comes just before its own beginning; this one does not.
            if job.cancelled.is_set() or self._stopping:
                self._driver.cancel()
            self._bus.publish(ScanProgress(job.job, part))

        if job.cancelled.is_set():
            raise failure("cancelled")
        for page in self._driver.scan(job.request, progress):
            if page is None:
                blanks += 1
            else:
                pages += 1
                self._bus.publish(PageScanned(job.job, page))
        return pages, blanks

    def _refuse(self, job: ScanJob, fault: DeviceFailure) -> None:
        self._done(job)
        self._bus.publish(ScanFailed(job.job, "cancelled" if job.cancelled.is_set() else fault.cause))

    def _done(self, job: ScanJob) -> None:
        with self._lock:
            self._open_jobs = [known for known in self._open_jobs if known is not job]
