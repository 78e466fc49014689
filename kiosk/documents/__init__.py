"""Every paper, as PDF."""
