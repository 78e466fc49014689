import QtQuick
import QtQuick.Layouts
import "../theme"

// A question laid over the page: title, content, and its buttons below. The page behind is veiled and out of reach.
Rectangle {
    id: root

    property string title: ""
    default property alias content: body.content
    // The buttons at the foot, in reading order; the filled one last.
    property alias buttons: foot.data

    color: "#B0101820"
    activeFocusOnTab: false
    Accessible.role: Accessible.Dialog
    Accessible.name: title

    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        id: sheet

        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.margin, Theme.size(984, 760))
        height: Math.min(parent.height - 2 * Theme.margin, body.wish + foot.implicitHeight + Theme.padding)
        radius: Theme.radius
        color: Theme.surface
        border.color: Theme.ink
        border.width: Theme.highContrast ? Theme.stroke : 0
        clip: true

        ScrollBody {
            id: body

            readonly property real wish: contentHeight + 2 * Theme.margin

            anchors.top: parent.top
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: foot.top

            TextLine {
                text: root.title
                visible: text !== ""
                size: "title"
                Accessible.role: Accessible.Heading
            }
        }

        GridLayout {
            id: foot

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.leftMargin: Theme.margin
            anchors.rightMargin: Theme.margin
            anchors.bottomMargin: Theme.padding
            columns: Theme.roomy ? 2 : 1
            columnSpacing: Theme.gap
            rowSpacing: Theme.gapSmall
        }
    }
}
