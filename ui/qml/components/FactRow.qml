import QtQuick
import QtQuick.Layouts
import "../theme"

// One plain fact: what it is on the left, quiet; what it says on the right. In very large text one below the other.
GridLayout {
    id: root

    property string label: ""
    property string value: ""
    property string valueSize: "body"
    property color valueColour: Theme.ink
    property real labelWidth: Math.round((Theme.portrait ? 5.6 : 6.2) * Theme.caption)

    Layout.fillWidth: true
    columns: Theme.roomy ? 2 : 1
    columnSpacing: Theme.gap
    rowSpacing: 0
    Accessible.role: Accessible.StaticText
    Accessible.name: label + " " + value

    TextLine {
        text: root.label
        size: "caption"
        Layout.fillWidth: !Theme.roomy
        Layout.preferredWidth: Theme.roomy ? root.labelWidth : -1
        Layout.alignment: Qt.AlignTop
        topPadding: Theme.roomy ? Math.round((Theme.body - Theme.caption) * 0.8) : 0
        Accessible.ignored: true
    }

    TextLine {
        text: root.value
        size: root.valueSize
        color: root.valueColour
        Layout.alignment: Qt.AlignTop
        Accessible.ignored: true
    }
}
