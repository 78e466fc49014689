"""One file per command of `kiosk`; each has `add(subparsers)` and a function that returns the exit code."""
