import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// Nobody has touched anything for a while: the seconds until everything is cleared.
OverlayCard {
    id: root

    required property var shell

    title: qsTr("还在吗？")

    Text {
        objectName: "idle-left"
        Layout.fillWidth: true
        text: root.shell.idle.left
        color: Theme.attention
        font.pixelSize: Theme.display
        font.weight: Font.Bold
        horizontalAlignment: Text.AlignHCenter
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("还有 %1 秒").arg(text)
    }

    TextLine {
        text: qsTr("数到 0，您的信息会清除，回到开始的画面。")
        horizontalAlignment: Text.AlignHCenter
    }

    TextLine {
        objectName: "idle-draft"
        visible: root.shell.unfinished
        text: qsTr("没办完的会存好。") + root.shell.draftPromise
        color: Theme.quiet
        horizontalAlignment: Text.AlignHCenter
    }

    buttons: [
        Button {
            objectName: "idle-end"
            Layout.preferredWidth: Theme.size(300, 240)
            label: qsTr("结束")
            onClicked: root.shell.leaveForLater()
        },
        Button {
            objectName: "idle-stay"
            Layout.preferredWidth: Theme.size(300, 240)
            filled: true
            label: qsTr("我还在")
            onClicked: root.shell.closeOverlay()
        }
    ]
}
