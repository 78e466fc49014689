"""Folders of processes that died are swept, those of the living and of strangers are not."""

import os
import subprocess
import sys
from pathlib import Path

from kiosk.leftovers import own_folder


def dead_process() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_only_what_the_dead_have_left_is_swept(tmp_path: Path) -> None:
    dead = dead_process()
    left = tmp_path / f"jiujin-demo-{dead}-abc"
    (left / "data").mkdir(parents=True)
    others = [f"jiujin-demo-{os.getppid()}-abc", f"jiujin-keyboard-{dead}-abc", "jiujin-demo-", "jiujin-demo-x-abc"]
    for name in others:
        (tmp_path / name).mkdir()
    mine = own_folder("jiujin-demo", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*others, mine.name])
    assert mine.name.startswith(f"jiujin-demo-{os.getpid()}-")
    assert mine.stat().st_mode & 0o777 == 0o700


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "file").touch()
    (tmp_path / f"jiujin-demo-{dead_process()}-abc").symlink_to(tmp_path / "elsewhere")
    own_folder("jiujin-demo", tmp_path)
    assert (tmp_path / "elsewhere" / "file").exists()
