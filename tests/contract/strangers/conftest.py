"""Programs of others that speak tus, and a line between them and ours that can be cut."""

import json
import os
import selectors
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest

from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from sync.reference_intake.process import IntakeProcess, spawn_intake
from sync.uploads import HeldContent
from tests.scenarios.line.proxy import LineProxy

HERE = Path(__file__).parent
TOKEN = "strangers-token"
SIZE = 1_000_003
READY_WITHIN_S = 60


def node() -> str:
    """The Node of the virtual environment; a machine without it fails here, it does not pass by."""
    found = shutil.which("node")
    assert found, "there is no node: run `bash packaging/dev.sh setup`"
    assert (HERE / "node_modules").is_dir(), "npm's packages are missing: run `bash packaging/dev.sh setup`"
    return found


def content(seed: int, size: int = SIZE) -> HeldContent:
    """A page that compresses badly; each seed is another."""
    data = b"".join(sha256(f"{seed} {n}".encode()).digest() for n in range(size // 32 + 1))[:size]
    return HeldContent(sha256(data).hexdigest(), "image/jpeg", data)


def paper(seed: int) -> Material:
    return Material("deed", Text("不动产权证"), (Page(content(seed).data, "image/jpeg", 10, 10),))


@dataclass
class TusServer:
    """npm's @tus/server for the uploads of one filing; `folder` is where it keeps them."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def stored(self) -> list[bytes]:
        """Every upload that it holds, whole or not."""
        return [file.read_bytes() for file in sorted(self.folder.iterdir()) if file.suffix != ".json"]

    def wait_for(self, size: int) -> None:
        """Until it has kept so many bytes of an upload: what a broken connection brought is written a moment later."""
        self.wait_until(lambda sizes: size in sizes)

    def wait_until(self, holds: Callable[[list[int]], bool]) -> None:
        """Until `holds` of the sizes of what it keeps."""
        pause, deadline = Event(), time.monotonic() + READY_WITHIN_S
        while not holds([len(one) for one in self.stored()]):
            assert time.monotonic() < deadline, f"never came about, but {[len(one) for one in self.stored()]}"
            pause.wait(0.02)


StartTus = Callable[..., TusServer]


@pytest.fixture
def start_tus(tmp_path: Path) -> Iterator[StartTus]:
    started: list[TusServer] = []

    def start(filing_id: str, creation: str = "stock") -> TusServer:
        folder = tmp_path / "tus"
        folder.mkdir(exist_ok=True)
        command = [node(), str(HERE / "tus_server.mjs"), str(folder), f"/v1/filings/{filing_id}/uploads", creation]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(READY_WITHIN_S):
                process.kill()
        line = process.stdout.readline()
        assert line, "@tus/server did not start"
        started.append(TusServer(f"http://127.0.0.1:{json.loads(line)['port']}", folder, process))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IntakeProcess]:
    folder = tmp_path_factory.mktemp("intake")
    process = spawn_intake(folder, token=TOKEN)
    yield process
    process.stop()
    assert (folder / "intake.log").read_text() == ""


@pytest.fixture
def line(intake: IntakeProcess) -> Iterator[LineProxy]:
    proxy = LineProxy(intake.url)
    yield proxy
    proxy.close()


def run_js_client(
    file: Path, endpoint: str, notes: Path, digest: str, *, stop_after: int = 0
) -> subprocess.CompletedProcess[str]:
    """npm's tus-js-client in a process of its own, to its end."""
    command = [node(), str(HERE / "tus_client.mjs"), str(file), endpoint, str(notes), digest, str(stop_after)]
    environment = os.environ | {"TOKEN": TOKEN}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)
