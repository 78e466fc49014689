"""The visit that plays itself: real scene, real devices' protocols, real line; and the proof afterwards."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.demo.report import Summary, verify
from kiosk.demo.script import Script
from kiosk.demo.stage import Stage, set_up
from kiosk.domain.filing import Delivery
from kiosk.errors import EnvironmentFailure, InputFailure
from kiosk.events import DeliveryChanged, Event, FilingSaved
from ui import app
from ui.ending import Ending
from ui.player import Player, PlayerStuckError


class Watch:
    """Notes the moments that only events tell; called on the threads that publish."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self.saved_at = 0.0
        self.delivered_at = 0.0

    def hear(self, event: Event) -> None:
        match event:
            case FilingSaved(filing):
                self.saved_at = time.monotonic()
                self._summary.take_filing(filing)
            case DeliveryChanged(_, state):
                self._summary.take_state(state)
                if state.delivery is Delivery.DELIVERED:
                    self.delivered_at = time.monotonic()


class EndablePlayer(Player):
    """Ends where it waits when a signal has come: raised inside one of Qt's slots, the exit would skip all closing."""

    def __init__(self, face: app.App, out: Path, ending: Ending) -> None:
        super().__init__(face.window, out)
        self._ending = ending

    def wait(self, what: str, met: Callable[[], bool], patience: float | None = None) -> float:
        def met_or_ended() -> bool:
            if self._ending.signal:
                sys.exit(128 + self._ending.signal)
            return met()

        return super().wait(what, met_or_ended, patience)


def since_process_start() -> float:
    """Milliseconds since this process was started, by the kernel's own account (10 ms fine)."""
    fields = Path("/proc/self/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - started) * 1000


def play(mode: str, out: Path, *, line_up: bool) -> Summary:
    """Plays one visit and leaves `receipt.pdf`, `screens/*.png` and `summary.json` in `out`.

    Raises InputFailure where `out` cannot be had, EnvironmentFailure unless the filing is delivered and the centre
    holds exactly this one case, whole.
    """
    _make_room(out)
    # The headless face draws into memory; whatever screen there is stays untouched.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    summary = Summary()
    stage = set_up(mode, line_up=line_up)
    try:
        with Ending() as ending:
            _play_on(stage, summary, out, ending)
        if stage.intake is None:
            raise EnvironmentFailure("the centre is not there")
        verify(summary, stage.intake.folder)
    finally:
        stage.close()
    return summary


def _play_on(stage: Stage, summary: Summary, out: Path, ending: Ending) -> None:
    watch = Watch(summary)
    stage.running.terminal.bus.subscribe(watch.hear)
    face = app.build(stage.running.terminal)
    player = EndablePlayer(face, out, ending)
    try:
        shown = False

        def first_frame() -> None:
            nonlocal shown
            shown = True
            summary.timings_ms["first_frame"] = round(since_process_start(), 1)
            stage.running.start()

        face.after_first_frame(first_frame)
        player.wait("the first frame", lambda: shown)
        _visit(Script(stage, player, summary), stage, watch, summary, out)
    except PlayerStuckError as stuck:
        raise EnvironmentFailure(f"the visit got stuck: {stuck}") from stuck
    finally:
        summary.steps = player.steps
        summary.write(out)
        face.close()


def _make_room(out: Path) -> None:
    screens = out / "screens"
    try:
        screens.mkdir(parents=True, exist_ok=True)
        # What an earlier visit left, and nothing else: whoever names a folder of their own keeps what is in it.
        earlier = [*screens.glob("[0-9][0-9]-*.png"), screens / "stuck.png", out / "receipt.pdf", out / "summary.json"]
        for file in earlier:
            file.unlink(missing_ok=True)
    except OSError as fault:
        raise InputFailure(
            f"{fault.filename or screens}: {fault.strerror}; --out needs a folder to write in"
        ) from fault


def _visit(script: Script, stage: Stage, watch: Watch, summary: Summary, out: Path) -> None:
    script.to_the_signature()
    script.confirm(watch)
    script.receipt(out)
    script.end()
    stage.raise_line()
    script.player.wait("the delivery", lambda: watch.delivered_at > 0, 30)
    summary.timings_ms["delivered"] = round((watch.delivered_at - watch.saved_at) * 1000, 1)
    script.see_the_case()
