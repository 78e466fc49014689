"""The document camera of the tests: the stand-in's process, and the library through which OpenCV reaches it.

Where it cannot run (no compiler), whatever asks for it fails.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from devices.simulators.camera_control import CameraHandle, build_preload, spawn_camera

_FOLDER = TemporaryDirectory(prefix="jiujin-preload-")


@cache
def preload() -> Path:
    """The library, compiled once for a test process."""
    return build_preload(Path(_FOLDER.name) / "preload.so")


@contextmanager
def stand_in_camera(*, sheet: str = "letter", plain_only: bool = False) -> Iterator[CameraHandle]:
    """A camera with a sheet beneath it; processes that are started meanwhile see its nodes."""
    with (
        spawn_camera(sheet=sheet, plain_only=plain_only, library=preload()) as camera,
        pytest.MonkeyPatch.context() as to,
    ):
        for name, value in camera.environment.items():
            to.setenv(name, value)
        yield camera
