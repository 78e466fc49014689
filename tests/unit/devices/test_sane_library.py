"""SANE's library is started so that the thread which reads a page can be ended at any instruction."""

import os
import subprocess
import sys
from pathlib import Path

from devices.scanners.sane import write_test_backend

SCAN = """
import os, sys
from pathlib import Path
from devices.scanners import sane_library

device = sane_library.start(Path(sys.argv[1])).open("test:0")
device.mode, device.resolution, device.br_x, device.br_y = "Color", 75.0, 100.0, 100.0
os.write(2, b"BEGIN\\n")
device.start()
device.dev.snap(False, False, lambda line, lines: None)
os.write(2, b"END\\n")
"""


def test_end_of_the_first_reader_has_nothing_left_to_load(tmp_path: Path) -> None:
    # SANE's test device cancels its reader when the last byte is there; one that is met within the loader keeps the
    # loader's locks. `LD_DEBUG` (ld.so(8)) has the loader say what it opens, be it there already.
    config_dir = write_test_backend(tmp_path / "sane")
    scan = subprocess.run(
        [sys.executable, "-c", SCAN, str(config_dir)],
        env=os.environ | {"LD_DEBUG": "files"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    before, _, rest = scan.stderr.partition("BEGIN\n")
    during, end, _ = rest.partition("END\n")
    assert end, "a page was read"
    assert "opening file=" in before, "the loader tells what it opens"
    assert "libgcc_s" not in during
