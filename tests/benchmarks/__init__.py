"""What the terminal's speed is measured by; `bash packaging/dev.sh bench`. Never part of the test run."""
