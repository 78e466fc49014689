"""The terminal application: no Qt, no hardware, no HTTP."""
