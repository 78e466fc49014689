"""Media type and size of a scanned page by its own first bytes, where the store's word on it is lost."""

from typing import Final

_NOT_A_FRAME: Final = frozenset({0xC4, 0xC8, 0xCC})
"""Of the JPEG markers from C0 to CF those that begin no frame (ITU-T T.81, table B.1)."""


def look_of(head: bytes) -> tuple[str, int, int]:
    """Media type, width and height in pixels; 1 by 1 where its first bytes do not say."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return "image/png", int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if head.startswith(b"%PDF"):
        return "application/pdf", 1, 1
    return "image/jpeg", *_jpeg_size(head)


def _jpeg_size(head: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in _NOT_A_FRAME:
            return int.from_bytes(head[at + 7 : at + 9], "big"), int.from_bytes(head[at + 5 : at + 7], "big")
        at += 2 + max(length, 2)
    return 1, 1
