"""Identity-card readers."""
