"""A file on a stick is there whole and read back, or there is nothing."""

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.errors import InputFailure
from sync.carry_out import stick
from sync.carry_out.stick import StickFailure, written_whole

CONTENT = bytes(range(256)) * 1000


def write(target: Path, *, force: bool = False, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Writes the content to `target`; `meanwhile` happens before the file is closed."""
    with written_whole(target, size=len(CONTENT), force=force) as sink:
        sink.write(CONTENT)
        meanwhile()


def test_it_is_whole_its_owners_alone_and_by_itself(tmp_path: Path) -> None:
    write(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_bytes() == CONTENT
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("force", [True, False])
def test_whatever_ends_the_writing_leaves_the_place_as_it_was(
    tmp_path: Path, fault: type[BaseException], force: bool
) -> None:
    if force:
        (tmp_path / "out").write_bytes(b"before")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def end() -> None:
        raise fault

    with pytest.raises(fault):
        write(tmp_path / "out", force=force, meanwhile=end)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_who_came_meanwhile_keeps_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputFailure, match="somebody else"):
        write(tmp_path / "out", meanwhile=lambda: (tmp_path / "out").write_text("theirs") and None)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out", "theirs")]


def test_a_medium_that_keeps_other_bytes_is_found(tmp_path: Path) -> None:
    def wear() -> None:
        (part,) = tmp_path.iterdir()
        with part.open("r+b") as worn:
            worn.seek(1000)
            worn.write(b"\x00\xff" * 50)

    with pytest.raises(StickFailure, match="reads back as something else"):
        write(tmp_path / "out", meanwhile=wear)
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_was_pulled_out_is_told(tmp_path: Path) -> None:
    mounted = tmp_path / "stick"
    mounted.mkdir()

    def pull() -> None:
        mounted.rename(tmp_path / "elsewhere")

    with pytest.raises(StickFailure, match="was the stick pulled out"):
        write(mounted / "out", meanwhile=pull)
    with pytest.raises(StickFailure, match="was the stick pulled out"):
        write(tmp_path / "never" / "out")


def test_too_little_room_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with (
        pytest.raises(StickFailure, match="are needed and"),
        written_whole(tmp_path / "out", size=1 << 60),
    ):
        pytest.fail("it began to write")
    assert list(tmp_path.iterdir()) == []


def test_a_medium_that_stops_taking_bytes_leaves_no_file(tmp_path: Path) -> None:
    """A limit of the process in place of the medium's own: the same error from the same system call."""
    script = (
        "import pathlib, sys; from sync.carry_out.stick import StickFailure, written_whole\n"
        "try:\n"
        "    with written_whole(pathlib.Path(sys.argv[1]), size=300_000) as sink:\n"
        "        for _ in range(3): sink.write(bytes(100_000))\n"
        "except StickFailure as failure: print(failure)\n"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        preexec_fn=limit,
    )
    assert "does not take a file this large" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EROFS, "can only be read"),
        (errno.EIO, "worn out"),
        (errno.EACCES, "does not let this program write"),
        (errno.EXDEV, "cannot be written"),
    ],
)
def test_each_failure_of_a_medium_has_its_own_words(tmp_path: Path, code: int, words: str) -> None:
    with (
        pytest.raises(StickFailure, match=words) as failure,
        written_whole(tmp_path / "out", size=10),
    ):
        raise OSError(code, os.strerror(code))
    assert str(tmp_path / "out") in str(failure.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_links_is_written_by_renaming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT and exFAT answer so; none can be mounted without rights that a test does not have."""

    def no_links(_source: Path, _target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(stick.os, "link", no_links)
    write(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    with pytest.raises(InputFailure, match="--force"):
        write(tmp_path / "out")


def test_a_folder_is_no_place_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputFailure, match="name a file in it"):
        write(tmp_path, force=True)
