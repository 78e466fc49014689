import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// Asked before anything a person typed is thrown away.
OverlayCard {
    id: root

    required property var shell
    // On the road of a filing there is something to lose.
    readonly property bool filing: shell.progress > 1 || shell.unfinished

    title: filing ? qsTr("不办了？") : qsTr("结束吗？")

    TextLine {
        text: root.shell.unfinished ? qsTr("填的、扫的可以留着，下次接着办；也可以现在就清除。") : root.filing ? qsTr("填的、扫的都不会留下，下次要从头来。") : qsTr("屏幕上您的信息会清除。")
        size: "strong"
        bold: false
    }

    TextLine {
        visible: root.shell.unfinished
        text: qsTr("留着的话：") + root.shell.draftPromise
    }

    buttons: [
        Button {
            objectName: "cancel-confirm"
            Layout.preferredWidth: Theme.size(300, 240)
            tone: "error"
            label: root.filing ? qsTr("不办了，清除") : qsTr("结束，清除")
            onClicked: root.shell.confirmCancel()
        },
        Button {
            objectName: "cancel-later"
            Layout.preferredWidth: Theme.size(300, 240)
            visible: root.shell.unfinished
            label: qsTr("留着，下次接着办")
            onClicked: root.shell.leaveForLater()
        },
        Button {
            objectName: "cancel-keep"
            Layout.columnSpan: root.shell.unfinished && Theme.roomy ? 2 : 1
            Layout.preferredWidth: Theme.size(300, 240)
            filled: true
            label: root.filing ? qsTr("接着办") : qsTr("再看看")
            onClicked: root.shell.closeOverlay()
        }
    ]
}
