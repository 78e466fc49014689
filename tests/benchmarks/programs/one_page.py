"""Makes one page of a picture on one core, over and over, and says what that cost in time and memory."""

import json
import os
import sys
import time

import cv2
import numpy as np

from devices.papers.picture import Picture
from devices.papers.pipeline import make_page
from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text
from tests.benchmarks.programs.own_process import peak_mb, resident_mb

ROUNDS = 7


def main() -> int:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    path, from_camera = sys.argv[1], sys.argv[2] == "camera"
    rule = MaterialRule("deed", Text("房产证"), resolution_dpi=300, max_pages=4, max_bytes=10_000_000)
    before = resident_mb()
    times, packed, pages = [], [], []
    for number in range(ROUNDS):
        picture = Picture(np.load(path), None if from_camera else 300)
        started = time.perf_counter()
        page = make_page(picture, rule, from_camera=from_camera)
        times.append((time.perf_counter() - started) * 1000)
        assert page is not None
        pages.append(len(page.content))
        if number == 0:
            peak = peak_mb()
        started = time.perf_counter()
        cv2.imencode(".jpg", picture.pixels, [cv2.IMWRITE_JPEG_QUALITY, 88])
        packed.append((time.perf_counter() - started) * 1000)
        del picture
    size = f"{page.width_px}x{page.height_px}"
    found = {"first_ms": times[0], "ms": sorted(times[1:])[len(times) // 2], "jpeg_ms": sorted(packed)[ROUNDS // 2]}
    print(json.dumps({**found, "extra_mb": peak - before, "size": size, "bytes": pages[-1]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
