import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// What came of a scanned code that opened nothing, or nothing yet: what it is, and what to do.
OverlayCard {
    id: root

    required property var shell
    readonly property var notice: shell.codeNotice

    objectName: "code-notice"
    title: notice.title

    ProgressLine {
        visible: root.notice.waiting
    }

    TextLine {
        objectName: "code-turn"
        text: root.notice.turn
        size: "strong"
        bold: false
    }

    buttons: [
        Button {
            objectName: "code-close"
            Layout.columnSpan: Theme.roomy ? 2 : 1
            filled: !root.notice.waiting
            label: root.notice.waiting ? qsTr("不等了") : qsTr("知道了")
            onClicked: root.notice.close()
        }
    ]
}
