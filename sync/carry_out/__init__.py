"""Filings carried to the centre as one sealed file, and its answers carried back."""
