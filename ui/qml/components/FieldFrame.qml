import QtQuick
import QtQuick.Layouts
import "../theme"

// One field of a form: what is asked, the answer's control, and below it a hint or, in its place, what is wrong.
ColumnLayout {
    id: root

    property string label: ""
    property string hint: ""
    property string error: ""
    property bool optional: false
    default property alias content: holder.data

    Layout.fillWidth: true
    spacing: Theme.size(16, 8)

    TextLine {
        text: root.optional ? root.label + qsTr("（可以不填）") : root.label
        visible: root.label !== ""
        bold: true
    }

    ColumnLayout {
        id: holder

        Layout.fillWidth: true
        spacing: Theme.gapSmall
    }

    TextLine {
        text: root.error !== "" ? root.error : root.hint
        visible: text !== ""
        bold: root.error !== ""
        color: root.error !== "" ? Theme.error : Theme.quiet
        font.pixelSize: root.error !== "" ? Math.round((Theme.body + Theme.caption) / 2) : Theme.caption
        Accessible.role: root.error !== "" ? Accessible.AlertMessage : Accessible.StaticText
    }
}
