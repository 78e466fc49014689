"""A walk over the real scene: what a person could not read or touch is a fault, told as one line."""

from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from tests.support.scene import Scene

# The least a finger needs, in the pixels of the two drawing boards.
SMALLEST = {"upright": 60.0, "lying": 48.0}
SLACK = 2.0
APART = 8.0
"""Between two things to touch, so that a trembling finger meets one of them."""
MODAL = ("overlay", "camera-look", "page-look")
"""What may lie over a step and takes all touches: only this is judged then, as the rest is veiled."""


def faults(scene: Scene, shape: str) -> list[str]:
    """Everything that is wrong with the screen as it stands now."""
    window = QRectF(0, 0, scene.app.window.width(), scene.app.window.height())
    items = _in_front(scene)
    texts = [item for item in items if item.inherits("QQuickText") and item.property("text")]
    touchables = [item for item in items if item.property("repeats") is not None]
    return [
        *(fault for text in texts for fault in _text_faults(text, window)),
        *(fault for item in touchables for fault in _touch_faults(item, window, SMALLEST[shape])),
        *_overlaps("words", texts, SLACK * 2),
        *_overlaps("touchables", touchables, 0.0),
        *_crowded(touchables),
    ]


def _in_front(scene: Scene) -> list[QQuickItem]:
    items = scene.items()
    for name in MODAL:
        over = [item for item in items if item.objectName() == name]
        front = [item for item in items if any(one.isAncestorOf(item) for one in over)]
        if front:
            return front
    return items


def place(item: QQuickItem) -> QRectF:
    """Where `item` is in the window."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def _painted(text: QQuickItem) -> QRectF:
    width, height = float(text.property("contentWidth")), float(text.property("contentHeight"))
    whole = place(text)
    # Words may be narrower than their item; where they stand in it does not matter for what is asked here.
    return QRectF(whole.x(), whole.y(), min(width, whole.width()), min(height, whole.height()))


def _text_faults(text: QQuickItem, window: QRectF) -> list[str]:
    words, found = str(text.property("text")), []
    if text.property("truncated"):
        found.append(f"elided: {words}")
    if float(text.property("contentWidth")) > text.width() + SLACK:
        found.append(f"wider than its place: {words}")
    if float(text.property("contentHeight")) > text.height() + SLACK:
        found.append(f"higher than its place: {words}")
    where = place(text)
    if where.left() < -SLACK or where.right() > window.right() + SLACK:
        found.append(f"leaves the window sideways: {words}")
    if not _scrolls(text) and (where.top() < -SLACK or where.bottom() > window.bottom() + SLACK):
        found.append(f"leaves the window: {words}")
    holder = _holder(text)
    if holder is not None and not place(holder).adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(_painted(text)):
        found.append(f"leaves its button: {words}")
    return found


def _touch_faults(item: QQuickItem, window: QRectF, least: float) -> list[str]:
    name = item.objectName() or str(item.property("name"))
    where, found = place(item), []
    if not item.property("name"):
        found.append(f"without a name: {name}")
    if where.width() < least or where.height() < least:
        found.append(f"too small for a finger: {name} {where.width():.0f}×{where.height():.0f}")
    if where.left() < -SLACK or where.right() > window.right() + SLACK:
        found.append(f"leaves the window sideways: {name}")
    if not _scrolls(item) and (where.top() < -SLACK or where.bottom() > window.bottom() + SLACK):
        found.append(f"leaves the window: {name}")
    return found


def _overlaps(what: str, items: list[QQuickItem], slack: float) -> list[str]:
    found = []
    seen = [(item, _seen(item, _painted(item) if what == "words" else place(item))) for item in items]
    for number, (one, first) in enumerate(seen):
        for other, second in seen[number + 1 :]:
            shared = first.intersected(second)
            if shared.width() > slack and shared.height() > slack and not _within(one, other):
                found.append(f"{what} overlap: {_called(one)} / {_called(other)}")
    return found


def _crowded(items: list[QQuickItem]) -> list[str]:
    found = []
    seen = [(item, _seen(item, place(item))) for item in items]
    for number, (one, first) in enumerate(seen):
        near = first.adjusted(-APART + SLACK, -APART + SLACK, APART - SLACK, APART - SLACK)
        for other, second in seen[number + 1 :]:
            if not first.isEmpty() and near.intersects(second) and not _within(one, other):
                found.append(f"too close for a finger: {_called(one)} / {_called(other)}")
    return found


def _called(item: QQuickItem) -> str:
    return item.objectName() or str(item.property("text") or item.property("name"))


def _seen(item: QQuickItem, where: QRectF) -> QRectF:
    """The part of `where` that no clipping ancestor hides."""
    parent = item.parentItem()
    while parent is not None:
        if parent.clip():
            where = where.intersected(place(parent))
        parent = parent.parentItem()
    return where


def _within(one: QQuickItem, other: QQuickItem) -> bool:
    return one.isAncestorOf(other) or other.isAncestorOf(one)


def _scrolls(item: QQuickItem) -> bool:
    parent = item.parentItem()
    while parent is not None:
        if parent.inherits("QQuickFlickable"):
            return True
        parent = parent.parentItem()
    return False


def _holder(text: QQuickItem) -> QQuickItem | None:
    parent = text.parentItem()
    while parent is not None:
        if parent.property("repeats") is not None:
            return parent
        parent = parent.parentItem()
    return None
