pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../../theme"
import ".."

// What a person can do about a filing that is not well. Taking it back is asked once more, with its reason.
ColumnLayout {
    id: root

    required property var endings
    readonly property bool acts: endings.canCorrect || endings.canSupplement || endings.canWithdraw

    spacing: Theme.gap
    visible: endings.words !== "" || endings.trouble !== "" || endings.proofWanted || endings.asking || acts

    NoteBox {
        objectName: "case-course"
        visible: root.endings.words !== ""
        tone: "action"
        text: root.endings.words
    }

    NoteBox {
        objectName: "case-trouble"
        visible: root.endings.trouble !== ""
        tone: "error"
        text: root.endings.trouble
    }

    NoteBox {
        objectName: "case-proof"
        visible: root.endings.proofWanted
        tone: "attention"
        text: qsTr("本人放身份证，就能在这里改、补。")
    }

    GridLayout {
        Layout.fillWidth: true
        visible: !root.endings.asking && root.acts
        columns: Theme.roomy ? 2 : 1
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true

        Button {
            objectName: "case-correct"
            visible: root.endings.canCorrect
            filled: true
            label: qsTr("改好再交")
            detail: qsTr("填过的、扫过的都替您留着")
            onClicked: root.endings.correct()
        }

        Button {
            objectName: "case-supplement"
            visible: root.endings.canSupplement
            filled: true
            label: qsTr("补材料")
            detail: qsTr("只扫中心要的")
            onClicked: root.endings.supplement()
        }

        Button {
            objectName: "case-withdraw"
            visible: root.endings.canWithdraw
            tone: "error"
            label: qsTr("不办了，撤回")
            detail: qsTr("办结之前都能撤")
            onClicked: root.endings.askToWithdraw(true)
        }
    }

    Card {
        visible: root.endings.asking

        NoteBox {
            tone: "error"
            text: qsTr("真的撤回吗？撤回以后中心不再办这件事；要办，得重新申报。")
        }

        TextLine {
            text: qsTr("为什么撤回？点一个：")
            size: "strong"
        }

        GridLayout {
            Layout.fillWidth: true
            columns: Theme.roomy ? 2 : 1
            columnSpacing: Theme.gapSmall
            rowSpacing: Theme.gapSmall
            uniformCellWidths: true

            Repeater {
                model: root.endings.reasons

                ChoiceTile {
                    required property var modelData

                    objectName: "withdraw-" + modelData.code
                    label: modelData.words
                    chosen: modelData.chosen
                    onClicked: root.endings.chooseReason(modelData.code)
                }
            }
        }

        Button {
            objectName: "withdraw-confirm"
            enabled: root.endings.reasonGiven
            tone: "error"
            label: qsTr("撤回")
            onClicked: root.endings.withdraw()
        }

        Button {
            objectName: "withdraw-keep"
            filled: true
            label: qsTr("不撤，接着办")
            onClicked: root.endings.askToWithdraw(false)
        }
    }
}
