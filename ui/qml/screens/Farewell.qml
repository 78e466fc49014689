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

    TextLine {
        text: qsTr("请带好身份证和材料。")
        size: "strong"
        horizontalAlignment: Text.AlignHCenter
    }

    TextLine {
        text: qsTr("看看扫描仪里有没有落下的纸。")
        color: Theme.quiet
        horizontalAlignment: Text.AlignHCenter
    }

    Item {
        Layout.fillHeight: true
        Layout.verticalStretchFactor: 2
    }
}
