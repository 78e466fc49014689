"""`python -m devices.simulators.camera`: a document camera whose V4L2 nodes are answered from this process.

Prints one JSON line once it is ready, then gives pictures until it is told to stop (SIGTERM, or the end of its
standard input with `--until-stdin-closes`). The nodes are sockets under `--nodes`, laid out as under /dev; a program
reaches them when devices/simulators/v4l2/preload.c is loaded into it. Orders come over the control socket:
`{"do": "lay", "sheet": "letter" | "blank" | PATH}`, `take-away`, `{"do": "glare", "on": true}`, `freeze`, `thaw`,
`hang`, `{"do": "damage", "times": 3}`, `occupy`, `vacate`, `unplug`, `{"do": "replug", "node": "video2", "links":
false}`, `state`.
"""

import socket
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from selectors import EVENT_READ

from devices.cameras.v4l2 import Mode
from devices.simulators.control_server import Order
from devices.simulators.serving import Serving, end_on_signals, stand_in_parser
from devices.simulators.v4l2.device import CameraKind, Connection, Handle
from devices.simulators.v4l2.scenes import NOTHING, Scene, drawn, photographs
from kiosk.errors import InputFailure, JiujinError

CARD = "Stand-in DC500"
MODES = (
    *(Mode("MJPG", 2592, 1944, 15.0), Mode("MJPG", 1280, 960, 30.0), Mode("MJPG", 640, 480, 30.0)),
    *(Mode("YUYV", 640, 480, 30.0), Mode("YUYV", 1280, 960, 8.0), Mode("YUYV", 2592, 1944, 2.0)),
)
_LINKS = Path("v4l/by-id")


