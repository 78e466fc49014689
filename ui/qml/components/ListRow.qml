import QtQuick
import QtQuick.Layouts
import "../theme"

// A row to touch: title, a quiet line below it, tags, and a sign that it leads somewhere. `edge` is the coloured bar
// at the left: "" none, "action", "seal".
Touchable {
    id: root

    property string title: ""
    property string detail: ""
    property string edge: ""
    property bool filled: false
    property bool leads: true
    // Tags, or anything else that stands below the words.
    default property alias content: extra.data

    Layout.fillWidth: true
    Layout.fillHeight: true
    name: detail ? title + " " + detail : title
    implicitWidth: Theme.size(400, 260)
    implicitHeight: Math.max(Theme.size(132, 84), column.implicitHeight + 2 * Theme.size(18, 12))

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: root.filled ? (root.pressed ? Theme.pressed : Theme.action) : root.pressed ? Theme.actionTint : Theme.surface
        border.color: Theme.line
        border.width: root.filled ? 0 : Theme.hairline
    }

    Rectangle {
        visible: root.edge !== ""
        anchors.left: parent.left
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.size(10, 6)
        height: parent.height - 2 * Theme.radius
        radius: width / 2
        color: root.edge === "seal" ? Theme.seal : Theme.action
    }

    ColumnLayout {
        id: column

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: arrow.visible ? arrow.left : parent.right
        anchors.leftMargin: Theme.size(36, 20)
        anchors.rightMargin: Theme.size(20, 12)
        spacing: Theme.size(4, 2)

        TextLine {
            text: root.title
            size: "strong"
            color: root.filled ? Theme.inkOnAction : Theme.ink
            Accessible.ignored: true
        }

        TextLine {
            text: root.detail
            visible: root.detail !== ""
            size: "caption"
            color: root.filled ? Theme.inkOnActionQuiet : Theme.quiet
            Accessible.ignored: true
        }

        Flow {
            id: extra

            Layout.fillWidth: true
            visible: children.length > 0
            spacing: Theme.size(12, 8)
        }
    }

    Text {
        id: arrow

        anchors.right: parent.right
        anchors.rightMargin: Theme.size(24, 16)
        anchors.verticalCenter: parent.verticalCenter
        visible: root.leads
        text: "›"
        color: root.filled ? Theme.inkOnAction : Theme.action
        font.pixelSize: Theme.title
        Accessible.ignored: true
    }

    FocusRing {
        control: root
    }
}
