import QtQuick
import "../../theme"

// A word stamped on a paper: 暂存.
Item {
    id: root

    property string text: ""

    implicitWidth: frame.width + Theme.size(24, 12)
    implicitHeight: frame.height + Theme.size(48, 24)
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Rectangle {
        id: frame

        anchors.centerIn: parent
        width: words.implicitWidth + Theme.size(72, 40)
        height: words.implicitHeight + Theme.size(32, 18)
        rotation: -9
        antialiasing: true
        color: "transparent"
        radius: Theme.size(14, 8)
        border.color: Theme.highContrast ? Theme.ink : Theme.error
        border.width: Theme.size(6, 4)

        Text {
            id: words

            anchors.centerIn: parent
            text: root.text
            textFormat: Text.PlainText
            color: Theme.highContrast ? Theme.ink : Theme.error
            font.pixelSize: Theme.heading
            font.weight: Font.Bold
            font.letterSpacing: Theme.size(10, 6)
            Accessible.ignored: true
        }
    }
}
