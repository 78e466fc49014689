"""The battery that bridges a power cut."""
