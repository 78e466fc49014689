"""`python -m sync.reference_intake …` is `kiosk intake …`."""

import sys

from sync.reference_intake.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
