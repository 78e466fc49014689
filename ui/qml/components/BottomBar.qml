import QtQuick
import QtQuick.Layouts
import "../theme"

// Back at the lower left, on at the lower right, the way out between them: on every page at the same place.
Rectangle {
    id: root

    property string backLabel: qsTr("返回")
    property bool backVisible: true
    property string cancelLabel: qsTr("不办了")
    property bool cancelVisible: true
    property string nextLabel: ""
    property string nextDetail: ""
    property bool nextEnabled: true
    property bool nextFilled: true
    property bool nextVisible: nextLabel !== ""

    signal back
    signal cancel
    signal next

    color: Theme.surface
    implicitHeight: grid.implicitHeight + 2 * Theme.size(22, 10)

    // A touch on the bar itself must not reach the page below.
    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        height: Theme.hairline
        color: Theme.line
    }

    GridLayout {
        id: grid

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        columnSpacing: Theme.gap
        rowSpacing: Theme.size(16, 8)
        columns: 12

        Button {
            objectName: "cancel"
            Layout.row: root.stacked ? 0 : 1
            Layout.column: root.stacked ? 0 : 3
            Layout.columnSpan: root.stacked ? 12 : 3
            Layout.preferredWidth: root.stacked ? -1 : root.small
            Layout.fillWidth: root.stacked
            visible: root.cancelVisible
            size: "barStrong"
            Layout.fillHeight: true
            label: root.cancelLabel
            quiet: root.stacked
            onClicked: root.cancel()
        }

        Button {
            objectName: "back"
            Layout.row: 1
            Layout.column: 0
            Layout.columnSpan: 3
            Layout.preferredWidth: root.small
            Layout.fillWidth: false
            visible: root.backVisible
            size: "barStrong"
            Layout.fillHeight: true
            label: root.backLabel
            onClicked: root.back()
        }

        // Without a way on, the other two stay where they always are.
        Item {
            Layout.row: 1
            Layout.column: 6
            Layout.columnSpan: 6
            Layout.fillWidth: true
            visible: !root.nextVisible
        }

        Button {
            objectName: "next"
            Layout.row: 1
            // Alone in its row it takes all of it.
            Layout.column: root.stacked && !root.backVisible ? 0 : 6
            Layout.columnSpan: root.stacked && !root.backVisible ? 12 : 6
            visible: root.nextVisible
            enabled: root.nextEnabled
            filled: root.nextFilled
            size: "barStrong"
            Layout.fillHeight: true
            label: root.nextLabel
            detail: root.nextDetail
            onClicked: root.next()
        }
    }

    readonly property bool stacked: !Theme.roomy && Theme.portrait && cancelVisible && nextVisible
    readonly property real small: Theme.size(250, 200) * (Theme.roomy ? 1 : 1.25)
}
