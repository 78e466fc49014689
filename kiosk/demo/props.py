"""What stands around the demo's terminal besides reader, scanner and centre: printers, cabinet, camera, battery.

Each is the real thing of its trade or a stand-in on the real wire, in its own process. One that cannot run on this
machine is left out, and the log says which: the demonstration goes on with what there is.
"""

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from devices.simulators.cabinet_control import CabinetHandle, spawn_cabinet_board
from devices.simulators.camera_control import CameraHandle, spawn_camera
from devices.simulators.card_service import PcscService
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from devices.simulators.slip_control import SlipPrinterHandle, spawn_slip_printer
from devices.simulators.social_control import SocialCardHandle, spawn_social_card
from devices.simulators.ups import NutServer
from kiosk.config import NOT_FITTED, DeviceSettings
from kiosk.errors import EnvironmentFailure

log = logging.getLogger(__name__)

SOCIAL_READER = "Demo Reader"

PropT = TypeVar("PropT")
EnteredT = TypeVar("EnteredT", NutServer, IppPrinter, CupsServer, PcscService)
StoppedT = TypeVar("StoppedT", SlipPrinterHandle, CabinetHandle, CameraHandle, SocialCardHandle)


@dataclass(slots=True)
class Props:
    """What could be set up, in any combination. The programs among them end with the thread that made them."""

    printer: IppPrinter | None = None
    queue: str = ""
    print_server: CupsServer | None = None
    slips: SlipPrinterHandle | None = None
    cabinet: CabinetHandle | None = None
    camera: CameraHandle | None = None
    ups: NutServer | None = None
    social: SocialCardHandle | None = None
    """The social-security card, out of its reader at first; the reader hangs on a PC/SC service of the demo's own."""
    _closing: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Ends all of them."""
        self._closing.close()

    def fit(self, settings: DeviceSettings) -> DeviceSettings:
        """The settings of a terminal that has them all."""
        return replace(
            settings,
            printer=self.queue,
            cups_server=self.print_server.server if self.print_server else "",
            slip_printer=self.slips.address if self.slips else NOT_FITTED,
            cabinet=str(self.cabinet.port) if self.cabinet else NOT_FITTED,
            camera=str(self.camera.node) if self.camera else NOT_FITTED,
            ups=self.ups.name if self.ups else NOT_FITTED,
            social_reader=SOCIAL_READER if self.social else NOT_FITTED,
        )


def lay_out(folder: Path) -> Props:
    """Sets everything up, on the calling thread, which must outlive it."""
    props = Props()
    try:
        _lay_out(props, folder)
    except BaseException:
        # Somebody ends the demo while it is still being set up.
        props.close()
        raise
    return props


def _lay_out(props: Props, folder: Path) -> None:
    props.ups = _try("battery", lambda: _entered(props, NutServer()))
    props.slips = _try("receipt printer", lambda: _stopped(props, spawn_slip_printer(folder / "slips")))
    props.cabinet = _try("cabinet", lambda: _stopped(props, spawn_cabinet_board(folder / "cabinet")))
    if props.cabinet is not None:
        props.cabinet.control.come()
    _try("printer", lambda: _printer(props))
    props.social = _try("reader of social-security cards", lambda: _social(props))
    props.camera = _try("camera", lambda: _stopped(props, spawn_camera(sheet="letter")))
    if props.camera is not None:
        # For the process that will hold the camera; it is the only one that looks at such nodes.
        for name, value in props.camera.environment.items():
            props._closing.callback(_restore, name, os.environ.get(name))
            os.environ[name] = value


def _restore(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _printer(props: Props) -> None:
    printer = _entered(props, IppPrinter())
    server = _entered(props, CupsServer())
    props.queue = server.add_driverless(printer.uri, "hall")
    props.printer, props.print_server = printer, server


def _social(props: Props) -> SocialCardHandle:
    service = _entered(props, PcscService(SOCIAL_READER))
    return _stopped(props, spawn_social_card(service.slot(SOCIAL_READER)))


def _try(what: str, make: Callable[[], PropT]) -> PropT | None:
    try:
        return make()
    except (RuntimeError, EnvironmentFailure, OSError) as fault:
        # The first line alone: the rest is the other program's log.
        log.warning("the demo goes without its %s: %s", what, str(fault).partition("\n")[0])
        return None


def _entered(props: Props, prop: EnteredT) -> EnteredT:
    return props._closing.enter_context(prop)


def _stopped(props: Props, prop: StoppedT) -> StoppedT:
    props._closing.callback(prop.stop)
    return prop
