"""The options of a SANE device: each backend names and limits them in its own way."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from devices.causes import failure
from devices.scanners import sane_library
from kiosk.domain.material import ColourMode, MaterialRule
from kiosk.ports import PaperSource

_MODES = {
    ColourMode.COLOUR: ("Color", "24bit Color", "Color - 16 Million Colors"),
    # Black and white is made of grey by the pipeline, which sees the shadows that a scanner's threshold takes for ink.
    ColourMode.GREY: ("Gray", "Grayscale", "True Gray"),
    ColourMode.LINEART: ("Gray", "Grayscale", "True Gray", "Lineart", "Black & White", "Binary"),
}
"""Backends name the same mode differently; the first one that a device has is taken."""

_FEEDERS = ("adf", "feeder")
_GLASSES = ("flatbed", "platen", "document table", "normal", "glass")
_A4_MM = (210.0, 297.0)


class SaneOptions:
    """Sets a device up for a page. `device` is python-sane's, `forced` is what staff set for it, `sane` the module."""

    def __init__(self, sane: ModuleType, device: Any, forced: Mapping[str, object]) -> None:
        self._sane = sane
        self._device = device
        self._forced = {name.replace("-", "_"): value for name, value in forced.items()}

    def sources(self, wanted: PaperSource) -> tuple[PaperSource, ...]:
        """Where to look for paper, one after the other; raises DeviceFailure("unsupported") where it is nowhere."""
        if "source" in self._forced:
            fed = _is_feeder(str(self._forced["source"]))
            return (PaperSource.FEEDER if fed else PaperSource.GLASS,)
        offered = self._offered("source")
        if not offered:
            # One way in only; whoever asks for the feeder knows that it is one.
            return (PaperSource.FEEDER if wanted is PaperSource.FEEDER else PaperSource.GLASS,)
        found = tuple(one for one in (PaperSource.FEEDER, PaperSource.GLASS) if self._source_named(one, offered))
        chosen = tuple(one for one in found if wanted in {one, PaperSource.ANY})
        if not chosen:
            raise failure("unsupported", f"source {wanted.value}")
        return chosen

    def set_up(self, rule: MaterialRule, source: PaperSource) -> int:
        """Source, mode, resolution, A4, and then what staff set; returns the dots per inch that it took."""
        if "source" not in self._forced and (named := self._source_named(source, self._offered("source"))):
            self._put("source", named)
        modes = self._offered("mode")
        mode = next((value for value in _MODES[rule.colour] if value in modes), None)
        if mode is not None:
            self._put("mode", mode)
        self._set("resolution", float(rule.resolution_dpi))
        for option, wanted in (("tl_x", 0.0), ("tl_y", 0.0), ("br_x", _A4_MM[0]), ("br_y", _A4_MM[1])):
            self._set(option, wanted)
        for option, wanted_value in self._forced.items():
            self._force(option, wanted_value)
        known = self._device.opt.get("resolution")
        if known is None or not known.is_active():
            return rule.resolution_dpi
        with sane_library.told_as_failure(self._sane):
            return max(1, round(float(self._device.resolution)))

    def _offered(self, option: str) -> list[str]:
        known = self._device.opt.get(option)
        if known is None or not (known.is_active() and known.is_settable()):
            return []
        return [str(value) for value in known.constraint] if isinstance(known.constraint, list) else []

    @staticmethod
    def _source_named(source: PaperSource, offered: list[str]) -> str | None:
        """The backend's word for it. A feeder's one side is enough: staff can ask for both by the option `source`."""
        if source is PaperSource.FEEDER:
            fed = [name for name in offered if _is_feeder(name)]
            return next(
                (name for name in fed if "duplex" not in name.lower() and "back" not in name.lower()), None
            ) or (fed[0] if fed else None)
        return next((name for name in offered if any(word in name.lower() for word in _GLASSES)), None)

    def _set(self, option: str, wanted: float) -> None:
        """Sets a number, or the nearest one that the device offers."""
        known = self._device.opt.get(option)
        if known is None or not (known.is_active() and known.is_settable()):
            return
        value = wanted
        if isinstance(known.constraint, list) and known.constraint:
            value = min(known.constraint, key=lambda offered: abs(offered - wanted))
        elif isinstance(known.constraint, tuple):
            value = min(max(wanted, known.constraint[0]), known.constraint[1])
        self._put(option, int(value) if known.type == self._sane._sane.TYPE_INT else float(value))

    def _force(self, option: str, wanted: object) -> None:
        """Sets an option that staff asked for; raises DeviceFailure("unsupported") where the device has it not."""
        known = self._device.opt.get(option)
        if known is None or not (known.is_active() and known.is_settable()):
            raise failure("unsupported", f"option {option}")
        try:
            value = self._typed(known.type, wanted)
        except ValueError as fault:
            raise failure("unsupported", f"option {option} = {wanted}") from fault
        self._put(option, value)

    def _put(self, option: str, value: object) -> None:
        with sane_library.told_as_failure(self._sane):
            setattr(self._device, option, value)

    def _typed(self, kind: int, wanted: object) -> object:
        # A configuration file gives texts, and python-sane takes only the option's own type.
        types = self._sane._sane
        if kind == types.TYPE_STRING:
            return str(wanted)
        if kind == types.TYPE_BOOL:
            return str(wanted).lower() in {"true", "yes", "1"}
        return int(str(wanted)) if kind == types.TYPE_INT else float(str(wanted))


def _is_feeder(name: str) -> bool:
    return any(word in name.lower() for word in _FEEDERS)
