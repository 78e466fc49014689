import QtQuick
import "../../theme"
import ".."

// A scanned page, small, with its number; a touch shows it large.
Touchable {
    id: root

    property string source: ""
    property int number: 1
    property bool large: true

    name: qsTr("第 %1 页，点开看大图").arg(number)
    implicitWidth: large ? Theme.size(210, 132) : Theme.size(132, 84)
    implicitHeight: Math.round(implicitWidth * 1.414) + words.implicitHeight + Theme.size(12, 6)

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        height: Math.round(width * 1.414)
        color: "#FFFFFF"
        border.color: root.pressed ? Theme.action : Theme.border
        border.width: root.pressed ? Theme.stroke : Theme.hairline

        Image {
            anchors.fill: parent
            anchors.margins: Theme.stroke
            asynchronous: true
            // Nothing of a person's papers stays in Qt's own picture cache.
            cache: false
            fillMode: Image.PreserveAspectFit
            source: root.source
            sourceSize.width: Math.ceil(width)
            sourceSize.height: Math.ceil(height)
        }
    }

    Text {
        id: words

        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        text: root.large ? qsTr("第 %1 页").arg(root.number) : root.number
        textFormat: Text.PlainText
        color: Theme.quiet
        font.pixelSize: Theme.caption
        Accessible.ignored: true
    }

    FocusRing {
        control: root
    }
}
