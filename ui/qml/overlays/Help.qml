pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// What to do on this step, in plain words, and whom to ask.
OverlayCard {
    id: root

    required property var shell

    // Sentences for the step; the last ones are the same everywhere.
    function sentences(step: string): var {
        switch (step) {
        case "attract":
            return [qsTr("把身份证平放在读卡区，等屏幕变了再拿走。"), qsTr("没带身份证，也可以点“先看看”，看办什么事要带什么。"), ...(shell.codeReader ? [qsTr("有回执的，把上面的码对着扫码口，能看办到哪一步。")] : [])];
        case "agent-sign-in":
            return [qsTr("输入您的代办员编号和口令。"), qsTr("输错三次以后，要等一会儿才能再试。")];
        case "outlet":
            return [qsTr("村民来办事，点“给村民办事”。"), qsTr("办过的事都在这里，点开能看到送到了没有、中心怎么说。")];
        case "identify":
            return [qsTr("把身份证平放在读卡区，等屏幕变了再拿走。"), qsTr("读不出来就拿起来擦一擦，再放一次。")];
        case "home":
            return [qsTr("按事情找：家里有人过世、孩子出生这样的大事，点一下就行。"), qsTr("也可以搜一搜：打字、拼音、拼音头一个字母都行，打错一点也能找到。"), qsTr("想看以前办的事，点“我办过的事”。")];
        case "find":
            return [qsTr("在上面打字，下面马上出来。点一件事，先看说明，不会马上开始办。")];
        case "guide":
            return [qsTr("先看要带什么、多久、多少钱。没带齐也没关系，下次再来。"), qsTr("点“开始办”往下走。")];
        case "form":
            return [qsTr("一次只问一件事。身份证上有的不用再填。"), qsTr("填错了，下面有红字告诉您哪里不对。"), qsTr("点“返回”可以回去改，填过的都还在。")];
        case "materials":
            return [qsTr("把纸字朝下放在扫描仪上，放平盖好，点“扫描”。"), qsTr("扫完看小图，不清楚就点开，再扫一次。"), qsTr("标着“要交”的都扫了，才能下一步。")];
        case "review":
            return [qsTr("从上到下看一遍。哪里不对，点旁边的“改一改”。"), qsTr("看完同意书，点“我已看过，同意”。")];
        case "sign":
            return [qsTr("用手指在白框里写名字，像写在纸上一样。"), qsTr("写坏了点“擦掉重签”。"), qsTr("点“确认提交”以后，等屏幕说“已经保存好了”再走。")];
        case "done":
            return [qsTr("事情已经保存好了，不会丢。"), qsTr("盖着“暂存”的，网络一通机器自己送，不用您再来。"), qsTr("拿好身份证、材料和回执，点“结束”。")];
        case "cases":
        case "case":
            return [qsTr("每件事有两句话：一句说送到了没有，一句说中心办得怎样。"), qsTr("中心要补材料的，照上面写的带到窗口。")];
        default:
            return [qsTr("照着屏幕上的大字做就行。")];
        }
    }

    title: qsTr("这一步怎么做")

    Repeater {
        model: root.sentences(root.shell.stepName)

        RowLayout {
            id: line

            required property string modelData
            required property int index

            spacing: Theme.gap

            Rectangle {
                Layout.alignment: Qt.AlignTop
                implicitWidth: Math.round(Theme.body * 1.5)
                implicitHeight: implicitWidth
                radius: width / 2
                color: Theme.actionTint
                border.color: Theme.action
                border.width: Theme.highContrast ? Theme.hairline : 0

                Text {
                    anchors.centerIn: parent
                    text: line.index + 1
                    color: Theme.action
                    font.pixelSize: Theme.body
                    font.weight: Font.Bold
                    Accessible.ignored: true
                }
            }

            TextLine {
                text: line.modelData
                Layout.topMargin: Math.round(Theme.body * 0.14)
            }
        }
    }

    NoteBox {
        tone: "action"
        text: qsTr("要人帮忙，打 %1，或叫旁边的工作人员。").arg(root.shell.phone)
        detail: root.shell.progress > 0 ? qsTr("不想办了，随时点“不办了”，您的信息会清除。") : ""
    }

    buttons: [
        Button {
            objectName: "help-close"
            Layout.columnSpan: Theme.roomy ? 2 : 1
            filled: true
            label: qsTr("知道了")
            onClicked: root.shell.closeOverlay()
        }
    ]
}
