import QtQuick
import QtQuick.Layouts
import "../theme"

// White paper with a fine line; what belongs together stands on one.
Rectangle {
    id: root

    default property alias content: column.data
    property real padding: Theme.padding
    property alias spacing: column.spacing

    Layout.fillWidth: true
    color: Theme.surface
    radius: Theme.radius
    border.color: Theme.line
    border.width: Theme.hairline
    implicitWidth: column.implicitWidth + 2 * padding
    implicitHeight: column.implicitHeight + 2 * padding

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: root.padding
        spacing: Theme.gap
    }
}
