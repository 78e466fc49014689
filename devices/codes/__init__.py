"""Barcode and QR-code readers."""
