"""Whether this terminal can serve: every device, the store, the line, the clock, the disk, the fonts, the catalogue."""
