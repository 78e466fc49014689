pragma ComponentBehavior: Bound

import QtQuick
import "../theme"

// The seal: 就近, white in seal red. It keeps its size in all texts, like a stamp.
Rectangle {
    id: root

    property real side: Theme.size(84, 48)

    implicitWidth: side
    implicitHeight: side
    radius: side * 0.16
    color: Theme.seal
    Accessible.role: Accessible.Graphic
    Accessible.name: "就近"

    Column {
        anchors.centerIn: parent

        Repeater {
            model: ["就", "近"]

            Text {
                required property string modelData

                anchors.horizontalCenter: parent ? parent.horizontalCenter : undefined
                text: modelData
                color: Theme.inkOnSeal
                font.pixelSize: Math.round(root.side * 0.36)
                font.weight: Font.Bold
                lineHeightMode: Text.FixedHeight
                lineHeight: Math.round(root.side * 0.42)
            }
        }
    }
}
