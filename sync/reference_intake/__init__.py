"""A small, honest implementation of the contract."""
