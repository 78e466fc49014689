"""Paper scanners."""
