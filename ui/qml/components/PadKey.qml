import QtQuick
import QtQuick.Layouts
import "../theme"

// One key of the digit pad.
Touchable {
    id: root

    property string label: ""
    property bool quiet: false

    Layout.fillWidth: true
    Layout.fillHeight: true
    Layout.horizontalStretchFactor: 1
    implicitWidth: Theme.size(100, 60)
    implicitHeight: Theme.keyHeight
    repeats: true
    activeFocusOnTab: false
    name: label

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusSmall
        color: root.pressed ? Theme.actionTint : root.quiet ? Theme.keyQuiet : Theme.key
        border.color: Theme.ink
        border.width: Theme.highContrast ? Theme.hairline : 0
    }

    Text {
        anchors.fill: parent
        anchors.margins: Theme.size(8, 6)
        text: root.label
        textFormat: Text.PlainText
        color: Theme.ink
        // A key has its size; large text may fill it and goes no further.
        font.pixelSize: root.quiet ? Math.min(Theme.strong, Theme.size(56, 32)) : Math.min(Theme.title, Theme.size(84, 44))
        font.weight: Font.Bold
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.size(28, 18)
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        Accessible.ignored: true
    }
}
