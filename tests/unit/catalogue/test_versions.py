"""Which catalogue replaces which."""

import pytest

from kiosk.catalogue.loader import newer


@pytest.mark.parametrize(
    ("version", "than", "replaces"),
    [
        ("2026.11.2", "2026.11.1", True),
        ("2026.11.10", "2026.11.9", True),
        ("2026.11.1", "2026.11.1", False),
        ("2026.10.9", "2026.11.1", False),
        ("2026.11.1", "county-2026-11", False),
        ("2026.11.1", "", False),
    ],
)
def test_only_a_later_version_replaces_an_earlier_one(version: str, than: str, replaces: bool) -> None:
    assert newer(version, than) is replaces
