"""The hands of the dock on the demo's stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from devices.simulators.sample_cards import SAMPLES
from devices.simulators.sane_scanner import SaneTestScanner
from devices.simulators.social_samples import SHI_MEIE_SOCIAL
from devices.simulators.ups import MAINS
from kiosk.demo.stage import SANE_FOLDER, Stage
from kiosk.domain.text import Text

ON_BATTERY = "ups.status: OB DISCHRG\nbattery.charge: 80\nbattery.runtime: 700\n"


@dataclass(slots=True)
class _Lever:
    """Something that is so or not; `off` is what it says while it is not. Pulling it calls one of the two."""

    off: Text
    on: Text
    pull: Callable[[], object]
    release: Callable[[], object]
    is_on: bool = False


class StageDock:
    """`ui.dock.DockHands` over the stand-ins of a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._cards = tuple(SAMPLES.values())
        self._levers = _levers(stage)

    def cards(self) -> Sequence[str]:
        return [card.document.name for card in self._cards]

    def lay(self, card: int) -> None:
        self.take()
        self._stage.reader.control.insert(self._cards[card])

    def take(self) -> None:
        self._stage.reader.control.remove()

    def line(self, up: bool) -> None:
        if up:
            self._stage.raise_line()
        else:
            self._stage.cut_line()

    def line_is_up(self) -> bool:
        return self._stage.intake is not None

    def levers(self) -> Sequence[tuple[str, bool]]:
        return [
            (f"{lever.on.zh}  {lever.on.en}" if lever.is_on else f"{lever.off.zh}  {lever.off.en}", lever.is_on)
            for lever in self._levers
        ]

    def pull(self, lever: int) -> None:
        pulled = self._levers[lever]
        (pulled.release if pulled.is_on else pulled.pull)()
        pulled.is_on = not pulled.is_on


def _levers(stage: Stage) -> list[_Lever]:
    props, reader = stage.props, stage.reader.control
    found = [_unplugging(Text("读卡器", "card reader"), reader.unplug, reader.replug)]
    if (social := props.social) is not None:
        found.append(
            _Lever(
                Text("插入社保卡", "Insert a social card"),
                Text("社保卡插着，拔出来", "Pull the social card"),
                lambda: social.control.insert(SHI_MEIE_SOCIAL),
                social.control.remove,
            )
        )
    found += _scanner_levers(SaneTestScanner(stage.folder / SANE_FOLDER))
    if (printer := props.printer) is not None:
        found += [
            _Lever(
                Text("取走打印机的纸", "Empty the printer"),
                Text("打印机没纸，加纸", "Refill it"),
                lambda: printer.tell("media-empty"),
                printer.tell,
            ),
            _Lever(
                Text("让打印机卡纸", "Jam the printer"),
                Text("打印机卡纸，拉出来", "Clear the jam"),
                lambda: printer.tell("media-jam"),
                printer.tell,
            ),
        ]
    if (slips := props.slips) is not None:
        found.append(
            _Lever(
                Text("取走小票纸", "Take the receipt roll"),
                Text("小票没纸，换一卷", "New roll"),
                lambda: slips.control.put(paper="out"),
                slips.control.new_roll,
            )
        )
    if (camera := props.camera) is not None:
        found.append(_unplugging(Text("高拍仪", "camera"), camera.control.unplug, camera.control.replug))
    if (cabinet := props.cabinet) is not None:
        found.append(
            _Lever(
                Text("人走开", "Walk away"),
                Text("没有人，走过来", "Come back"),
                cabinet.control.go,
                cabinet.control.come,
            )
        )
    if (ups := props.ups) is not None:
        found.append(
            _Lever(
                Text("停电", "Cut the mains"),
                Text("停电了，来电", "Power back"),
                lambda: ups.tell(ON_BATTERY),
                lambda: ups.tell(MAINS),
            )
        )
    return found


def _scanner_levers(scanner: SaneTestScanner) -> list[_Lever]:
    return [
        _unplugging(Text("扫描仪", "scanner"), scanner.unplug, scanner.mend),
        _Lever(
            Text("让扫描仪卡纸", "Jam the scanner"),
            Text("扫描仪卡纸，拉出来", "Pull it out"),
            scanner.jam,
            scanner.mend,
        ),
        _Lever(
            Text("取走扫描仪里的纸", "Empty the scanner"),
            Text("扫描仪没纸，放上纸", "Lay paper in"),
            scanner.run_empty,
            scanner.mend,
        ),
    ]


def _unplugging(what: Text, pull: Callable[[], object], release: Callable[[], object]) -> _Lever:
    return _Lever(
        Text(f"拔掉{what.zh}", f"Unplug the {what.en}"), Text(f"{what.zh}拔了，插上", "Plug it in"), pull, release
    )
