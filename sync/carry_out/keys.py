"""The centre's keys for carried files: hybrid, X25519 and ML-KEM-768: a copy of a stick stays closed for good.

Both halves of a pair are text files. The public one may be known to anybody; a terminal's `intake.carry_out_key` names
it. It carries its own checksum: a terminal must not seal people's papers for a key that a typing error made up.
"""

import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from kiosk.errors import InputFailure

_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_MLKEM_PUBLIC: Final = 1184
_MLKEM_SEED: Final = 64
_X25519: Final = 32
_CHECK: Final = 8
_PUBLIC: Final = "JIUJIN CARRY-OUT PUBLIC KEY"
_PRIVATE: Final = "JIUJIN CARRY-OUT PRIVATE KEY"
_LONGEST_FILE: Final = 16_384

SEALED_KEY_BYTES: Final = KEM.MLKEM768_X25519.enc_length() + 32 + 16
"""A content key sealed for a PublicKey: the encapsulation, the key, the tag."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What a terminal seals with."""

    key_id: str
    _key: MLKEM768X25519PublicKey = field(repr=False)

    def seal(self, secret: bytes, bound: bytes) -> bytes:
        """`secret` (32 bytes) for the holder of the private key alone, bound to `bound` (RFC 9180, single shot)."""
        return _SUITE.encrypt(secret, self._key, info=bound)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """What the centre opens with."""

    key_id: str
    _key: MLKEM768X25519PrivateKey = field(repr=False)

    def open(self, sealed: bytes, bound: bytes) -> bytes | None:
        """The secret, None where `sealed` or `bound` is not what was sealed."""
        try:
            return _SUITE.decrypt(sealed, self._key, info=bound)
        except (InvalidTag, ValueError):
            return None


def make(folder: Path) -> tuple[PublicKey, Path, Path]:
    """A new pair in `folder`, which is made where it is not there; the public key, its file and the private one's.

    Older pairs stay: files sealed for them are still on their way. Raises OSError.
    """
    mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    said = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    key_id = _key_id(said)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private, public = folder / f"{key_id}.private.pem", folder / f"{key_id}.public.pem"
    secret = mlkem.private_bytes_raw() + x25519.private_bytes_raw()
    _write_new(private, _text(_PRIVATE, secret + _check(secret)), 0o600)
    _write_new(public, _text(_PUBLIC, said + _check(said)), 0o644)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return read_public(public), public, private


def read_public(file: Path) -> PublicKey:
    """Raises InputFailure naming the file where it is no whole public key."""
    said = _body(file, _PUBLIC, _MLKEM_PUBLIC + _X25519)
    try:
        key = PublicKey(
            _key_id(said),
            MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(said[:_MLKEM_PUBLIC]),
                X25519PublicKey.from_public_bytes(said[_MLKEM_PUBLIC:]),
            ),
        )
        # The library finds some worthless points only when it works with them.
        key.seal(bytes(32), b"")
    except ValueError:
        raise InputFailure(f"{file}: this public key is none that anything could be sealed for") from None
    return key


def read_private_keys(folder: Path) -> Mapping[str, PrivateKey]:
    """Every private key in `folder` by its id; a centre keeps the old ones when it makes a new one.

    Raises InputFailure where there is none, where one is damaged, or where others than its owner could read it.
    """
    keys = [_read_private(file) for file in sorted(folder.glob("*.private.pem"))]
    if not keys:
        raise InputFailure(
            f"{folder}: no private key is here; “kiosk intake keys make” makes one, --keys names another"
        )
    return {key.key_id: key for key in keys}


def _read_private(file: Path) -> PrivateKey:
    try:
        mode = file.stat().st_mode
    except OSError as fault:
        raise InputFailure(f"{file}: cannot be read ({fault.strerror})") from fault
    if mode & 0o077:
        raise InputFailure(f"{file}: others can read this private key; chmod 600 it, and think of making a new one")
    secret = _body(file, _PRIVATE, _MLKEM_SEED + _X25519)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(secret[:_MLKEM_SEED])
    x25519 = X25519PrivateKey.from_private_bytes(secret[_MLKEM_SEED:])
    said = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return PrivateKey(_key_id(said), MLKEM768X25519PrivateKey(mlkem, x25519))


def _body(file: Path, label: str, size: int) -> bytes:
    """What stands between the marks, its checksum proven."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(_LONGEST_FILE).decode("ascii").split()
    except OSError as fault:
        raise InputFailure(f"{file}: cannot be read ({fault.strerror})") from fault
    except UnicodeDecodeError:
        lines = []
    text = " ".join(lines)
    begin, end = f"-----BEGIN {label}-----", f"-----END {label}-----"
    if not (text.startswith(begin) and text.endswith(end)):
        raise InputFailure(f"{file}: this is no {label.lower().removeprefix('jiujin ')}")
    try:
        body = b64decode(text[len(begin) : -len(end)].replace(" ", ""), validate=True)
    except NotBase64:
        body = b""
    if len(body) != size + _CHECK or _check(body[:size]) != body[size:]:
        raise InputFailure(f"{file}: this key is damaged; copy it again")
    return body[:size]


def _key_id(public: bytes) -> str:
    return sha256(b"jiujin carry-out key" + public).hexdigest()[:16]


def _check(body: bytes) -> bytes:
    return sha256(b"jiujin carry-out check" + body).digest()[:_CHECK]


def _text(label: str, body: bytes) -> bytes:
    code = b64encode(body).decode()
    lines = [code[at : at + 64] for at in range(0, len(code), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""]).encode()


def _write_new(file: Path, text: bytes, mode: int) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as opened:
        os.fchmod(opened.fileno(), mode)
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
