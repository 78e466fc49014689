import QtQuick
import QtQuick.Layouts
import "../theme"

// One message on a tint: what happened, whose turn it is, what to do. tone: done, attention, error, action.
// The words themselves say which it is; the colour only repeats it.
Rectangle {
    id: root

    property string tone: "done"
    property string text: ""
    property string detail: ""
    default property alias content: column.data
    readonly property color inkColour: tone === "done" ? Theme.done : tone === "attention" ? Theme.attention
        : tone === "error" ? Theme.error : Theme.action

    Layout.fillWidth: true
    color: tone === "done" ? Theme.doneTint : tone === "attention" ? Theme.attentionTint
        : tone === "error" ? Theme.errorTint : Theme.actionTint
    radius: Theme.radius
    border.color: inkColour
    border.width: Theme.highContrast ? Theme.stroke : 0
    implicitHeight: column.implicitHeight + 2 * Theme.size(28, 16)
    Accessible.role: tone === "error" || tone === "attention" ? Accessible.AlertMessage : Accessible.Note
    Accessible.name: detail ? text + " " + detail : text

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: Theme.padding
        spacing: Theme.size(10, 6)

        TextLine {
            text: root.text
            visible: root.text !== ""
            color: root.inkColour
            bold: root.detail !== ""
            Accessible.ignored: true
        }

        TextLine {
            text: root.detail
            visible: root.detail !== ""
            color: root.inkColour
            font.pixelSize: Math.round((Theme.body + Theme.caption) / 2)
            Accessible.ignored: true
        }
    }
}
