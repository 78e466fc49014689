"""The receipt printer's thread: one slip after another."""

from dataclasses import dataclass

from devices.causes import failure
from devices.supervisor import SupervisedDevice
from kiosk.errors import DeviceFailure
from kiosk.events import Printed, PrintFailed
from kiosk.ports import Slip, SlipPrinter


@dataclass(frozen=True, slots=True)
class SlipJob:
    """A slip that somebody waits for."""

    job: str
    slip: Slip


class SupervisedSlipPrinter(SupervisedDevice[SlipPrinter, SlipJob]):
    """Publishes Printed or PrintFailed for every slip."""

    capability = "slip-printer"
    finishes = True

    def _do(self, job: SlipJob) -> None:
        try:
            place = self._driver.print_slip(job.slip)
        except DeviceFailure as fault:
            self._refuse(job, fault)
            raise
        except Exception:
            self._refuse(job, failure("bug"))
            raise
        self._bus.publish(Printed(job.job, place))

    def _refuse(self, job: SlipJob, fault: DeviceFailure) -> None:
        self._bus.publish(PrintFailed(job.job, fault.cause))
