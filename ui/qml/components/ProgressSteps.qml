pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// How far along the visit is: bars, and the same in words below them.
ColumnLayout {
    id: root

    property int count: 5
    // From 1.
    property int current: 1
    property string words: ""

    Layout.fillWidth: true
    spacing: Theme.size(20, 10)
    Accessible.role: Accessible.ProgressBar
    Accessible.name: words

    RowLayout {
        spacing: Theme.size(12, 8)

        Repeater {
            model: root.count

            Rectangle {
                required property int index

                Layout.fillWidth: true
                implicitHeight: Theme.size(14, 8)
                radius: height / 2
                color: index < root.current ? Theme.action : Theme.line
                border.color: Theme.action
                border.width: Theme.highContrast ? Theme.hairline : 0
            }
        }
    }

    TextLine {
        text: root.words
        visible: root.words !== ""
        size: "caption"
        Accessible.ignored: true
    }
}
