import QtQuick
import QtQuick.Layouts
import "../theme"

Rectangle {
    Layout.fillWidth: true
    implicitHeight: Theme.hairline
    color: Theme.line
}
