pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// What to do on this step, in plain words, and whom to ask.
OverlayCard {
    id: root

    required property var shell

    readonly property string layDown: shell.cards === "both" ? qsTr("把身份证或社保卡平放在读卡区，等屏幕变了再拿走。") : shell.cards === "social" ? qsTr("把社保卡平放在读卡区，等屏幕变了再拿走。") : qsTr("把身份证平放在读卡区，等屏幕变了再拿走。")
    readonly property string byCode: qsTr("有回执的，把上面的码对着扫码口，能看办到哪一步。")
    readonly property string byScanner: qsTr("用扫描仪：纸字朝下放，放平盖好，点“扫描”。")
    readonly property string byCamera: qsTr("用高拍仪：纸字朝上放平，点“拍照”，四个角都看得见了再点“拍下来”。")

    // Sentences for the step; the last ones are the same everywhere.
    function sentences(step: string): var {
        switch (step) {
        case "attract":
            return [layDown, qsTr("没带证件，也可以点“先看看”，看办什么事要带什么。"), ...(shell.codeReader ? [byCode] : [])];
        case "agent-sign-in":
            return [qsTr("输入您的代办员编号和密码。"), qsTr("输错三次以后，要等一会儿才能再试。")];
        case "outlet":
            return [qsTr("村民来办事，点“给村民办事”。"), qsTr("办过的事都在这里，点开能看到送到了没有、中心怎么说。")];
        case "identify":
            return [layDown, qsTr("读不出来就拿起来擦一擦，再放一次。")];
        case "home":
            return [qsTr("按事情找：家里有人过世、孩子出生这样的大事，点一下就行。"), qsTr("也可以搜一搜：打字、拼音、拼音头一个字母都行，打错一点也能找到。"), qsTr("想看以前办的事，点“我办过的事”。")];
        case "draft":
            return [qsTr("点“接着办”，从上次停下的地方往下填。"), qsTr("点“先办别的”，这件留着，以后再办。"), qsTr("点“不办了，删除”，填的、扫的都不留。")];
        case "find":
            return [qsTr("在上面打字，下面马上出来。点一件事，先看说明，不会马上开始办。")];
        case "guide":
            return [qsTr("先看要带什么、多久、多少钱。没带齐也没关系，下次再来。"), qsTr("点“开始办”往下走。")];
        case "form":
            return [qsTr("一次只问一件事。卡上有的不用再填。"), qsTr("填错了，下面有红字告诉您哪里不对。"), qsTr("点“返回”可以回去改，填过的都还在。")];
        case "materials":
            return [...(shell.step.cameraLeads ? [] : [byScanner]), ...(shell.step.camera?.fitted ? [byCamera] : []), qsTr("看一看小图，不清楚就点开，重做一次。"), qsTr("标着“要交”的都有了，才能下一步。")];
        case "review":
            return [qsTr("从上到下看一遍。哪里不对，点旁边的“改一改”。"), qsTr("看完同意书，点“我已看过，同意”。")];
        case "sign":
            return [qsTr("用手指在白框里写名字，像写在纸上一样。"), qsTr("写坏了点“擦掉重签”。"), qsTr("点“确认提交”以后，等屏幕说“已经保存好了”再走。")];
        case "done":
            return [qsTr("事情已经保存好了，不会丢。"), qsTr("盖着“暂存”的，网络一通机器自己送，不用您再来。"), qsTr("拿好证件、材料和回执，点“结束”。"), qsTr("回执没打出来也不要紧：记下编号，以后在这台机器上放卡还能打。")];
        case "cases":
        case "case":
            return [qsTr("每件事有两句话：一句说送到了没有，一句说中心办得怎样。"), qsTr("中心要补材料的，照上面写的带到窗口。"), ...(shell.codeReader ? [byCode] : [])];
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
