"""The file by the words of CONTRACT.md alone: a stranger's few lines read it, and none of the product's do."""

import hmac
import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

from tests.support.carrying import TERMINAL, TOKEN, Centre, Village
from tests.unit.storage.samples import filing


def private_key(file: Path) -> tuple[str, MLKEM768X25519PrivateKey]:
    body = b64decode("".join(file.read_text().splitlines()[1:-1]))
    secret = body[:96]
    assert sha256(b"jiujin carry-out check" + secret).digest()[:8] == body[96:]
    mlkem = MLKEM768PrivateKey.from_seed_bytes(secret[:64])
    x25519 = X25519PrivateKey.from_private_bytes(secret[64:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return sha256(b"jiujin carry-out key" + public).hexdigest()[:16], MLKEM768X25519PrivateKey(mlkem, x25519)


def test_a_stranger_reads_the_file_by_the_contract(village: Village, centre: Centre) -> None:
    confirmed = filing(1)
    village.save(confirmed)
    data = village.export().read_bytes()
    (private,) = centre.keys.glob("*.private.pem")
    key_id, key = private_key(private)

    assert data[:18] == b"JIUJIN-CARRYOUT\n\x00\x01"
    end = 22 + int.from_bytes(data[18:22], "big")
    header = json.loads(data[22:end])
    assert sha256(data[:end]).digest() == data[end : end + 32]
    assert (header["terminal_id"], header["key_id"]) == (TERMINAL, key_id)
    assert header["suite"] == "mlkem768-x25519+hkdf-sha256+aes-256-gcm"
    preamble, sealed_key, rest = data[: end + 32], data[end + 32 : end + 1200], data[end + 1200 :]

    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    content_key = suite.decrypt(sealed_key, key, info=b"jiujin carry-out 1 filings\0" + preamble)
    chunks = [rest[at : at + 65_552] for at in range(0, len(rest), 65_552)]
    bound = sha256(preamble + sealed_key).digest()
    opened = b"".join(
        AESGCM(content_key).decrypt(number.to_bytes(11, "big") + bytes([number == len(chunks) - 1]), chunk, bound)
        for number, chunk in enumerate(chunks)
    )
    assert len(opened) == header["size"]

    length = 4 + int.from_bytes(opened[:4], "big")
    assert sha256(opened[4:length]).hexdigest() == header["contents"]
    (carried,) = json.loads(opened[4:length])["filings"]
    token = sha256(TOKEN.encode()).digest()
    proof = hmac.digest(token, b"jiujin carry-out 1 proof\0" + sha256(preamble).digest() + content_key, "sha256")
    assert opened[length : length + 32] == proof

    at = length + 32
    manifest = opened[at : at + carried["manifest_size"]]
    assert sha256(manifest).hexdigest() == carried["manifest"]
    assert json.loads(manifest)["filing_id"] == carried["filing_id"] == confirmed.filing_id
    pages = [page.content for material in confirmed.materials for page in material.pages]
    assert opened[at + len(manifest) :] == b"".join([*pages, confirmed.signature.png])
    assert at + carried["size"] == len(opened)
