"""What every printer shares: its delays."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrinterDelays:
    """Seconds."""

    look_s: float = 0.25
    """Between two looks at a job that is being printed."""
    answer_s: float = 3.0
    """A print server that needs longer than this for one answer counts as hung."""
    let_go_s: float = 10.0
    """So long a cancelled job's backend may take to tell its printer; then it is ended."""
    device_s: float = 1.0
    """The same for the printer itself, where it can be asked beside the queue."""
    job_s: float = 120.0
    page_s: float = 10.0
    """A job is given up after `job_s` and `page_s` for each side to be printed: no paper takes so long."""
    grace_s: float = 2.0
    """So long a cause must stand before the job is given up: printers tell some that pass by themselves."""
    stuck_s: float = 15.0
    """The same for a cause told as a mere warning, during which nothing more is printed."""
    reach_s: float = 8.0
    """The same while the queue tries to reach its printer: one that sleeps needs seconds to wake."""
    device_look_s: float = 1.0
    """Between two questions to the printer itself."""
    stale_s: float = 60.0
    """So long a cause is shown after the job that met it, where only the next job can disprove it."""
