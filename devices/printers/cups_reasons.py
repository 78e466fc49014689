"""What printer-state-reasons and the levels of supplies mean for a person: tables and nothing else."""

from collections.abc import Iterable

# RFC 8011, 5.4.12, and PWG 5100.9, table 3, without the severity suffix: those that keep a paper from coming out, in
# the order in which a person is told of them.
BLOCKING = {
    "media-jam": "paper-jam",
    "media-path-media-tray-missing": "paper-out",
    "input-tray-missing": "paper-out",
    "cover-open": "door-open",
    "door-open": "door-open",
    "interlock-open": "door-open",
    "fuser-over-temp": "not-ready",
    "fuser-under-temp": "not-ready",
    "media-empty": "paper-out",
    "media-needed": "paper-out",
    "media-path-media-tray-empty": "paper-out",
    "input-tray-empty": "paper-out",
    "toner-empty": "toner-out",
    "marker-supply-empty": "toner-out",
    "marker-supply-missing": "toner-out",
    "marker-ink-empty": "toner-out",
    "marker-toner-empty": "toner-out",
    "marker-toner-cartridge-missing": "toner-out",
    "developer-empty": "toner-out",
    "opc-life-over": "toner-out",
    "marker-waste-full": "waste-full",
    "marker-waste-toner-receptacle-full": "waste-full",
    "marker-waste-ink-receptacle-full": "waste-full",
    "output-area-full": "output-full",
    "output-tray-missing": "output-full",
    "spool-area-full": "spool-full",
    "offline": "offline",
    "shutdown": "offline",
    "timed-out": "offline",
    "connecting-to-device": "offline",
    "paused": "paused",
    "moving-to-paused": "paused",
    "stopped-partly": "paused",
    "stopping": "paused",
}

# What will soon keep papers from coming out; whatever its severity, papers still come.
LOW = {
    "media-low": "paper-low",
    "input-tray-supply-low": "paper-low",
    "toner-low": "toner-low",
    "marker-supply-low": "toner-low",
    "marker-ink-almost-empty": "toner-low",
    "marker-toner-almost-empty": "toner-low",
    "developer-low": "toner-low",
    "opc-near-eol": "toner-low",
    "marker-waste-almost-full": "waste-nearly-full",
    "output-area-almost-full": "output-nearly-full",
}

NEARLY = {
    "paper-out": "paper-low",
    "toner-out": "toner-low",
    "waste-full": "waste-nearly-full",
    "output-full": "output-nearly-full",
}
"""What a cause of `BLOCKING` means while the printer prints on: one of two trays is empty, say."""

SLOW_TO_CLEAR = frozenset({"offline"})
"""Told while a printer wakes, too: these get more time."""

_REPORT, _WARNING, _ERROR = _SUFFIXES = ("-report", "-warning", "-error")


def blocking_cause(reasons: Iterable[str]) -> str:
    """The cause among printer-state-reasons that keeps paper from coming out, "" where none does.

    A reason without a suffix counts as an error; with -warning or -report the printer prints on (RFC 8011, 5.4.12).
    """
    return _first({reason.removesuffix(_ERROR) for reason in reasons if not reason.endswith((_REPORT, _WARNING))})


def doubtful_cause(reasons: Iterable[str]) -> str:
    """The cause that is told as a warning: one of two trays is empty, or the printer never says worse.

    Only a job that gets no further shows which.
    """
    return _first({reason.removesuffix(_WARNING) for reason in reasons if reason.endswith(_WARNING)})


def _first(bare: set[str]) -> str:
    return next((cause for reason, cause in BLOCKING.items() if reason in bare), "")


def warnings_of(reasons: Iterable[str]) -> tuple[str, ...]:
    """What is running low, each once, in the order of the table; and what is empty already, but stops nothing."""
    told = list(reasons)
    bare = {_without_suffix(reason) for reason in told}
    low = [cause for reason, cause in LOW.items() if reason in bare]
    passed_over = {_without_suffix(reason) for reason in told if reason.endswith((_REPORT, _WARNING))}
    low += [NEARLY[cause] for reason, cause in BLOCKING.items() if reason in passed_over and cause in NEARLY]
    return tuple(dict.fromkeys(low))


def _without_suffix(reason: str) -> str:
    for suffix in _SUFFIXES:
        if reason.endswith(suffix):
            return reason.removesuffix(suffix)
    return reason
