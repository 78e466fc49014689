"""A signature while it is drawn: strokes of points with their time, and its picture."""

from itertools import pairwise
from math import hypot

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPen, QPolygonF

Point = tuple[float, float, int]
"""x and y in the pad's pixels, and milliseconds since the first touch."""
Strokes = tuple[tuple[Point, ...], ...]

MOST_STROKES = 150
MOST_POINTS = 6000
"""What is beyond is not taken: the contract carries 200 strokes in a manifest of 2 MB (sync/contract/CONTRACT.md)."""
LEAST_STEP = 1.5
"""Pad pixels between two points of a stroke; a finger that rests tells the same place over and over."""
LEAST_TRAVEL = 40.0
"""Pad pixels a finger must travel altogether: less is a slip, not a name."""
INK = QColor("#12202C")
PAPER = QColor("#FFFFFF")
PICTURE_WIDTH = 900
PEN_SHARE = 0.006
"""The pen's width as a share of the pad's width: about that of a marker."""


class Ink:
    """Collects strokes. `moment` is any clock in milliseconds; the first touch becomes 0."""

    def __init__(self) -> None:
        self._strokes: list[list[Point]] = []
        self._points = 0
        self._start = 0
        self._drawing = False

    def down(self, x: float, y: float, moment: int) -> None:
        """The finger touches the pad."""
        if len(self._strokes) == MOST_STROKES or self._points >= MOST_POINTS:
            return
        if not self._strokes:
            self._start = moment
        self._points += 1
        self._strokes.append([(x, y, moment - self._start)])
        self._drawing = True

    def move(self, x: float, y: float, moment: int) -> None:
        """The finger moves; without a touch before, nothing happens."""
        if not self._drawing or self._points >= MOST_POINTS:
            return
        before_x, before_y, _ = self._strokes[-1][-1]
        if hypot(x - before_x, y - before_y) >= LEAST_STEP:
            self._points += 1
            self._strokes[-1].append((x, y, moment - self._start))

    def up(self) -> None:
        """The finger leaves the pad."""
        self._drawing = False

    def clear(self) -> None:
        """An empty pad."""
        self._strokes.clear()
        self._points = 0
        self._drawing = False

    def scale(self, factor: float) -> None:
        """The pad has become `factor` times as large, and the strokes with it."""
        self._strokes = [[(x * factor, y * factor, moment) for x, y, moment in stroke] for stroke in self._strokes]

    @property
    def strokes(self) -> Strokes:
        return tuple(tuple(stroke) for stroke in self._strokes)

    @property
    def enough(self) -> bool:
        """Whether this can be a signature at all; a single tap is not."""
        return travel(self.strokes) >= LEAST_TRAVEL


def travel(strokes: Strokes) -> float:
    """The way of the pen on the paper, in pad pixels."""
    way = 0.0
    for stroke in strokes:
        for (x0, y0, _), (x1, y1, _) in pairwise(stroke):
            way += hypot(x1 - x0, y1 - y0)
    return way


def picture(strokes: Strokes, width: float, height: float) -> bytes:
    """The strokes of a pad of `width` × `height` as a PNG of 900 px width, dark ink on white."""
    scale = PICTURE_WIDTH / max(width, 1.0)
    image = QImage(QSize(PICTURE_WIDTH, max(1, round(height * scale))), QImage.Format.Format_Grayscale8)
    image.fill(PAPER)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(INK, max(2.0, PICTURE_WIDTH * PEN_SHARE))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for stroke in strokes:
        points = [QPointF(x * scale, y * scale) for x, y, _ in stroke]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(content.data())
