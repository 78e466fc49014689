"""The reference: the barest PySide6 QML window that has the virtual keyboard, of the same size."""

import json
import os
import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine

from tests.benchmarks.programs.own_process import resident_mb, since_start_ms

QML = b"""
import QtQuick
import QtQuick.VirtualKeyboard
Window {
    width: 1080; height: 1920; visible: true
    TextInput { width: 400; height: 60; text: "x" }
    InputPanel { width: parent.width; y: parent.height }
}
"""


def main() -> int:
    os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"
    application = QGuiApplication(sys.argv)
    engine = QQmlApplicationEngine()
    engine.loadData(QML)
    window = engine.rootObjects()[0]
    found: dict[str, float] = {}

    def swapped() -> None:
        if not found:
            found["first_frame_ms"] = since_start_ms()
            QTimer.singleShot(3000, finish)

    def finish() -> None:
        found["rss_mb"] = resident_mb()
        print(json.dumps(found))
        application.quit()

    window.frameSwapped.connect(swapped, Qt.ConnectionType.QueuedConnection)
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main())
