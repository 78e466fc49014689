"""The demonstration: a whole county on one machine, and a visit that plays itself."""
