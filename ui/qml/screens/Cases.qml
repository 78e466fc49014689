pragma ComponentBehavior: Bound

import QtQuick
import "../theme"
import "../components"

// What was filed, newest first: how far it was sent and what the centre says, as two words apart.
Page {
    id: root

    required property var step

    title: step.whole ? qsTr("在这里办过的事") : qsTr("我办过的事")
    cancelVisible: shell.canCancel
    cancelLabel: qsTr("结束")
    onBack: step.back()
    onCancel: shell.cancel()

    TextLine {
        visible: looking.visible
        text: qsTr("正在查…")
        color: Theme.quiet
    }

    ProgressLine {
        id: looking

        visible: !root.step.known && !root.step.guest && !root.step.unread
    }

    NoteBox {
        visible: root.step.unread
        tone: "error"
        text: qsTr("现在查不到。办过的事都还在。")

        Button {
            objectName: "again"
            label: qsTr("再查一次")
            onClicked: root.step.again()
        }
    }

    NoteBox {
        objectName: "no-filings"
        visible: root.step.empty
        tone: "action"
        text: qsTr("这台机器上没有您办的事。")
        detail: qsTr("办完有一阵子的，这里不再留着；在窗口或手机上办的，这里也查不到。可以打 %1 问。").arg(root.shell.phone)
    }

    NoteBox {
        visible: root.step.guest
        tone: "attention"
        text: root.shell.cards === "id" ? qsTr("先放身份证，才能看您办过的事。") : qsTr("先放卡，才能看您办过的事。")
    }

    TextLine {
        objectName: "scan-receipt"
        visible: root.shell.codeReader
        text: qsTr("有回执的，把上面的码对着扫码口，能看办到哪一步。")
        color: Theme.quiet
    }

    NoteBox {
        objectName: "look-for-code"
        visible: root.step.hasCamera
        tone: "action"
        text: root.step.looking ? qsTr("把回执上的码朝上，平放到摄像头下面。") : ""

        ProgressLine {
            visible: root.step.looking
        }

        Button {
            objectName: "look"
            label: root.step.looking ? qsTr("不扫了") : qsTr("用摄像头扫回执上的码")
            onClicked: root.step.look()
        }
    }

    Repeater {
        model: root.step.filings

        ListRow {
            id: row

            required property string filingId
            required property string delivery
            required property string deliveryTone
            required property string sent
            required property string caseState
            required property string caseTone
            required property string note
            required title
            required detail

            objectName: "filing-" + filingId
            edge: caseTone === "attention" || deliveryTone === "error" || caseTone === "error" ? "seal" : "action"
            onClicked: root.step.open(filingId)

            Tag {
                text: row.delivery
                tone: row.deliveryTone
            }

            Tag {
                text: row.sent
                tone: "plain"
            }

            Tag {
                text: row.caseState === "" ? "" : qsTr("中心：%1").arg(row.caseState)
                tone: row.caseTone
            }
        }
    }
}
