import QtQuick
import "../../theme"

// A check mark in a filled circle.
Rectangle {
    id: root

    property real side: Theme.size(112, 60)

    implicitWidth: side
    implicitHeight: side
    radius: side / 2
    color: Theme.done
    Accessible.ignored: true

    Text {
        anchors.centerIn: parent
        text: "✓"
        color: Theme.surface
        font.pixelSize: Math.round(root.side * 0.62)
        font.weight: Font.Bold
    }
}
