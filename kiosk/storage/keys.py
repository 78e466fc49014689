"""Where the store's key comes from: the machine's secret store, never a file beside the database."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kiosk.errors import StoreFailure
from kiosk.storage.cipher import KEY_BYTES

CREDENTIAL: Final = "jiujin-store-key"
"""The name of the systemd credential (LoadCredentialEncrypted=) and of the keyring's service."""

KEYRING_USER: Final = "store"


def load_key(environ: Mapping[str, str] = os.environ, *, create: bool = False) -> bytes:
    """The 32-byte key: from systemd's credentials directory, else from the keyring.

    A credential holds the raw bytes or 64 hex digits. With `create` a key that is nowhere is drawn and put
    into the keyring; ask for that only where no store exists yet. Raises StoreFailure saying what is
    missing.
    """
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if folder:
        file = Path(folder) / CREDENTIAL
        try:
            return _key(file.read_bytes(), str(file))
        except FileNotFoundError:
            pass  # a service may have credentials for other things only
        except OSError as error:
            raise StoreFailure(f"{file}: the store's key cannot be read ({error.strerror})") from error
    return _from_keyring(create=create)


def throwaway_key() -> bytes:
    """A new random key that is kept nowhere: for the demo, whose store dies with it."""
    return secrets.token_bytes(KEY_BYTES)


def _from_keyring(*, create: bool) -> bytes:
    # Slow to import, and a hall terminal, whose key is a systemd credential, never needs it.
    import keyring
    from keyring.errors import KeyringError

    try:
        kept = keyring.get_password(CREDENTIAL, KEYRING_USER)
        if kept is not None:
            return _key(kept.encode(), f"keyring {CREDENTIAL}")
        if create:
            key = throwaway_key()
            keyring.set_password(CREDENTIAL, KEYRING_USER, key.hex())
            return key
    except KeyringError as error:
        raise StoreFailure(
            f"{CREDENTIAL}: no systemd credential of this name, and no keyring to ask ({error})"
        ) from error
    raise StoreFailure(
        f"{CREDENTIAL}: neither a systemd credential nor a keyring entry of this name holds the store's key"
    )


def _key(kept: bytes, where: str) -> bytes:
    if len(kept) == KEY_BYTES:
        return kept
    try:
        key = bytes.fromhex(kept.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreFailure(f"{where}: the store's key must be {KEY_BYTES} bytes or {2 * KEY_BYTES} hex digits")
    return key
