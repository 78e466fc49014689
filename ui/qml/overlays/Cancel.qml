import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// Asked before anything a person typed is thrown away.
OverlayCard {
    id: root

    required property var shell
    // On the road of a filing there is something to lose.
    readonly property bool filing: shell.progress > 1

    title: filing ? qsTr("不办了？") : qsTr("结束吗？")

    TextLine {
        text: root.filing ? qsTr("填的、扫的都不会留下，下次要从头来。") : qsTr("屏幕上您的信息会清除。")
        size: "strong"
        bold: false
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
            objectName: "cancel-keep"
            Layout.preferredWidth: Theme.size(300, 240)
            filled: true
            label: root.filing ? qsTr("接着办") : qsTr("再看看")
            onClicked: root.shell.closeOverlay()
        }
    ]
}
