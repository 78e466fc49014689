pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"
import "../components/filing"

// The last word: cleared, and what to take along.
Page {
    id: root

    required property var step

    stretch: true
    backVisible: false
    cancelVisible: false
    nextLabel: step.village ? qsTr("回到服务点") : qsTr("好了")
    nextDetail: qsTr("%1 秒后自动回到开始").arg(step.left)
    onNext: step.next()

    Item {
        Layout.fillHeight: true
        Layout.verticalStretchFactor: 1
    }

    DoneMark {
        Layout.alignment: Qt.AlignHCenter
        side: Theme.size(200, 110)
    }

    TextLine {
        objectName: "cleared"
        text: qsTr("屏幕上没有您的信息了")
        size: "title"
        color: Theme.done
        horizontalAlignment: Text.AlignHCenter
        Accessible.role: Accessible.Heading
    }

    NoteBox {
        objectName: "power"
        visible: root.step.powerWords !== ""
        tone: "attention"
        text: root.step.powerWords
    }

    NoteBox {
        objectName: "draft"
        visible: root.step.draftWords !== ""
        tone: root.step.draftLost ? "attention" : "done"
        text: root.step.draftWords
    }

    TextLine {
        objectName: "take-along"
        text: root.step.takeWords
        size: "strong"
        color: root.step.cardLies ? Theme.attention : Theme.ink
        horizontalAlignment: Text.AlignHCenter
    }

    TextLine {
        objectName: "left"
        visible: text !== ""
        text: root.step.leftBehind
        size: "strong"
        color: Theme.attention
        horizontalAlignment: Text.AlignHCenter
    }

    TextLine {
        text: qsTr("看看机器上有没有落下的纸。")
        color: Theme.quiet
        horizontalAlignment: Text.AlignHCenter
    }

    Item {
        Layout.fillHeight: true
        Layout.verticalStretchFactor: 2
    }
}
