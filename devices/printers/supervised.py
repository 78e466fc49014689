"""The paper printer's thread: one paper after another."""

from dataclasses import dataclass

from devices.causes import failure
from devices.supervisor import SupervisedDevice
from kiosk.errors import DeviceFailure
from kiosk.events import Printed, PrintFailed, PrintProgress
from kiosk.ports import Printer, PrintRequest


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper that somebody waits for."""

    job: str
    request: PrintRequest


class SupervisedPrinter(SupervisedDevice[Printer, PrintJob]):
    """Publishes PrintProgress, then Printed or PrintFailed, for every job."""

    capability = "printer"
    # A person may have walked away with the word that the receipt is being printed.
    finishes = True

    def _do(self, job: PrintJob) -> None:
        try:
            place = self._driver.print_pdf(job.request, lambda phase: self._bus.publish(PrintProgress(job.job, phase)))
        except DeviceFailure as fault:
            self._refuse(job, fault)
            raise
        except Exception:
            self._refuse(job, failure("bug"))
            raise
        self._bus.publish(Printed(job.job, place))

    def _refuse(self, job: PrintJob, fault: DeviceFailure) -> None:
        self._bus.publish(PrintFailed(job.job, fault.cause))
