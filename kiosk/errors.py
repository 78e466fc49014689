"""Three kinds of failure that read differently to a person.

The environment failed (a reader is unplugged, the disk is full): `EnvironmentFailure`, somebody can act on it.
The input is wrong: `InputFailure`, the person or the technician who wrote it can correct it. Anything else is our
bug and travels as whatever Python raised.
"""

import logging
from pathlib import Path
from traceback import walk_tb

_OURS = frozenset({"kiosk", "ui", "devices", "sync"})
_HOME = Path(__file__).parents[1]
_FRAMES_TOLD = 3


def log_fault(log: logging.Logger, what: str, fault: BaseException, *, level: int = logging.ERROR) -> None:
    """Logs, in one line, that `what` met an exception which nobody foresaw: see `kind_and_place`."""
    log.log(level, "%s: %s", what, kind_and_place(fault), stacklevel=2)


def kind_and_place(fault: BaseException) -> str:
    """The kind of an exception and the innermost lines of our code it came through, innermost first.

    Never its message and no values: a library's message may quote what a person typed or what a card said.
    """
    places = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(fault.__traceback__)]
    ours = [place for place in places if _is_ours(place[0])]
    told = [f"{_short(file)}:{line}" for file, line in reversed((ours or places)[-_FRAMES_TOLD:])]
    return f"{type(fault).__name__} at {' < '.join(told) or 'an unknown place'}"


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(_HOME) and file.relative_to(_HOME).parts[0] in _OURS


def _short(file: Path) -> str:
    return str(file.relative_to(_HOME)) if file.is_relative_to(_HOME) else "/".join(file.parts[-3:])


class JiujinError(Exception):
    """A failure with one plain line for a person: what happened and what to do, never personal data."""


class EnvironmentFailure(JiujinError):
    """Something outside the program does not work."""


class DeviceFailure(EnvironmentFailure):
    """A device cannot do what it was asked.

    `cause` is a stable code such as `absent`, `permission`, `checksum`, `paper-out`; `remedy` one plain sentence for
    staff. `permanent` faults need a hand, the others are tried again by the supervisor.
    """

    def __init__(self, cause: str, message: str, *, remedy: str = "", permanent: bool = False) -> None:
        super().__init__(message)
        self.cause = cause
        self.remedy = remedy
        self.permanent = permanent


class LineFailure(EnvironmentFailure):
    """The centre could not be reached or did not answer as the contract says.

    `reason` is a stable code: `line.unreachable`, `line.timeout`, `line.certificate`, `line.certificate-date`,
    `line.certificate-name`, `line.broken`, `line.portal`, `line.corrupted`, `intake.unavailable`, `intake.busy`,
    `intake.unknown-token`, `intake.nonsense`, `intake.` with another problem of the contract, `terminal.interrupted`
    for an upload that the program's end broke off, or `terminal.fault` for a bug of ours. `retry_after_s` is what the
    centre asked for, or None.
    """

    def __init__(self, reason: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after_s = retry_after_s


class IntakeRefusal(EnvironmentFailure):
    """The centre understood and said no; trying again as it stands is pointless."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class StoreFailure(EnvironmentFailure):
    """The store cannot be opened, read or written; the message names the file."""


class StoreDamaged(StoreFailure):
    """What is in the store's file is not what was written there; the next start of the terminal salvages it."""


class StoreFull(StoreFailure):
    """The disk takes no more; nothing was written, and all goes on once there is room again."""


class InputFailure(JiujinError):
    """What somebody gave is wrong: a file, a key, an answer."""


class ConfigurationFailure(InputFailure):
    """A configuration file is wrong; the message names the file and the key."""


class CatalogueFailure(InputFailure):
    """A catalogue file is wrong; the message names the file, the matter and the key."""


class CatalogueRefusal(InputFailure):
    """A catalogue that was published is not taken; `reason` is a stable code, and nothing has changed."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
