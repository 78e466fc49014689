"""The county's signature of what it publishes: Ed25519 (RFC 8032), over the bytes as they travel.

Whoever can answer in the centre's place, or has got hold of its database, still cannot change a matter: the private
key is on neither. `cryptography` is loaded only when something is signed or has come.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.domain.catalogue_delta import SealedDelta
from kiosk.errors import CatalogueRefusal, ConfigurationFailure, InputFailure

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

UNSIGNED: Final = "catalogue.signature"
UNKNOWN_KEY: Final = "catalogue.unknown-key"

_PURPOSE: Final = b"jiujin catalogue 1\n"
"""What is signed begins with it, so that a signature made for anything else is none of a catalogue."""


def new_key() -> tuple[bytes, bytes]:
    """A private key and its public one, both PEM; the private one is not encrypted."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    public = private.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    return secret, public


def sign(packed: bytes, private_pem: bytes) -> SealedDelta:
    """`packed` with its signature. Raises InputFailure where that is no private Ed25519 key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(private_pem, password=None)
    except (ValueError, TypeError) as error:
        raise InputFailure("that is no private key in PEM without a password") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise InputFailure("that is no Ed25519 key; make one with kiosk catalogue key")
    return SealedDelta(packed, private.sign(_PURPOSE + packed), _name(private.public_key()))


def verify(sealed: SealedDelta, keys: Iterable[Path]) -> None:
    """Raises CatalogueRefusal where none of the keys in these files has signed it, ConfigurationFailure for a file that
    has none.
    """
    from cryptography.exceptions import InvalidSignature

    for path in keys:
        key = _public(path)
        if _name(key) != sealed.key:
            continue
        try:
            key.verify(sealed.signature, _PURPOSE + sealed.packed)
        except InvalidSignature as error:
            raise CatalogueRefusal(UNSIGNED, "its signature does not fit: it was changed on its way") from error
        return
    raise CatalogueRefusal(UNKNOWN_KEY, f"it is signed with the key {sealed.key[:40]}, none of catalogue.keys")


def _public(path: Path) -> "Ed25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise ConfigurationFailure(f"catalogue.keys: {path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ConfigurationFailure(f"catalogue.keys: {path}: no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ConfigurationFailure(f"catalogue.keys: {path}: no Ed25519 key")
    return key


def _name(key: "Ed25519PublicKey") -> str:
    """What a key is called: the beginning of its SHA-256."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]
