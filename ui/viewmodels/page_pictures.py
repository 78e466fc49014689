"""Pictures of scanned pages for QML, straight from memory: no page of a person ever becomes a file.

Source of a page: `image://pages/<digest>`; Image items must say `cache: false`, so that Qt keeps no copy either.
"""

from collections.abc import Iterable
from threading import Lock

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtQuick import QQuickImageProvider

from kiosk.domain.material import Page

PROVIDER = "pages"


class PagePictures(QQuickImageProvider):
    """Holds the pages of the running visit. Asked on Qt's picture thread, filled on the GUI thread."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._lock = Lock()
        self._pages: dict[str, bytes] = {}

    def show(self, pages: Iterable[Page]) -> None:
        """From now on exactly these pages can be shown."""
        fresh = {page.digest: page.content for page in pages}
        with self._lock:
            self._pages = fresh

    def forget(self) -> None:
        """Nothing of the last person is left here."""
        self.show(())

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:
        """The page with digest `name`, no larger than `requested` asks; a transparent dot when it is not held."""
        with self._lock:
            content = self._pages.get(name)
        if content is None:
            # A page just removed may still be asked for by an item about to go; a null image would be a warning.
            blank = QImage(1, 1, QImage.Format.Format_ARGB32)
            blank.fill(0)
            return blank
        bytes_read = QByteArray(content)
        buffer = QBuffer(bytes_read)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        full = reader.size()
        size.setWidth(full.width())
        size.setHeight(full.height())
        reader.setScaledSize(_fitted(full, requested))
        return reader.read()


def source(page: Page) -> str:
    """The address under which QML asks for `page`."""
    return f"image://{PROVIDER}/{page.digest}"


def _fitted(full: QSize, requested: QSize) -> QSize:
    # JPEG decodes to a fraction of its size at a fraction of the cost, so thumbnails never decode whole pages.
    width = requested.width() if requested.width() > 0 else full.width()
    height = requested.height() if requested.height() > 0 else full.height()
    scale = min(width / max(full.width(), 1), height / max(full.height(), 1), 1.0)
    return QSize(max(1, round(full.width() * scale)), max(1, round(full.height() * scale)))
