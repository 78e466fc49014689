pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"
import "../components/filing"

// One filing: our half, the centre's half, and everything the centre has told about it.
Page {
    id: root

    required property var step

    title: step.title
    cancelVisible: shell.canCancel
    cancelLabel: qsTr("结束")
    onBack: step.back()
    onCancel: shell.cancel()

    component Half: ColumnLayout {
        id: half

        property string label: ""
        property string word: ""
        property string tone: "plain"
        property string note: ""
        property string next: ""

        spacing: Theme.gapSmall

        TextLine {
            text: half.label
            size: "caption"
        }

        Tag {
            text: half.word
            tone: half.tone
        }

        TextLine {
            text: half.note
            visible: text !== ""
            bold: true
        }

        TextLine {
            text: half.next
            visible: text !== ""
        }
    }

    NoteBox {
        objectName: "by-receipt"
        visible: root.step.byReceipt
        tone: "action"
        text: qsTr("凭回执上的码打开：能看办到哪一步，不能改；姓名不写全，证件号不显示。")
    }

    NoteBox {
        objectName: "wiped"
        visible: root.step.wiped
        tone: "action"
        text: qsTr("交的材料，这台机器已经按规定清掉，不再留着。")
        detail: qsTr("办到哪一步，这里照样能看。要补打回执，拿编号到窗口，或者打 %1 问。").arg(root.shell.phone)
    }

    Card {
        GridLayout {
            columns: Theme.roomy ? 2 : 1
            columnSpacing: Theme.gapLarge
            rowSpacing: Theme.gap
            uniformCellWidths: true

            Half {
                Layout.alignment: Qt.AlignTop
                label: qsTr("送到了吗")
                word: root.step.delivery
                tone: root.step.deliveryTone
                note: root.step.deliverySent
                next: root.step.deliveryNext
            }

            Half {
                Layout.alignment: Qt.AlignTop
                label: qsTr("中心办得怎样")
                word: root.step.caseState
                tone: root.step.caseTone
                note: root.step.caseNote
                next: root.step.caseNext
            }
        }
    }

    CaseActions {
        Layout.fillWidth: true
        endings: root.step.endings
    }

    Card {
        visible: root.step.facts.length > 0

        Repeater {
            model: root.step.facts

            FactRow {
                required property var modelData

                label: modelData.label
                value: modelData.value
                valueSize: modelData.size
            }
        }
    }

    Card {
        visible: root.step.canPrint

        TextLine {
            objectName: "print-words"
            visible: text !== ""
            text: root.step.printWords
            color: root.step.printTone === "done" ? Theme.done : root.step.printTone === "attention" ? Theme.attention
                : Theme.action
            Accessible.role: Accessible.AlertMessage
        }

        Button {
            objectName: "print-receipt"
            enabled: !root.step.printing
            label: root.step.printTone === "done" ? qsTr("再打一张") : qsTr("打印回执")
            onClicked: root.step.printReceipt()
        }
    }

    Card {
        visible: root.step.history.length > 0

        TextLine {
            text: qsTr("经过")
            size: "strong"
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: root.step.history

            ColumnLayout {
                id: entry

                required property var modelData
                required property int index

                spacing: Theme.size(8, 4)

                Divider {
                    visible: entry.index > 0
                    Layout.bottomMargin: Theme.gapSmall
                }

                Tag {
                    text: entry.modelData.state
                    tone: entry.modelData.tone
                }

                TextLine {
                    text: entry.modelData.note
                    visible: text !== ""
                }

                TextLine {
                    text: entry.modelData.moment
                    size: "caption"
                }
            }
        }
    }
}
