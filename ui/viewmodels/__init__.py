"""One QObject per step: what the screen shows, what a touch does."""
