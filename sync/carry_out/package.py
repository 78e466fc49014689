"""What is sealed in an export, and in which order; written and read without ever holding more than one piece of it.

    preamble | content key, sealed for the centre (1168) | chunks

and in the chunks, one after the other:

    length of the contents (4) | Contents (JSON) | proof (32) | for each filing: manifest (JSON), files as named there

The sealed key is bound to the preamble, every chunk to both. The preamble has the digest of the contents and these the
digest of each manifest, which has the digest of each file. HPKE alone would let anybody seal a file: the proof says
that it was made with the terminal's token.
"""

import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO, Final

import msgspec

from sync import wire
from sync.carry_out import preamble
from sync.carry_out.keys import SEALED_KEY_BYTES, PrivateKey, PublicKey
from sync.carry_out.messages import CarriedFiling, CarryOutHeader, Contents
from sync.carry_out.refusals import DAMAGED, FOREIGN_KEY, TRUNCATED, CarryOutRefusal
from sync.carry_out.stream import KEY_BYTES, Opener, Sealer, sealed_size

LONGEST_CONTENTS: Final = 32 * 1024 * 1024
_INFO: Final = b"jiujin carry-out 1 filings\0"
_PROOF: Final = b"jiujin carry-out 1 proof\0"
_PROOF_BYTES: Final = 32


def token_digest(token: str) -> str:
    """What the centre keeps of a terminal's token, and the key of the proof: SHA-256, hex."""
    return sha256(token.encode()).hexdigest()


def said(contents: Contents) -> bytes:
    """The contents as they stand in the file."""
    return wire.canonical(contents)


def size_of(contents: Contents, text: bytes) -> int:
    """Bytes of everything that is sealed, where the contents stand there as `text`."""
    return 4 + len(text) + _PROOF_BYTES + sum(filing.size for filing in contents.filings)


def file_size(header: CarryOutHeader) -> int:
    """Bytes of the whole file."""
    return len(preamble.encode(preamble.FILINGS, header)) + SEALED_KEY_BYTES + sealed_size(header.size)


def begin(sink: BinaryIO, header: CarryOutHeader, contents: Contents, key: PublicKey, token: str) -> Sealer:
    """Writes everything before the first filing; the filings are written to the Sealer, which is then finished."""
    start = preamble.encode(preamble.FILINGS, header)
    content_key = os.urandom(KEY_BYTES)
    sealed_key = key.seal(content_key, _INFO + start)
    sink.write(start)
    sink.write(sealed_key)
    sealer = Sealer(content_key, sha256(start + sealed_key).digest(), sink)
    text = said(contents)
    sealer.write(len(text).to_bytes(4, "big") + text)
    sealer.write(_proof(token_digest(token), start, content_key))
    return sealer


class Remainder:
    """The bytes of one filing's files, in the order in which its manifest names them."""

    def __init__(self, opener: Opener, size: int) -> None:
        self._opener = opener
        self.left = size

    def pieces(self, count: int) -> Iterator[bytes]:
        """The next `count` bytes, or as many as there are."""
        end = self.left - min(count, self.left)
        while self.left > end:
            piece = self._opener.read(self.left - end)
            self.left -= len(piece)
            yield piece

    def skip(self) -> None:
        """Passes over what is left; it is proven all the same."""
        for _ in self.pieces(self.left):
            pass


@dataclass(frozen=True, slots=True)
class OpenedExport:
    """An export whose key was here; the filings are still to be read, once and in order."""

    header: CarryOutHeader
    contents: Contents
    _start: bytes = field(repr=False)
    _content_key: bytes = field(repr=False)
    _proven: bytes = field(repr=False)
    _opener: Opener = field(repr=False)

    def made_with(self, digest: str) -> bool:
        """Whether the file was made with the token of this `token_digest`."""
        return hmac.compare_digest(_proof(digest, self._start, self._content_key), self._proven)

    def filings(self) -> Iterator[tuple[CarriedFiling, bytes, Remainder]]:
        """Each filing: what the contents say of it, its manifest, its files. What is not read of these is passed over.

        Raises CarryOutRefusal as soon as anything is not what was sealed.
        """
        for filing in self.contents.filings:
            manifest = self._opener.exactly(filing.manifest_size)
            if sha256(manifest).hexdigest() != filing.manifest:
                raise CarryOutRefusal(DAMAGED)
            rest = Remainder(self._opener, filing.size - filing.manifest_size)
            yield filing, manifest, rest
            rest.skip()
        if self._opener.left:
            raise CarryOutRefusal(DAMAGED)


def opened(file: BinaryIO, keys: dict[str, PrivateKey]) -> OpenedExport:
    """The export in `file`, which is read from its start. Raises CarryOutRefusal."""
    header, start = preamble.read(file, preamble.FILINGS, CarryOutHeader)
    end = file.seek(0, os.SEEK_END)
    wanted = len(start) + SEALED_KEY_BYTES + sealed_size(header.size)
    if end != wanted:
        raise CarryOutRefusal(TRUNCATED if end < wanted else DAMAGED, f"{end} bytes in place of {wanted}")
    file.seek(len(start))
    key = keys.get(header.key_id)
    if key is None:
        raise CarryOutRefusal(FOREIGN_KEY, f"key {header.key_id}")
    sealed_key = file.read(SEALED_KEY_BYTES)
    content_key = key.open(sealed_key, _INFO + start)
    if content_key is None or len(content_key) != KEY_BYTES:
        raise CarryOutRefusal(DAMAGED)
    opener = Opener(content_key, sha256(start + sealed_key).digest(), file, header.size)
    contents = _contents(opener, header)
    return OpenedExport(header, contents, start, content_key, opener.exactly(_PROOF_BYTES), opener)


def _contents(opener: Opener, header: CarryOutHeader) -> Contents:
    length = int.from_bytes(opener.exactly(4), "big")
    if length > LONGEST_CONTENTS:
        raise CarryOutRefusal(DAMAGED)
    text = opener.exactly(length)
    if sha256(text).hexdigest() != header.contents:
        raise CarryOutRefusal(DAMAGED)
    try:
        contents = msgspec.json.decode(text, type=Contents)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CarryOutRefusal(DAMAGED) from None
    sizes_fit = all(filing.manifest_size <= filing.size for filing in contents.filings)
    if not sizes_fit or size_of(contents, text) != header.size:
        raise CarryOutRefusal(DAMAGED)
    return contents


def _proof(digest: str, start: bytes, content_key: bytes) -> bytes:
    return hmac.digest(bytes.fromhex(digest), _PROOF + sha256(start).digest() + content_key, "sha256")
