import QtQuick
import "../theme"

// Shows where the keys act; drawn outside of the control so that nothing moves.
Rectangle {
    required property Item control

    anchors.fill: control
    anchors.margins: -Theme.size(8, 5)
    color: "transparent"
    border.color: Theme.focus
    border.width: Theme.stroke
    radius: Theme.radius
    visible: control.activeFocus && InputState.keysInUse
}
