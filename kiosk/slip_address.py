"""The address of a receipt printer, as the settings and `kiosk devices` take it."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_TCP_PORT = 9100
_BAUD = 9600
_IN, _OUT = 0x82, 0x01
_USB_ID = re.compile(r"([0-9a-f]{4}):([0-9a-f]{4})", re.ASCII | re.IGNORECASE)
_KNOWN = {"baud", "width", "status", "qr", "in", "out"}


@dataclass(frozen=True, slots=True)
class SlipAddress:
    """tcp://HOST[:PORT], serial:///dev/NAME?baud=N or usb://VENDOR:PRODUCT?in=82&out=01 (hexadecimal).

    For each: `width=58` for the narrow roll (80 otherwise), `status=no` for a printer that answers no questions,
    `qr=raster` for one that makes no codes.
    """

    kind: str
    host: str = ""
    port: int = _TCP_PORT
    path: str = ""
    baud: int = _BAUD
    usb: tuple[int, int] = (0, 0)
    endpoints: tuple[int, int] = (_IN, _OUT)
    width_mm: int = 80
    answers: bool = True
    native_code: bool = True

    @classmethod
    def read(cls, address: str) -> "SlipAddress":
        """Raises ValueError for anything else than the three forms."""
        parts = urlsplit(address)
        asked = {key: values[-1] for key, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        if not asked.keys() <= _KNOWN or parts.username is not None or parts.fragment or "\0" in unquote(address):
            raise ValueError("not a part of such an address")
        common: dict[str, Any] = {
            "width_mm": _choice({"58": 58, "80": 80}, asked.get("width", "80")),
            "answers": _choice({"yes": True, "no": False}, asked.get("status", "yes")),
            "native_code": _choice({"native": True, "raster": False}, asked.get("qr", "native")),
        }
        match parts.scheme:
            case "tcp" if parts.hostname and parts.path in {"", "/"}:
                port = _TCP_PORT if parts.port is None else _within(parts.port, 1, 65535)
                return cls("tcp", host=parts.hostname, port=port, **common)
            case "serial" if not parts.netloc and len(parts.path) > 1:
                baud = _within(int(asked.get("baud", _BAUD)), 1, 4_000_000)
                return cls("serial", path=unquote(parts.path), baud=baud, **common)
            case "usb" if found := _USB_ID.fullmatch(parts.netloc):
                ends = (_endpoint(asked.get("in", f"{_IN:x}")), _endpoint(asked.get("out", f"{_OUT:x}")))
                return cls("usb", usb=(int(found[1], 16), int(found[2], 16)), endpoints=ends, **common)
        raise ValueError("none of the three forms")

    @property
    def place(self) -> str:
        """Where it hangs, for a person."""
        if self.kind == "tcp":
            return f"{self.host}:{self.port}"
        return self.path or f"usb {self.usb[0]:04x}:{self.usb[1]:04x}"


def _choice(known: dict[str, Any], word: str) -> Any:
    if word not in known:
        raise ValueError(f"not one of {', '.join(known)}")
    return known[word]


def _endpoint(digits: str) -> int:
    return _within(int(digits, 16), 0, 0xFF)


def _within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise ValueError(f"not {least} to {most}")
    return number