class CameraProcess(Serving):
    """The stand-in: nodes, a scene and its faults, all on one thread."""

    def __init__(self, control: Path, nodes: Path, node: str, modes: tuple[Mode, ...]) -> None:
        self._nodes = nodes
        self._node = node
        self._modes = modes
        self._linked = True
        self._listeners: list[socket.socket] = []
        self._connections: list[Connection] = []
        self._scene = Scene()
        self._pictures: tuple[tuple[Scene, Mode], list[bytes], list[bytes]] | None = None
        self._frozen = self._hung = self._occupied = False
        self._damaged = 0
        self._next = 0.0
        super().__init__(control)
        try:
            self._plug()
        except OSError as fault:
            self._control.close()
            raise InputFailure(f"{nodes}: the nodes cannot be made ({fault.strerror or fault})") from fault

    def lay(self, sheet: str) -> None:
        """Puts a sheet beneath the camera: `letter`, `blank`, the path of a picture, or nothing."""
        self._see(replace(self._scene, sheet=sheet))

    def _pump(self) -> float | None:
        streaming = [connection for connection in self._connections if connection.handle.streams]
        if time.monotonic() >= self._next:
            for connection in streaming:
                self._take_picture(connection)
        return max(0.0, self._next - time.monotonic()) if streaming else None

    def _take_picture(self, connection: Connection) -> None:
        handle = connection.handle
        self._next = time.monotonic() + 1 / (handle.mode.rate or 30.0)
        if not handle.streams or self._frozen:
            return
        warm_up, steady = self._photographs(handle.mode)
        number = handle.sequence
        picture = warm_up[number] if number < len(warm_up) else steady[number % len(steady)]
        if self._damaged > 0:
            self._damaged -= 1
            picture = picture[: len(picture) // 2]
        connection.show(picture)

    def _photographs(self, mode: Mode) -> tuple[list[bytes], list[bytes]]:
        wanted = (self._scene, mode)
        if self._pictures is None or self._pictures[0] != wanted:
            self._pictures = (wanted, *photographs(self._scene, mode.width, mode.height, mode.fourcc))
        return self._pictures[1], self._pictures[2]

    def _plug(self) -> None:
        self._unplug()
        links = self._nodes / _LINKS
        links.mkdir(parents=True, exist_ok=True)
        second = f"video{int(self._node.removeprefix('video')) + 1}"
        pictures, metadata = CameraKind(CARD, self._modes), CameraKind(CARD, (), metadata=True)
        for index, (node, kind) in enumerate(((self._node, pictures), (second, metadata))):
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._listeners.append(listener)
            listener.bind(str(self._nodes / node))
            listener.listen()
            self._selector.register(
                listener, EVENT_READ, lambda listener=listener, kind=kind: self._accept(listener, kind)
            )
            if self._linked:
                (links / f"usb-{CARD.replace(' ', '_')}-video-index{index}").symlink_to(Path("../..") / node)

    def _unplug(self) -> None:
        for link in (self._nodes / _LINKS).glob("*"):
            link.unlink()
        for listener in self._listeners:
            node = listener.getsockname()
            if listener in self._selector.get_map():
                self._selector.unregister(listener)
            listener.close()
            if node:
                Path(node).unlink(missing_ok=True)
        self._listeners.clear()
        for connection in list(self._connections):
            self._drop(connection)

    def _accept(self, listener: socket.socket, kind: CameraKind) -> None:
        orders, _ = listener.accept()
        connection = Connection(orders, Handle(kind, self._busy))
        self._connections.append(connection)
        self._listen_to(connection)

    def _listen_to(self, connection: Connection) -> None:
        self._selector.register(connection.orders, EVENT_READ, lambda: self._hear(connection))

    def _busy(self, asking: Handle) -> bool:
        others = (connection.handle for connection in self._connections if connection.handle is not asking)
        return self._occupied or any(handle.holds_buffers for handle in others)

    def _hear(self, connection: Connection) -> None:
        if connection not in self._connections:
            return  # unplugged since the selector told of it
        if self._hung:
            # The program waits in its ioctl, as it does when a driver hangs.
            self._selector.unregister(connection.orders)
        elif not connection.obey():
            self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        if connection.orders in self._selector.get_map():
            self._selector.unregister(connection.orders)
        self._connections.remove(connection)
        connection.close()

    def _obey(self, order: Order) -> Order:
        match order.get("do"):
            case "lay":
                self.lay(str(order["sheet"]))
            case "take-away":
                self.lay(NOTHING)
            case "glare":
                self._see(replace(self._scene, glare=bool(order["on"])))
            case "freeze":
                self._frozen = True
            case "thaw":
                self._thaw()
            case "hang":
                self._hung = True
            case "damage":
                self._damaged = int(str(order.get("times", 1)))
            case "occupy" | "vacate" as what:
                self._occupied = what == "occupy"
            case "unplug":
                self._unplug()
            case "replug":
                self._node = str(order.get("node", self._node))
                self._linked = bool(order.get("links", True))
                self._plug()
            case "state":
                pass
            case unknown:
                raise ValueError(f"no such order: {unknown}")
        return self._state()

    def _thaw(self) -> None:
        self._frozen = self._hung = False
        for connection in self._connections:
            if connection.orders not in self._selector.get_map():
                self._listen_to(connection)

    def _see(self, scene: Scene) -> None:
        # Drawn now, so that a picture taken after the answer shows it.
        drawn(scene)
        self._scene = scene
        for connection in self._connections:
            if connection.handle.streams:
                self._photographs(connection.handle.mode)

    def _state(self) -> Order:
        streaming = [connection.handle for connection in self._connections if connection.handle.streams]
        mode = streaming[0].mode if streaming else None
        return {
            "plugged": bool(self._listeners),
            "sheet": self._scene.sheet,
            "streaming": f"{mode.fourcc} {mode.width}x{mode.height}" if mode else "",
            "pictures": streaming[0].sequence if streaming else 0,
            "open": len(self._connections),
        }


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = stand_in_parser("camera", "a stand-in for a document camera (UVC)")
    parser.add_argument("--nodes", type=Path, required=True, help="folder that stands for /dev")
    parser.add_argument("--node", default="video0", help="name of the first node")
    parser.add_argument("--sheet", default=NOTHING, help="what lies there: letter, blank, or a picture's path")
    parser.add_argument("--plain-only", action="store_true", help="a camera without MJPEG")
    chosen = parser.parse_args(arguments)
    end_on_signals()
    modes = tuple(mode for mode in MODES if not (chosen.plain_only and mode.compressed))
    with closing(CameraProcess(chosen.control, chosen.nodes, chosen.node, modes)) as process:
        if chosen.sheet:
            process.lay(chosen.sheet)
        return process.announce_and_run({"nodes": str(chosen.nodes)}, chosen)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except JiujinError as failure:
        sys.exit(f"camera: {failure}")
