pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// Something was begun and not finished: go on, begin anew, later, or wipe it.
Page {
    id: root

    required property var step

    title: step.village ? qsTr("上次给他办到一半，接着办吗？") : qsTr("您上次办到一半，接着办吗？")
    backVisible: !step.wiping
    backLabel: qsTr("先办别的")
    cancelVisible: !step.wiping && shell.canCancel
    cancelLabel: qsTr("结束")
    nextLabel: step.open && !step.wiping ? qsTr("接着办") : ""
    onBack: step.later()
    onCancel: shell.cancel()
    onNext: step.goOn()

    Card {
        TextLine {
            objectName: "draft-matter"
            text: root.step.matter
            size: "heading"
            Accessible.role: Accessible.Heading
        }

        Divider {}

        FactRow {
            label: qsTr("上次是")
            value: root.step.saved
        }

        Divider {}

        FactRow {
            label: qsTr("办到哪")
            value: root.step.extent
        }

        Divider {
            visible: writer.visible
        }

        FactRow {
            id: writer

            visible: root.step.writer !== ""
            label: qsTr("谁填的")
            value: root.step.writer
        }
    }

    NoteBox {
        objectName: "draft-notice"
        visible: root.step.notice !== ""
        tone: "attention"
        text: root.step.notice
    }

    NoteBox {
        visible: root.step.wiping
        tone: "error"
        text: qsTr("真的删除吗？这件事填的、扫的都会没有。")
    }

    GridLayout {
        Layout.fillWidth: true
        columns: Theme.roomy ? 2 : 1
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true

        Button {
            objectName: "draft-another"
            visible: root.step.count > 1 && !root.step.wiping
            Layout.columnSpan: Theme.roomy ? 2 : 1
            label: qsTr("一共 %1 件没办完，看另一件").arg(root.step.count)
            onClicked: root.step.another()
        }

        Button {
            objectName: "draft-anew"
            visible: root.step.open && !root.step.wiping
            label: qsTr("重新办")
            detail: qsTr("从头填")
            onClicked: root.step.anew()
        }

        Button {
            objectName: "draft-wipe"
            visible: !root.step.wiping
            tone: "error"
            label: qsTr("不办了，删除")
            detail: qsTr("什么都不留")
            onClicked: root.step.askToWipe(true)
        }

        Button {
            objectName: "draft-wipe-confirm"
            visible: root.step.wiping
            tone: "error"
            label: qsTr("删除")
            onClicked: root.step.wipe()
        }

        Button {
            objectName: "draft-wipe-keep"
            visible: root.step.wiping
            filled: true
            label: qsTr("不删，留着")
            onClicked: root.step.askToWipe(false)
        }
    }

    TextLine {
        visible: !root.step.wiping
        text: root.step.promise
        color: Theme.quiet
    }
}
