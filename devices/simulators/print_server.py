"""A real CUPS of one's own: Debian's `cupsd` with its filters and backends, in its own folders and on its own socket.

`cups-pdf` prints into `out`. It reads no configuration but /etc/cups, which is not ours to touch; a queue's PPD may set
the same options, as words without a slash, so its folders are given relative to the one that cupsd was started in.
"""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from devices.simulators.programs import Program, folder, needed, until

_BACKENDS = Path("/usr/lib/cups/backend")
_PDF_PPD = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
_PDF_FOLDERS = {"Out": "out", "AnonDirName": "out", "Spool": "pdf-spool", "Log": "log", "GSTmp": "pdf-tmp"}

_FILES_CONF = """
ServerRoot {at}/root
StateDir {at}/state
RequestRoot {at}/spool
TempDir {at}/spool/tmp
CacheDir {at}/cache
AccessLog {at}/log/access
ErrorLog {at}/log/error
PageLog {at}/log/page
ServerBin {at}/bin
DataDir /usr/share/cups
ServerKeychain {at}/root/ssl
Printcap
SystemGroup {group}
{user}
"""

# What is not said here stays as Debian has it: above all that papers are kept for a day (PreserveJobFiles).
_CUPSD_CONF = """
LogLevel info
Listen {socket}
Browsing No
WebInterface No
ErrorPolicy {policy}
JobRetryInterval 1
JobKillDelay 2
<Location />
  Order allow,deny
</Location>
<Location /admin>
  Order allow,deny
</Location>
"""


class CupsServer:
    """cupsd, and its queues. Raises RuntimeError where it is not installed or does not come up."""

    def __init__(self, *, error_policy: str = "stop-printer") -> None:
        needed("cupsd", "lpadmin", package="cups")
        self.at = folder("cups")
        self.socket = self.at / "run" / "cups.sock"
        self.out = self.at / "out"
        self.spool = self.at / "spool"
        self._program: Program | None = None
        for name in ("root", "state", "spool/tmp", "cache", "log", "run", "bin/backend", *_PDF_FOLDERS.values()):
            (self.at / name).mkdir(parents=True, exist_ok=True)
        for name in ("out", "pdf-spool", "pdf-tmp", "run"):
            (self.at / name).chmod(0o1777)
        self._lay_out_programs()
        user = pwd.getpwuid(os.getuid())
        group = "root" if user.pw_uid == 0 else os.fspath(_group_name(user.pw_gid))
        mine = "" if user.pw_uid == 0 else f"User {user.pw_name}\nGroup {group}"
        (self.at / "cups-files.conf").write_text(_FILES_CONF.format(at=self.at, group=group, user=mine))
        (self.at / "cupsd.conf").write_text(_CUPSD_CONF.format(socket=self.socket, policy=error_policy))

    @property
    def server(self) -> str:
        """How a driver is to name it."""
        return str(self.socket)

    def start(self) -> None:
        """Starts it, or starts it again, and waits until it answers."""
        self.socket.unlink(missing_ok=True)
        files = ("-c", str(self.at / "cupsd.conf"), "-s", str(self.at / "cups-files.conf"))
        self._program = program = Program(
            ["cupsd", "-f", *files],
            self.at / "log" / "cupsd.out",
            cwd=self.at,
            environment={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"},
        )
        try:
            until("cupsd", lambda: self.socket.exists() and self._answers(), program.alive)
        except RuntimeError as fault:
            logs = self.logs()
            self.close()
            raise RuntimeError(f"{fault}\n{logs}") from fault

    def stop(self) -> None:
        """As if the service were stopped; its queues and jobs stay on the disk."""
        if self._program is not None:
            self._program.stop()
        self._program = None

    def freeze(self) -> None:
        """It hangs: takes connections and says nothing."""
        assert self._program is not None
        self._program.freeze()

    def thaw(self) -> None:
        assert self._program is not None
        self._program.thaw()

    def close(self) -> None:
        """Ends it and deletes what it left."""
        self.stop()
        shutil.rmtree(self.at, ignore_errors=True)

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

    def add_pdf(self, name: str = "PDF") -> str:
        """A queue of cups-pdf."""
        words = _PDF_PPD.read_text(encoding="latin-1")
        options = "".join(
            f"*OpenUI *{key}/{key}: PickOne\n*OrderDependency: 60 AnySetup *{key}\n*Default{key}: {value}\n"
            f'*{key} {value}/{value}: ""\n*CloseUI: *{key}\n'
            for key, value in _PDF_FOLDERS.items()
        )
        ppd = self.at / "pdf.ppd"
        ppd.write_text(words.replace("*OpenUI *LogType", f"{options}*OpenUI *LogType", 1), encoding="latin-1")
        return self._add(name, "cups-pdf:/", "-P", str(ppd))

    def add_driverless(self, uri: str, name: str = "IPP") -> str:
        """A queue of an IPP printer, made as CUPS makes them by itself: everything is asked of the printer."""
        self._add(name, uri, "-m", "everywhere")
        # cupsd asks the printer on a thread of its own; until then the queue takes jobs and cannot print them.
        until("the queue's driver", lambda: "IPP Everywhere" in self.run("lpoptions", "-p", name))
        return name

    def add_backend(self, script: str, name: str = "USB") -> str:
        """A raw queue on a backend of one's own, for what the real ones need hardware for."""
        backend = self.at / "bin" / "backend" / "own"
        backend.write_text(script, encoding="utf-8")
        backend.chmod(stat.S_IRWXU if os.getuid() == 0 else 0o755)
        return self._add(name, "own:/", "-m", "raw")

    def remove(self, name: str) -> None:
        """Deletes a queue."""
        self.run("lpadmin", "-x", name)

    def run(self, *arguments: str) -> str:
        """A program of CUPS, spoken to this server; returns what it says."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "CUPS_SERVER": self.server, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=30, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr}\n{self.logs()}")
        return done.stdout

    def waiting(self) -> list[str]:
        """The jobs that are not done."""
        return self.run("lpstat", "-W", "not-completed", "-o").splitlines()

    def kept(self) -> list[str]:
        """What the spool holds: control files (c…) and papers (d…)."""
        return sorted(file.name for file in self.spool.iterdir() if file.is_file())

    def papers(self) -> list[Path]:
        """What cups-pdf has printed, oldest first."""
        return sorted(self.out.glob("*.pdf"), key=lambda file: file.stat().st_mtime_ns)

    def logs(self) -> str:
        """The last words of its logs."""
        files = sorted((self.at / "log").glob("*"))
        return "\n".join(f"{file.name}:\n{file.read_text(errors='replace')[-3000:]}" for file in files)

    def _add(self, name: str, uri: str, *how: str) -> str:
        self.run("lpadmin", "-p", name, "-v", uri, *how, "-E")
        return name

    def _answers(self) -> bool:
        environment: dict[str, Any] = {"PATH": "/usr/bin", "CUPS_SERVER": self.server}
        asked = subprocess.run(["lpstat", "-r"], env=environment, capture_output=True, timeout=30, check=False)
        return b"not running" not in asked.stdout

    def _lay_out_programs(self) -> None:
        """ServerBin: all that Debian has, and room for a backend of our own among its backends."""
        for part in Path("/usr/lib/cups").iterdir():
            if part.name != "backend":
                (self.at / "bin" / part.name).symlink_to(part)
        for backend in _BACKENDS.iterdir():
            (self.at / "bin" / "backend" / backend.name).symlink_to(backend)


def _group_name(number: int) -> str:
    import grp

    return grp.getgrgid(number).gr_name
