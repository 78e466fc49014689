import QtQuick
import QtQuick.Layouts
import "../theme"

// A wait that is visible: how far, 0 to 1, or unknown (below 0) as a bar that wanders; the words beside it are the
// screen's.
Rectangle {
    id: root

    property real part: -1
    // On deep blue.
    property bool deep: false

    Layout.fillWidth: true
    implicitHeight: Theme.size(16, 10)
    radius: height / 2
    color: deep ? Theme.deepRaised : Theme.line
    border.color: deep ? Theme.inkOnDeep : Theme.action
    border.width: Theme.highContrast ? Theme.hairline : 0
    clip: true
    Accessible.role: Accessible.ProgressBar
    Accessible.name: part < 0 ? "…" : Math.round(part * 100) + "%"

    Rectangle {
        height: parent.height
        radius: parent.radius
        width: root.part < 0 ? root.width * 0.3 : root.width * Math.min(1, root.part)
        x: root.part < 0 ? wander.place * (root.width - width) : 0
        color: root.deep ? Theme.inkOnDeep : Theme.action
    }

    Timer {
        id: wander

        property real place: 0
        property int direction: 1

        // Ten frames a second are enough to say "I am at it", and cost little in software rendering.
        interval: 100
        repeat: true
        running: root.part < 0 && root.visible
        onTriggered: {
            place += 0.05 * direction;
            if (place >= 1 || place <= 0)
                direction = -direction;
        }
    }
}
