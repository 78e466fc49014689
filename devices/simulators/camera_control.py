"""Starting the stand-in camera, ordering it about, and building what a program needs to reach it."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from devices.simulators.control import SimulatorControl
from devices.simulators.process import StandIn
from devices.simulators.programs import short_folder
from kiosk.errors import EnvironmentFailure

_PATIENCE_S = 30.0
"""The stand-in loads OpenCV before it is ready."""

NODE_LINK = "usb-Stand-in_DC500-video-index0"

_SOURCE = Path(__file__).parent / "v4l2" / "preload.c"


class CameraControl(SimulatorControl):
    """Orders for a stand-in camera; every call returns its state (`plugged`, `sheet`, `streaming`, `pictures`)."""

    def lay(self, sheet: str | Path) -> dict[str, object]:
        """Lays a sheet beneath it: `letter`, `blank`, or the path of a picture of one."""
        return self._order(do="lay", sheet=str(sheet))

    def take_away(self) -> dict[str, object]:
        """Nothing but the table is left."""
        return self._order(do="take-away")

    def glare(self, on: bool) -> dict[str, object]:
        """A lamp shines on the sheet, or no more."""
        return self._order(do="glare", on=on)

    def freeze(self) -> dict[str, object]:
        """No picture comes any more; everything else goes on."""
        return self._order(do="freeze")

    def hang(self) -> dict[str, object]:
        """Nothing that is asked of the driver comes back."""
        return self._order(do="hang")

    def thaw(self) -> dict[str, object]:
        """Ends `freeze` and `hang`."""
        return self._order(do="thaw")

    def damage(self, times: int) -> dict[str, object]:
        """So many pictures come cut short."""
        return self._order(do="damage", times=times)

    def occupy(self, on: bool) -> dict[str, object]:
        """Another program has the camera, or has it no more."""
        return self._order(do="occupy" if on else "vacate")

    def replug(self, node: str = "", *, links: bool = True) -> dict[str, object]:
        """Plugs it in again, under the old name or another (`video2`), with or without the lasting names of udev."""
        more = {"node": node} if node else {}
        return self._order(do="replug", links=links, **more)


class CameraHandle(StandIn):
    """A running stand-in: `root` stands for /dev, `environment` is what a program needs to reach the nodes in it."""

    def __init__(self, folder: Path, library: Path, arguments: Sequence[str]) -> None:
        self.root = folder / "dev"
        self.root.mkdir()
        self.control = CameraControl(folder / "camera.sock")
        self.environment: Mapping[str, str] = {"LD_PRELOAD": str(library), "JIUJIN_V4L2_NODES": str(self.root)}
        super().__init__(
            "camera",
            "devices.simulators.camera",
            ("--control", str(folder / "camera.sock"), "--nodes", str(self.root), *arguments),
            sweep=(folder,),
            environment={name: value for name, value in os.environ.items() if name != "LD_PRELOAD"},
            patience_s=_PATIENCE_S,
        )

    @property
    def node(self) -> Path:
        """The lasting name of its node, as `devices.camera` takes it."""
        return self.root / "v4l" / "by-id" / NODE_LINK


def spawn_camera(*, sheet: str = "", plain_only: bool = False, library: Path | None = None) -> CameraHandle:
    """Starts a stand-in camera, with `sheet` beneath it, and waits until it is ready.

    `library` is what `build_preload` built, built anew where None. Raises EnvironmentFailure where it does not start.
    """
    # Never below a folder of the caller's: its nodes are sockets, whose paths must be short.
    folder = short_folder("camera")
    try:
        library = library or build_preload(folder / "preload.so")
        return CameraHandle(folder, library, ("--sheet", sheet, *(["--plain-only"] if plain_only else [])))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def build_preload(target: Path) -> Path:
    """Compiles preload.c to `target`; returns it. Raises EnvironmentFailure where there is no compiler or it fails."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise EnvironmentFailure("no C compiler here: the stand-in for the camera needs one (apt install gcc)")
    command = [compiler, "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o", str(target), str(_SOURCE)]
    done = subprocess.run([*command, "-ldl"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise EnvironmentFailure(f"{_SOURCE.name} cannot be compiled: {done.stderr.strip()}")
    return target
