"""The line to the centre."""
