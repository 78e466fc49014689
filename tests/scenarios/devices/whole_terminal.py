"""A whole terminal without its window: core, store and its own devices, made by the settings as on a real machine."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from devices.manager import DeviceManager
from kiosk import bootstrap
from kiosk.config import DelaySettings, DeviceSettings, IntakeSettings, Settings, TerminalSettings, with_paths
from kiosk.events import Event
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.services.session import Session
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal, Step

PATIENCE_S = 30.0
ALLOWANCE = "000511007000"
ANSWERS = {
    "bank": "rcb",
    "bank_card": "6228480402564890018",
    "phone": "13957412345",
    "living_with": "home",
    "by_proxy": "no",
}
STROKE = (((0.1, 0.2, 0), (0.5, 0.6, 120)),)
NOBODY_THERE = IntakeSettings("http://127.0.0.1:9")
"""The discard port, where nobody listens: the receipt is provisional and comes at once."""


class WholeTerminal:
    """A hall terminal with these devices; the test is its face, and hears on its own thread."""

    def __init__(self, folder: Path, devices: DeviceSettings) -> None:
        settings = replace(
            with_paths(Settings(), data=str(folder / "data"), print_folder=str(folder / "printed")),
            terminal=TerminalSettings(mode="hall"),
            intake=NOBODY_THERE,
            devices=devices,
            delays=DelaySettings(receipt_wait=0.1),
        )
        self.running = bootstrap.prepare(settings, bytes(range(32)))
        self.terminal: Terminal = self.running.terminal
        self.heard: list[Event] = []
        self._arrived: SimpleQueue[Event] = SimpleQueue()
        self.terminal.bus.subscribe(self._arrived.put)

    @property
    def manager(self) -> DeviceManager:
        assert self.running.devices is not None
        return self.running.devices

    @property
    def session(self) -> Session:
        return self.terminal.visit.session

    @property
    def step(self) -> Step:
        return self.terminal.visit.step

    def device(self, name: str) -> DeviceSnapshot:
        """How it is now."""
        return next(one for one in self.manager.snapshots() if one.name == name)

    def until(self, what: str, met: Callable[[], bool]) -> None:
        """Hands events to the visit, as a screen's bridge would, until it is so; fails after a while."""
        deadline = time.monotonic() + PATIENCE_S
        while not met():
            assert time.monotonic() < deadline, f"{what}: did not come; {self.manager.snapshots()}"
            try:
                event = self._arrived.get(timeout=0.02)
            except Empty:
                self.terminal.receipt.tick()
                continue
            self.heard.append(event)
            self.terminal.visit.hear(event)

    def until_step(self, step: Step) -> None:
        self.until(f"the step {step.value}", lambda: self.step is step)

    def until_ready(self, *names: str) -> None:
        """Waits until these devices can be used, and the core knows it."""
        ready = {DeviceState.READY}
        self.until(", ".join(names), lambda: {self.device(name).state for name in names} == ready)
        self.until("the word of it", lambda: self.terminal.health.devices == self.manager.snapshots())

    def to_materials(self) -> None:
        """From the step after the card to the papers of an allowance."""
        self.until("the catalogue", lambda: self.terminal.health.matters > 0)
        self.terminal.choose.open(ALLOWANCE)
        self.until_step(Step.GUIDE)
        self.terminal.visit.fire(Signal.NEXT)
        fill = self.terminal.fill
        fill.begin()
        while self.step is Step.FORM:
            for _ in range(2):  # an answer may bring up the next field of the same group
                for field in fill.fields():
                    if field.id in ANSWERS:
                        fill.answer(field, ANSWERS[field.id])
            assert fill.next() == {}
        assert self.step is Step.MATERIALS

    def scan(self) -> None:
        """One page of the first paper, from the scanner itself."""
        collect = self.terminal.collect
        (rule, *_) = collect.missing()
        assert collect.scan(rule)
        self.until("the page", lambda: not self.session.collection.job)
        assert not self.session.collection.failure
        assert collect.pages(rule.id)

    def confirm(self) -> None:
        """From the papers to the filing that is saved."""
        assert self.terminal.collect.next() == ()
        self.terminal.visit.fire(Signal.NEXT)
        assert self.terminal.submit.confirm(STROKE, b"png")
        self.until_step(Step.DONE)

    def leave(self) -> None:
        """The person goes: from wherever they are to the next person's first screen."""
        visit = self.terminal.visit
        visit.fire(Signal.NEXT if self.step is Step.DONE else Signal.CANCEL)
        if self.step is Step.FAREWELL:
            visit.fire(Signal.NEXT)
        assert self.step is Step.ATTRACT

    def __enter__(self) -> Self:
        self.running.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.running.close()
