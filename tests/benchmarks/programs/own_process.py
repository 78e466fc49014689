"""What the kernel knows of this very process."""

import os
import time
from pathlib import Path


def since_start_ms() -> float:
    """Milliseconds since the process was started; the kernel counts in steps of 10 ms."""
    fields = Path("/proc/self/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - started) * 1000


def resident_mb() -> float:
    """Resident memory in megabytes."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def peak_mb() -> float:
    """The most resident memory so far, in megabytes; getrusage would count the parent's before the program began."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
