"""The centre's keys: made, read, rotated, and refused where they are not sound."""

from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from kiosk.errors import InputFailure
from sync.carry_out import keys
from sync.carry_out.keys import SEALED_KEY_BYTES


def test_what_is_sealed_for_a_pair_opens_with_it_alone(tmp_path: Path) -> None:
    public, file, _ = keys.make(tmp_path / "keys")
    other, _, _ = keys.make(tmp_path / "keys")
    held = keys.read_private_keys(tmp_path / "keys")
    assert set(held) == {public.key_id, other.key_id}
    sealed = keys.read_public(file).seal(bytes(32), b"bound")
    assert len(sealed) == SEALED_KEY_BYTES
    assert held[public.key_id].open(sealed, b"bound") == bytes(32)
    assert held[public.key_id].open(sealed, b"another") is None
    assert held[public.key_id].open(sealed[:-1], b"bound") is None
    assert held[public.key_id].open(b"", b"bound") is None
    assert held[other.key_id].open(sealed, b"bound") is None


def test_a_private_key_is_its_owners_alone(tmp_path: Path) -> None:
    _, public, private = keys.make(tmp_path / "keys")
    assert private.stat().st_mode & 0o777 == 0o600
    assert private.parent.stat().st_mode & 0o777 == 0o700
    assert public.stat().st_mode & 0o777 == 0o644
    private.chmod(0o640)
    with pytest.raises(InputFailure, match="others can read"):
        keys.read_private_keys(tmp_path / "keys")


def test_no_key_shows_itself(tmp_path: Path) -> None:
    _, _, private = keys.make(tmp_path)
    (key,) = keys.read_private_keys(tmp_path).values()
    assert repr(key) == f"PrivateKey(key_id='{private.name.removesuffix('.private.pem')}')"


def with_body(file: Path, body: bytes) -> None:
    first, *_, last = file.read_text().splitlines()
    file.write_text("\n".join([first, b64encode(body).decode(), last]))


def body_of(file: Path) -> bytes:
    return b64decode("".join(file.read_text().splitlines()[1:-1]))


@pytest.mark.parametrize("place", [0, 700, 1183, 1184, 1215, 1216, 1223])
def test_a_public_key_with_a_slip_is_refused(tmp_path: Path, place: int) -> None:
    _, file, _ = keys.make(tmp_path)
    body = bytearray(body_of(file))
    body[place] ^= 4
    with_body(file, bytes(body))
    with pytest.raises(InputFailure, match="damaged"):
        keys.read_public(file)


def test_a_public_key_that_seals_for_everybody_is_refused(tmp_path: Path) -> None:
    _, file, _ = keys.make(tmp_path)
    said = body_of(file)[:1184] + bytes(32)
    with_body(file, said + keys._check(said))
    with pytest.raises(InputFailure, match="none that anything could be sealed for"):
        keys.read_public(file)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "centre.public.pem"
    file.write_bytes(content)
    with pytest.raises(InputFailure, match="this is no carry-out public key"):
        keys.read_public(file)


def test_the_private_key_is_not_taken_for_the_public_one(tmp_path: Path) -> None:
    _, _, private = keys.make(tmp_path)
    with pytest.raises(InputFailure, match="this is no carry-out public key"):
        keys.read_public(private)


def test_missing_keys_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputFailure, match="cannot be read"):
        keys.read_public(tmp_path / "none.pem")
    with pytest.raises(InputFailure, match="no private key is here"):
        keys.read_private_keys(tmp_path)
