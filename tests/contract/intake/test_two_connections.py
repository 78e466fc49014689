"""Two connections at one upload, as after a line that broke: in one worker or in two, through the lock of the file."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest

from sync.reference_intake.material_files import MaterialFile, Overtaken

CONTENT = bytes(range(256)) * 400


def new_file(folder: Path) -> MaterialFile:
    made = MaterialFile(folder / "materials" / "filing", sha256(CONTENT).hexdigest(), len(CONTENT))
    made.create()
    return made


def test_a_stale_connection_writes_nothing_behind_the_new_ones_back(tmp_path: Path) -> None:
    file = new_file(tmp_path)
    stale, fresh = file.open(), file.open()
    assert stale.append(CONTENT[:100], 0, wait=False) == 100
    assert fresh.append(CONTENT[100:300], 100, wait=False) == 300
    with pytest.raises(Overtaken) as told:
        stale.append(b"\xff" * 50, 100, wait=False)
    assert told.value.offset == 300
    assert fresh.append(CONTENT[300:], 300, wait=False) == len(CONTENT)
    assert file.finish()
    with pytest.raises(Overtaken):
        stale.append(b"\xff" * 50, 100, wait=False)
    assert file.final.read_bytes() == CONTENT
    stale.close()
    fresh.close()


def test_while_another_holds_the_part_a_chunk_waits_or_says_so(tmp_path: Path) -> None:
    file = new_file(tmp_path)
    part = file.open()
    with file.part.open("ab") as other, ThreadPoolExecutor(1) as beside:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError):
            part.append(CONTENT[:10], 0, wait=False)
        waiting = beside.submit(part.append, CONTENT[:10], 0, wait=True)
        assert file.offset() == 0
        fcntl.flock(other, fcntl.LOCK_UN)
        assert waiting.result(20) == 10
    part.close()


def test_racing_to_finish_has_one_result(tmp_path: Path) -> None:
    for turn, content in enumerate((CONTENT, b"\0" * len(CONTENT)) * 5):
        file = new_file(tmp_path / str(turn))
        part = file.open()
        part.append(content, 0, wait=True)
        part.close()
        barrier = Barrier(4)

        def finish(file: MaterialFile = file, barrier: Barrier = barrier) -> bool:
            barrier.wait(20)
            return file.finish()

        with ThreadPoolExecutor(4) as many:
            results = {future.result(20) for future in [many.submit(finish) for _ in range(4)]}
        assert results == {content == CONTENT}
        assert file.offset() == (len(CONTENT) if content == CONTENT else 0)


def test_a_part_that_is_not_full_is_not_taken_for_wrong(tmp_path: Path) -> None:
    """Somebody else found it wrong, emptied it, and the terminal has begun again."""
    file = new_file(tmp_path)
    part = file.open()
    part.append(CONTENT[:7], 0, wait=True)
    part.close()
    assert not file.finish()
    assert file.offset() == 7
