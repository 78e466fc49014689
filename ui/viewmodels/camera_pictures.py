"""The camera's live picture for QML, straight from memory: one at a time, and none once nobody looks.

Source: `image://camera/<anything new>`; Image items must say `cache: false`, so that Qt keeps no copy.
"""

from threading import Lock

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

PROVIDER = "camera"


class CameraPictures(QQuickImageProvider):
    """Holds what the camera saw last. Asked on Qt's picture thread, filled on the GUI thread."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._lock = Lock()
        self._content = b""

    def show(self, content: bytes) -> None:
        """From now on this picture, a JPEG, and no other."""
        with self._lock:
            self._content = content

    def forget(self) -> None:
        """Nothing of what lay there is left here."""
        self.show(b"")

    def requestImage(self, _name: str, size: QSize, _requested: QSize) -> QImage:
        """The newest picture; a transparent dot where there is none, or it cannot be read."""
        with self._lock:
            content = self._content
        picture = QImage.fromData(content) if content else QImage()
        if picture.isNull():
            # A null image would be a warning, and an item that is about to go may still ask.
            picture = QImage(1, 1, QImage.Format.Format_ARGB32)
            picture.fill(0)
        size.setWidth(picture.width())
        size.setHeight(picture.height())
        return picture
