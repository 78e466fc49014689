pragma ComponentBehavior: Bound

import QtQuick
import "../theme"

// An identity card, drawn: lines of words, a portrait.
Rectangle {
    id: root

    implicitWidth: Theme.size(254, 170)
    implicitHeight: Math.round(implicitWidth * 0.63)
    radius: Theme.size(20, 12)
    color: "#F3F1EC"
    Accessible.ignored: true

    Column {
        x: root.width * 0.095
        y: root.height * 0.21
        spacing: root.height * 0.105

        Repeater {
            model: [0.44, 0.38, 0.33, 0.27]

            Rectangle {
                required property real modelData

                width: root.width * modelData
                height: root.height * 0.065
                radius: height / 2
                color: "#9AA7B2"
            }
        }
    }

    Rectangle {
        x: root.width * 0.67
        y: root.height * 0.19
        width: root.width * 0.235
        height: root.height * 0.475
        radius: Theme.size(6, 4)
        color: "#C9CED6"
    }
}
