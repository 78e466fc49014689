"""The key comes from the machine's secret store or not at all."""

from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from kiosk.errors import StoreFailure
from kiosk.storage import keys
from tests.unit.storage.samples import KEY, OTHER_KEY


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets at the end of the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    ring = MemoryKeyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", ring)
    return ring


def credentials(folder: Path, content: bytes) -> dict[str, str]:
    (folder / keys.CREDENTIAL).write_bytes(content)
    return {"CREDENTIALS_DIRECTORY": str(folder)}


@pytest.mark.parametrize("content", [KEY, KEY.hex().encode(), KEY.hex().upper().encode() + b"\n"])
def test_a_credential_comes_first(tmp_path: Path, ring: MemoryKeyring, content: bytes) -> None:
    ring.set_password(keys.CREDENTIAL, keys.KEYRING_USER, OTHER_KEY.hex())
    assert keys.load_key(credentials(tmp_path, content)) == KEY


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"zz" * 32, KEY.hex().encode()[:-1], "钥匙".encode() * 20])
def test_a_credential_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(StoreFailure, match=r"jiujin-store-key: .*32 bytes or 64 hex digits"):
        keys.load_key(credentials(tmp_path, content))


def test_a_credential_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / keys.CREDENTIAL).mkdir()
    with pytest.raises(StoreFailure, match="cannot be read"):
        keys.load_key({"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_without_a_credential_the_keyring_is_asked(tmp_path: Path, ring: MemoryKeyring) -> None:
    ring.set_password(keys.CREDENTIAL, keys.KEYRING_USER, KEY.hex())
    assert keys.load_key({}) == KEY
    assert keys.load_key({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == KEY


def test_a_key_is_made_only_when_asked_for_and_then_kept(ring: MemoryKeyring) -> None:
    with pytest.raises(StoreFailure, match="neither a systemd credential nor a keyring entry"):
        keys.load_key({})
    assert ring.kept == {}
    made = keys.load_key({}, create=True)
    assert len(made) == 32
    assert keys.load_key({}, create=True) == made


def test_a_machine_without_any_secret_store_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", NoKeyring())
    with pytest.raises(StoreFailure, match="no keyring to ask"):
        keys.load_key({}, create=True)


def test_a_throwaway_key_is_drawn_anew_each_time() -> None:
    drawn = {keys.throwaway_key() for _ in range(5)}
    assert len(drawn) == 5
    assert {len(key) for key in drawn} == {32}
