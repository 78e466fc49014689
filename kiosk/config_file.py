"""The settings file: TOML, read into the frozen values of `kiosk/config.py` and nothing else."""

import tomllib
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

from kiosk.config import Settings
from kiosk.config_checks import check
from kiosk.errors import ConfigurationFailure


def load(path: Path) -> Settings:
    """The settings in the TOML file at `path`; what it does not say keeps its default.

    Raises ConfigurationFailure, one line naming the file and the key, for a missing or broken file, an unknown key,
    and a value of the wrong type or outside its bounds.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise ConfigurationFailure(f"{path}: cannot be read ({fault.strerror})") from fault
    except ValueError as fault:
        # Not TOML, not UTF-8, or a number of thousands of digits.
        raise ConfigurationFailure(f"{path}: is not valid TOML: {fault}") from fault
    settings: Settings = _read(Settings, table, path, "")
    check(settings, path)
    return settings


def _read(kind: Any, table: dict[str, Any], path: Path, prefix: str) -> Any:
    hints = get_type_hints(kind)
    known = {item.name: item for item in fields(kind)}
    for key in table:
        if key not in known:
            raise ConfigurationFailure(f"{path}: unknown key {prefix}{key}; known here: {', '.join(known)}")
    for name, item in known.items():
        if name not in table and item.default is MISSING and item.default_factory is MISSING:
            raise ConfigurationFailure(f"{path}: key {prefix}{name} is missing")
    return kind(**{key: _value(hints[key], value, path, prefix + key) for key, value in table.items()})


def _value(kind: Any, value: Any, path: Path, key: str) -> Any:
    if is_dataclass(kind):
        if not isinstance(value, dict):
            raise ConfigurationFailure(f"{path}: {key} must be a table")
        return _read(kind, value, path, key + ".")
    if getattr(kind, "__origin__", None) is tuple:
        if not isinstance(value, list):
            raise ConfigurationFailure(f"{path}: {key} must be a list of tables")
        return tuple(_value(get_args(kind)[0], item, path, f"{key}[{n}]") for n, item in enumerate(value))
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise ConfigurationFailure(f"{path}: {key} is too large") from None
    origin = getattr(kind, "__origin__", kind)
    if isinstance(origin, UnionType) or not isinstance(value, origin) or isinstance(value, bool) != (kind is bool):
        wanted = getattr(origin, "__name__", str(origin))
        raise ConfigurationFailure(f"{path}: {key} must be {wanted}, not {type(value).__name__}")
    return value
