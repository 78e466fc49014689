"""An A4 page in colour at 300 dpi through the whole pipeline, on one core, in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from tests.benchmarks.figure import Figure
from tests.support.sheets import Pixels, noisy, photographed, shaded, sheet

TIME_MS, MEMORY_MB = 400, 150
CORNERS = np.array([[420, 130], [2030, 210], [2210, 2900], [240, 2780]], np.float64)


def measure() -> Iterator[Figure]:
    with TemporaryDirectory(prefix="jiujin-bench-") as folder:
        for name, pixels in _pictures():
            path = Path(folder) / "picture.npy"
            np.save(path, pixels)
            kind = "camera" if "camera" in name else "scanner"
            command = [sys.executable, "-m", "tests.benchmarks.programs.one_page", str(path), kind]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            ratio = found["ms"] / found["jpeg_ms"]
            beside = f"first {found['first_ms']:.0f} ms; {ratio:.1f} × one JPEG of it ({found['jpeg_ms']:.0f} ms)"
            yield Figure(f"A4, 300 dpi, colour: {name}", found["ms"], TIME_MS, "ms", beside)
            beside = f"comes out {found['size']}, {found['bytes'] / 1000:.0f} kB"
            yield Figure(f"A4, 300 dpi, colour: {name}, extra memory", found["extra_mb"], MEMORY_MB, "MB", beside)


def _pictures() -> Iterator[tuple[str, Pixels]]:
    page = sheet("dense", "serif", 300)
    straight = noisy(page.pixels, 3)
    yield "scanned straight", straight
    height, width = straight.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 1.7, 1.0)
    yield "scanned askew", cv2.warpAffine(straight, turn, (width, height), borderValue=(247, 247, 247))
    yield "scanned upside down", np.ascontiguousarray(straight[::-1, ::-1])
    seen = photographed(page, CORNERS, 2448, 3264, "wood")
    yield "by the camera (8 megapixels)", noisy(shaded(seen, 0.7), 3)
