"""The bindings give back every reference they take (docs/decisions/0008).

Before Python 3.12, None, True and False are counted like any object: a binding that gives one back too many ends the
process when the count reaches zero: minutes or months later, somewhere else.
"""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Property, QCoreApplication, QEvent, QMetaObject, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent, QQmlEngine

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="from Python 3.12 on these objects are immortal")

ROUNDS = 200
SLACK = 20
"""What other threads of the process may take or give meanwhile; a fault shows as ROUNDS at least."""

SCENE = b"""
import QtQml
QtObject {
    required property QtObject model
    property var word: model.word
    property QtObject thing: model.thing
    function call() { model.note(); model.answer() }
}
"""


class Model(QObject):
    changed = Signal()
    told = Signal(object)

    @Property("QVariant", notify=changed)
    def word(self) -> object:
        return None

    @Property(QObject, notify=changed)
    def thing(self) -> QObject | None:
        return None

    @Slot()
    def note(self) -> None:
        pass

    @Slot(result="QVariant")
    def answer(self) -> object:
        return None

    def hear(self, _said: object) -> None:
        pass

    def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:
        return False


def drift(call: Callable[[], object]) -> dict[object, int]:
    """By how much `ROUNDS` calls change the counts of the three."""
    call()
    before = {one: sys.getrefcount(one) for one in (None, True, False)}
    for _ in range(ROUNDS):
        call()
    return {one: sys.getrefcount(one) - count for one, count in before.items()}


def test_no_reference_is_dropped(qapp: QGuiApplication) -> None:
    model = Model()
    engine = QQmlEngine()
    component = QQmlComponent(engine)
    component.setData(SCENE, "")
    scene = component.createWithInitialProperties({"model": model})
    assert scene is not None, component.errorString()
    model.told.connect(model.hear)
    model.installEventFilter(model)
    calls: dict[str, Callable[[], object]] = {
        "a missing property": lambda: scene.property("nothing"),
        "an empty property": lambda: scene.property("word"),
        "a missing child": lambda: scene.findChild(QObject, "nobody"),
        "no parent": scene.parent,
        "a signal": model.changed.emit,
        "a signal with nothing": lambda: model.told.emit(None),
        "slots called from QML": lambda: QMetaObject.invokeMethod(scene, "call"),
        "an event filter": lambda: QCoreApplication.sendEvent(model, QEvent(QEvent.Type.User)),
    }
    dropped = {name: counts for name, call in calls.items() if min((counts := drift(call)).values()) < -SLACK}
    assert not dropped
