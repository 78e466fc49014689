"""The paper path behind `ippeveprinter -c`: called with its folder and the paper to print.

What it says on its standard error becomes the printer's state (STATE: …, ippeveprinter(1)). While told.json names
reasons, or says `hold`, nothing comes out; a job that is cancelled meanwhile leaves nothing, even when all
is well again.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path

LOOK_S = 0.02
_CANCELLED = {"processing-to-stop-point", "job-canceled-by-user"}
_STATES_OVER = {7, 8, 9}


def main() -> int:
    at, paper = Path(sys.argv[1]), Path(sys.argv[2])
    job = os.environ["IPP_JOB_ID"]
    mark = at / "spool" / f"{job}.running"
    mark.touch()
    try:
        if not _wait_until_well(at):
            return 0
        copied = at / "out" / f"{job}.pdf"
        shutil.copyfile(paper, copied)
        note = {
            "file": str(copied),
            "copies": int(os.environ.get("IPP_COPIES", "1")),
            "sides": os.environ.get("IPP_SIDES", os.environ.get("IPP_SIDES_DEFAULT", "")),
        }
        partial = at / "out" / f"{job}.partial"
        partial.write_text(json.dumps(note))
        partial.rename(at / "out" / f"{job}.json")
    finally:
        mark.unlink()
    return 0


def _wait_until_well(at: Path) -> bool:
    """False where the job was cancelled while it could not print."""
    said: list[str] = []
    waited = False
    while True:
        told = json.loads((at / "told.json").read_text())
        if told["reasons"] != said:
            said = told["reasons"]
            sys.stderr.write(f"STATE: {','.join(said) or 'none'}\n")
            sys.stderr.flush()
        if not said and not told["hold"]:
            return not (waited and _cancelled())
        waited = True
        time.sleep(LOOK_S)


def _cancelled() -> bool:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from devices.printers.ipp_line import Address, ask
    from devices.printers.ipp_wire import GET_JOB_ATTRIBUTES

    uri = os.environ["IPP_JOB_URI"]
    address = Address.of_device(uri)
    assert address is not None
    told = ask(address, GET_JOB_ATTRIBUTES, ("job-uri", uri), ("job-state", "job-state-reasons"), 5.0)
    return told.number("job-state") in _STATES_OVER or bool(_CANCELLED & set(told.words("job-state-reasons")))


if __name__ == "__main__":
    sys.exit(main())
