"""The printers' threads: one paper, one slip after another."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol, TypeVar

from devices.causes import failure
from devices.supervision import Opened
from devices.supervisor import SupervisedDevice
from kiosk.errors import DeviceFailure
from kiosk.events import Printed, PrintFailed, PrintProgress
from kiosk.ports import Printer, PrintPlace, PrintRequest, Slip, SlipPrinter


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper that somebody waits for."""

    job: str
    request: PrintRequest


@dataclass(frozen=True, slots=True)
class SlipJob:
    """A slip that somebody waits for."""

    job: str
    slip: Slip


class _Job(Protocol):
    @property
    def job(self) -> str: ...


DriverT = TypeVar("DriverT", bound=Opened)
JobT = TypeVar("JobT", bound=_Job)


class _Prints(SupervisedDevice[DriverT, JobT]):
    """Publishes Printed or PrintFailed for every job."""

    # A person may have walked away with the word that the receipt is being printed.
    finishes = True

    @abstractmethod
    def _print(self, job: JobT) -> PrintPlace:
        """Prints it on the driver; raises DeviceFailure."""

    def _do(self, job: JobT) -> None:
        try:
            place = self._print(job)
        except DeviceFailure as fault:
            self._refuse(job, fault)
            raise
        except Exception:
            self._refuse(job, failure("bug"))
            raise
        self._bus.publish(Printed(job.job, place))

    def _refuse(self, job: JobT, fault: DeviceFailure) -> None:
        self._bus.publish(PrintFailed(job.job, fault.cause))


class SupervisedPrinter(_Prints[Printer, PrintJob]):
    """Tells by PrintProgress, too, how far each paper is."""

    capability = "printer"

    def _print(self, job: PrintJob) -> PrintPlace:
        return self._driver.print_pdf(job.request, lambda phase: self._bus.publish(PrintProgress(job.job, phase)))


class SupervisedSlipPrinter(_Prints[SlipPrinter, SlipJob]):
    """One slip after another."""

    capability = "slip-printer"

    def _print(self, job: SlipJob) -> PrintPlace:
        return self._driver.print_slip(job.slip)
