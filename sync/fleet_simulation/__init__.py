"""A county's terminals against an intake, to see what an outage does to both: `kiosk fleet simulate`."""
