"""A real IPP printer: Debian's `ippeveprinter`, whose paper path is a program that does as it is told.

It announces itself to nobody (`-r off`), so it needs no Avahi; a message bus it wants all the same, and gets its own.
Its states change in two ways, as its manual says: its command tells them while a job runs (`engine.py`'s part), and its
own web page says what lies in its trays and how full its cartridges are.
"""

import json
import shutil
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode
from urllib.request import urlopen

from devices.simulators.programs import Program, folder, free_port, needed, until

_ENGINE = Path(__file__).with_name("ipp_engine.py")

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={at}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>
"""


class IppPrinter:
    """One printer. Raises RuntimeError where it is not installed or does not come up."""

    def __init__(self) -> None:
        needed("ippeveprinter", package="cups-ipp-utils")
        needed("dbus-daemon", package="dbus")
        self._at = folder("ippeve")
        self.port = free_port()
        for name in ("out", "spool"):
            (self._at / name).mkdir()
        (self._at / "bus.conf").write_text(_BUS.format(at=self._at))
        command = self._at / "engine"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E "{_ENGINE}" "{self._at}" "$@"\n')
        command.chmod(0o755)
        self._bus: Program | None = None
        self._printer: Program | None = None
        self.tell()

    @property
    def uri(self) -> str:
        """The device-uri of its queue."""
        return f"ipp://localhost:{self.port}/ipp/print"

    def tell(self, *reasons: str, hold: bool = False) -> None:
        """From now on the paper path is so: nothing comes out while there are reasons, or while it is to `hold`."""
        new = self._at / "told.new"
        new.write_text(json.dumps({"reasons": reasons, "hold": hold}))
        new.replace(self._at / "told.json")

    def load(self, sheets: int) -> None:
        """So many sheets lie in its tray, as its web page takes them (0, 5, 25, 50, 125, 250)."""
        tray = {"size1": "iso_a4_210x297mm", "type1": "stationery", "level1": sheets}
        self._visit("media", tray | {"size3": "iso_a4_210x297mm", "type3": "stationery", "level3": min(sheets, 25)})

    def fill(self, *, toner: int, waste: int = 25) -> None:
        """So full are the cartridge and the bottle for waste toner, in percent."""
        self._visit("supplies", {"supply0": waste, "supply1": toner})

    def printed(self) -> list[dict[str, object]]:
        """Every paper that came out, oldest first: `file`, `copies`, `sides`."""
        notes = sorted((self._at / "out").glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
        return [json.loads(note.read_text()) for note in notes]

    def running(self) -> list[Path]:
        """What its engine is at now: one mark for each job."""
        return list((self._at / "spool").glob("*.running"))

    def start(self) -> None:
        """Switches it on and waits until it answers."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TMPDIR": str(self._at)}
        if self._bus is None:
            arguments = [f"--config-file={self._at}/bus.conf", "--nofork", "--nopidfile"]
            self._bus = Program(
                ["dbus-daemon", *arguments], self._at / "bus.log", cwd=self._at, environment=environment
            )
            until("dbus-daemon", (self._at / "bus").exists, self._bus.alive)
        options = ["-r", "off", "-2", "-n", "localhost", "-p", str(self.port), "-f", "application/pdf"]
        options += ["-s", "60", "-d", str(self._at / "spool"), "-c", str(self._at / "engine")]
        self._printer = Program(
            ["ippeveprinter", *options, "stand-in"],
            self._at / "printer.log",
            cwd=self._at,
            environment=environment | {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._at}/bus"},
        )
        try:
            until("ippeveprinter", self._answers, self._printer.alive)
        except RuntimeError as fault:
            logs = "\n".join(log.read_text(errors="replace")[-3000:] for log in self._at.glob("*.log"))
            self.close()
            raise RuntimeError(f"{fault}\n{logs}") from fault
        self.load(250)

    def stop(self) -> None:
        """Switches it off."""
        if self._printer is not None:
            self._printer.stop()
        self._printer = None

    def close(self) -> None:
        """Ends all of it and deletes what it left."""
        self.tell()
        self.stop()
        if self._bus is not None:
            self._bus.stop()
        shutil.rmtree(self._at, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _visit(self, page: str, form: dict[str, object]) -> None:
        with urlopen(f"http://localhost:{self.port}/{page}?{urlencode(form)}", timeout=10) as answer:
            answer.read()

    def _answers(self) -> bool:
        try:
            socket.create_connection(("localhost", self.port), 1).close()
        except OSError:
            return False
        return True
