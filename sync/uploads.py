"""Files to the centre by tus 1.0.0 (https://tus.io/protocols/resumable-upload), from wherever it already stands.

Creating the upload of the same file of the same filing again leads to the same upload (CONTRACT.md, step 2), and the
centre's offset says where to go on. So a restart resumes as well as a retry does. The address is remembered besides
(`begun`): an upload server that keeps to tus alone makes a new upload for every creation.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kiosk.errors import LineFailure
from sync import wire
from sync.bandwidth import Ceiling
from sync.begun import Begun
from sync.failures import ABOUT_US, CORRUPTED, NONSENSE, Answer, OtherAnswer, ProblemAnswer
from sync.transport import Transport

PATCH_BYTES = 8 * 1024 * 1024
"""The most in one request: proxies limit bodies, and an answer in between proves progress."""

PIECE_BYTES = 64 * 1024
"""The most handed to the socket at once, which must go out within one time limit: on a slow line a page would not."""

MOST_CORRECTIONS = 3

Told = Callable[[int], None]
"""Hears so many bytes of a file are on their way or arrived; less than before where some of them were lost."""


def nobody(_: object) -> None:
    """Hears it where nobody asks."""


GONE = frozenset({403, 404, 410})
"""What an upload server says of an upload that it has not, or no longer (tus 1.0.0, HEAD)."""

OFFSET, CHECKSUM = 409, 460
"""What it says where the offset is another (tus 1.0.0, PATCH), and where the bytes are wrong (checksum extension)."""


@dataclass(frozen=True, slots=True)
class HeldContent:
    """A file to send; its bytes are in memory, as those of the whole filing are while it is delivered.

    `sha256` is lower-case hex, `media_type` as the manifest names it.
    """

    sha256: str
    media_type: str
    data: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class _Body:
    """A part of a file as a request's body, piece by piece; its length makes requests send Content-Length."""

    content: HeldContent
    start: int
    end: int
    ceiling: Ceiling
    told: Told

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[bytes]:
        step = self.ceiling.piece(PIECE_BYTES)
        for at in range(self.start, self.end, step):
            end = min(at + step, self.end)
            self.ceiling.take(end - at)
            yield self.content.data[at:end]
            self.told(end)


class Uploader:
    """Brings single files to the centre; one thread. Raises LineFailure or IntakeRefusal."""

    def __init__(
        self,
        transport: Transport,
        patch_bytes: int = PATCH_BYTES,
        *,
        ceiling: Ceiling | None = None,
        begun: Begun | None = None,
    ) -> None:
        self._transport = transport
        self._patch_bytes = patch_bytes
        self._ceiling = ceiling or Ceiling(0)
        self._begun = Begun() if begun is None else begun

    def upload(self, filing_id: str, content: HeldContent, told: Told = nobody) -> None:
        """Sends what the centre lacks of one file; returns when it has proven the digest."""
        path, offset = self._find(filing_id, content)
        corrections = 0
        # At least one PATCH, if only an empty one: the centre may hold all bytes and not have proven them.
        while True:
            told(offset)
            try:
                offset = self._patch(path, content, offset, told)
            except (ProblemAnswer, OtherAnswer) as answer:
                corrections += 1
                if _is_gone(answer) and corrections <= MOST_CORRECTIONS:
                    path, offset = self._create(filing_id, content)
                else:
                    offset = self._corrected(path, content, answer, corrections)
            else:
                if offset == content.size:
                    self._begun.forget(filing_id, content.sha256)
                    return

    def _corrected(self, path: str, content: HeldContent, answer: ProblemAnswer | OtherAnswer, corrections: int) -> int:
        """The offset to go on from after the centre objected, or the failure if objecting leads nowhere."""
        if _says(answer, "digest-mismatch", CHECKSUM):
            if corrections > 1:
                raise LineFailure(CORRUPTED, "a page arrived damaged, twice") from answer
            # Asked, not taken for 0: one server starts the upload over, another throws away the last request alone.
            return self._offset(path, content)
        if _says(answer, "offset", OFFSET) and corrections <= MOST_CORRECTIONS:
            return self._offset(path, content)
        raise answer

    def _find(self, filing_id: str, content: HeldContent) -> tuple[str, int]:
        """Where the upload is and how far; the one begun in an earlier try, unless the centre no longer has it."""
        path = self._begun.find(filing_id, content.sha256)
        if path is None:
            return self._create(filing_id, content)
        try:
            answer = self._tus("HEAD", path, 200, {})
            # An address from an earlier start, or of a centre that was set up anew, may be another file's by now.
            if answer.headers.get("Upload-Length", str(content.size)) == str(content.size):
                return path, _offset_in(answer, content)
        except (ProblemAnswer, OtherAnswer) as said:
            if isinstance(said, ProblemAnswer) and said.problem.kind in ABOUT_US:
                raise
            # Whatever else is answered there: it is no upload of ours, so it is not asked a second time.
        self._begun.forget(filing_id, content.sha256)
        return self._create(filing_id, content)

    def _create(self, filing_id: str, content: HeldContent) -> tuple[str, int]:
        facts = {"sha256": content.sha256, "media_type": content.media_type}
        metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in facts.items())
        headers = {"Upload-Length": str(content.size), "Upload-Metadata": metadata}
        answer = self._tus("POST", f"/v1/filings/{filing_id}/uploads", 201, headers)
        path = self._transport.path_of(answer.headers.get("Location", ""))
        self._begun.remember(filing_id, content.sha256, content.size, path)
        if "Upload-Offset" in answer.headers:
            return path, _offset_in(answer, content)
        return path, self._offset(path, content)

    def _offset(self, path: str, content: HeldContent) -> int:
        return _offset_in(self._tus("HEAD", path, 200, {}), content)

    def _patch(self, path: str, content: HeldContent, offset: int, told: Told) -> int:
        end = min(content.size, offset + self._patch_bytes)
        headers = {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        body = _Body(content, offset, end, self._ceiling, told) if end > offset else b""
        answer = self._tus("PATCH", path, 204, headers, body)
        if _offset_in(answer, content) != end:
            raise LineFailure(NONSENSE, "the centre counted other bytes than were sent")
        return end

    def _tus(
        self,
        method: str,
        path: str,
        expect: int,
        headers: dict[str, str],
        body: bytes | _Body = b"",
    ) -> Answer:
        spoken = {"Tus-Resumable": wire.TUS_VERSION}
        answer = self._transport.exchange(method, path, expect=expect, body=body, headers=headers | spoken)
        if answer.headers.get("Tus-Resumable") != wire.TUS_VERSION:
            raise LineFailure(NONSENSE, "the answer to an upload is not tus")
        return answer


def _offset_in(answer: Answer, content: HeldContent) -> int:
    offset = wire.number(answer.headers.get("Upload-Offset", ""))
    if offset is None or offset > content.size:
        raise LineFailure(NONSENSE, "the centre gave no upload offset")
    return offset


def _says(answer: ProblemAnswer | OtherAnswer, kind: str, status: int) -> bool:
    """Whether the centre says so, in the contract's words or in tus's own."""
    return answer.problem.kind == kind if isinstance(answer, ProblemAnswer) else answer.status == status


def _is_gone(answer: ProblemAnswer | OtherAnswer) -> bool:
    return answer.problem.kind == "upload-unknown" if isinstance(answer, ProblemAnswer) else answer.status in GONE
