"""A stand-in for a UVC camera's kernel driver: the V4L2 API, answered by another process."""
