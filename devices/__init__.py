"""Everything with a plug: one folder per capability."""
