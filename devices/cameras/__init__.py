"""Cameras and document cameras."""
