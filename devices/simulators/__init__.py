"""Stand-ins that speak the real wire protocols from their own processes."""
