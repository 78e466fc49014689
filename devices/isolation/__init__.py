"""Drivers that may hang or crash, each in a process of its own."""
