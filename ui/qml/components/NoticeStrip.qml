import QtQuick
import "../theme"

// One line above the step for what holds everywhere: a power cut. Only there while it holds.
Rectangle {
    id: root

    required property string words

    color: Theme.attentionTint
    border.color: Theme.attention
    border.width: Theme.highContrast ? Theme.stroke : 0
    implicitHeight: line.implicitHeight + 2 * Theme.size(20, 12)
    Accessible.role: Accessible.AlertMessage
    Accessible.name: words

    TextLine {
        id: line

        objectName: "strip"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        text: root.words
        size: "barStrong"
        color: Theme.attention
        Accessible.ignored: true
    }
}
