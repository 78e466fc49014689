"""How much of one filing the centre has, file by file."""

from collections.abc import Callable

from kiosk.domain.filing import Filing, Progress
from sync.manifest import signature_file


class Tally:
    """Counts for one delivery and tells `told` of each step. A page that occurs twice counts once."""

    def __init__(self, filing: Filing, told: Callable[[Progress], None]) -> None:
        self._told = told
        self._pages = {page.digest for material in filing.materials for page in material.pages}
        signature = signature_file(filing.signature)
        self._sizes = {page.digest: len(page.content) for material in filing.materials for page in material.pages}
        self._sizes[signature.sha256] = signature.size
        self._missing: dict[str, int] = dict.fromkeys(self._sizes, 0)

    def misses(self, digests: frozenset[str]) -> None:
        """The centre's own word; what it has of a missing file is not known yet."""
        self._missing = dict.fromkeys(digests & self._sizes.keys(), 0)
        self._tell()

    def file_at(self, digest: str, offset: int) -> None:
        """So many bytes of this file are there, or on their way."""
        self._missing[digest] = offset
        self._tell()

    def arrived(self, digest: str) -> None:
        """The centre has this file, proven."""
        self._missing.pop(digest, None)
        self._tell()

    def _tell(self) -> None:
        left = sum(self._sizes[digest] - offset for digest, offset in self._missing.items())
        whole = sum(self._sizes.values())
        pages = len(self._pages)
        self._told(Progress(pages, pages - len(self._pages & self._missing.keys()), whole, whole - left))
