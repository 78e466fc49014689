import QtQuick
import QtQuick.Layouts
import "../theme"

// One answer among few; the chosen one carries a check mark besides its colour.
Touchable {
    id: root

    property string label: ""
    property string detail: ""
    property bool chosen: false
    // Several may be chosen: a box instead of a mark only when chosen.
    property bool several: false

    Layout.fillWidth: true
    Layout.fillHeight: true
    role: several ? Accessible.CheckBox : Accessible.RadioButton
    name: detail ? label + " " + detail : label
    Accessible.checkable: true
    Accessible.checked: chosen
    implicitWidth: words.implicitWidth + Theme.size(96, 64)
    implicitHeight: Math.max(Theme.size(112, 60), column.implicitHeight + 2 * Theme.size(20, 10))

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusSmall
        color: root.chosen || root.pressed ? Theme.actionTint : Theme.surface
        border.color: root.chosen ? Theme.action : Theme.border
        border.width: root.chosen ? Theme.stroke : Theme.hairline
    }

    ColumnLayout {
        id: column

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.size(16, 12)
        spacing: 0

        TextLine {
            id: words

            text: root.chosen ? "✓ " + root.label : root.several ? "□ " + root.label : root.label
            bold: root.chosen
            color: root.chosen ? Theme.action : Theme.ink
            horizontalAlignment: Text.AlignHCenter
            Accessible.ignored: true
        }

        TextLine {
            text: root.detail
            visible: root.detail !== ""
            size: "caption"
            horizontalAlignment: Text.AlignHCenter
            Accessible.ignored: true
        }
    }

    FocusRing {
        control: root
    }
}
