pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// Large keys for numbers, dates and identity numbers; types into whatever entry has the cursor.
Rectangle {
    id: root

    property string kind: "digits"
    // The one extra sign a kind needs.
    readonly property string extra: kind === "identity" ? "X" : kind === "money" ? "." : ""

    function type(text: string) {
        if (InputState.target)
            (InputState.target as TextEntry).type(text);
    }

    color: Theme.keyGround
    implicitWidth: Theme.size(1080, 420)
    implicitHeight: grid.implicitHeight + 2 * Theme.gapSmall

    // A touch between two keys must not reach what lies below the pad.
    MouseArea {
        anchors.fill: parent
    }

    GridLayout {
        id: grid

        anchors.fill: parent
        anchors.margins: Theme.gapSmall
        anchors.leftMargin: Theme.size(32, 10)
        anchors.rightMargin: Theme.size(32, 10)
        columns: 4
        columnSpacing: Theme.size(16, 8)
        rowSpacing: Theme.size(16, 8)
        uniformCellWidths: true

        Repeater {
            model: [1, 2, 3, 4, 5, 6, 7, 8, 9]

            PadKey {
                required property int modelData

                objectName: "key-" + modelData
                Layout.row: Math.floor((modelData - 1) / 3)
                Layout.column: (modelData - 1) % 3
                label: String(modelData)
                onClicked: root.type(label)
            }
        }

        PadKey {
            objectName: "key-0"
            Layout.row: 3
            Layout.column: 0
            Layout.columnSpan: root.extra === "" ? 3 : 2
            label: "0"
            onClicked: root.type(label)
        }

        PadKey {
            objectName: root.extra === "X" ? "key-x" : "key-dot"
            Layout.row: 3
            Layout.column: 2
            visible: root.extra !== ""
            label: root.extra
            name: root.extra === "." ? qsTr("小数点") : label
            onClicked: root.type(label)
        }

        PadKey {
            objectName: "key-delete"
            Layout.row: 0
            Layout.column: 3
            Layout.rowSpan: 2
            label: qsTr("删一位")
            quiet: true
            onClicked: if (InputState.target)
                (InputState.target as TextEntry).deleteBack()
        }

        PadKey {
            objectName: "key-clear"
            Layout.row: 2
            Layout.column: 3
            label: qsTr("清除")
            quiet: true
            onClicked: if (InputState.target)
                (InputState.target as TextEntry).clear()
        }

        PadKey {
            objectName: "key-done"
            Layout.row: 3
            Layout.column: 3
            label: qsTr("收起")
            quiet: true
            onClicked: InputState.close()
        }
    }
}
