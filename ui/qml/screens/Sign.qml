pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"
import "../components/filing"

// The signature, and the word that confirms everything.
Page {
    id: root

    required property var step

    title: qsTr("签上名字，就办好了")
    subtitle: step.failed ? "" : step.whoWords
    progressCount: 5
    progressCurrent: step.progress
    progressWords: step.progressWords
    backVisible: !step.saving
    cancelVisible: !step.saving
    nextLabel: step.saving ? qsTr("正在保存…") : step.failed ? qsTr("再试一次") : qsTr("确认提交")
    nextEnabled: !step.saving
    nextFilled: step.signed
    onBack: step.back()
    onCancel: shell.cancel()
    onNext: step.next()

    // After the layout has made room for the reminder.
    Timer {
        id: reveal

        interval: 40
        onTriggered: root.show(foot)
    }

    Connections {
        target: root.step

        function onWrong() {
            reveal.restart();
        }
    }

    NoteBox {
        objectName: "saving-failure"
        visible: root.step.failed && !root.step.saving
        tone: "error"
        text: root.step.failureWords
        detail: root.step.failureDetail
    }

    SignaturePad {
        id: pad

        objectName: "signature-pad"
        step: root.step
        writable: !root.step.saving
        Layout.fillWidth: true
        Layout.preferredHeight: Theme.roomy ? Theme.size(720, 264) : Theme.size(520, 264)
    }

    ColumnLayout {
        visible: root.step.saving
        spacing: Theme.gapSmall

        TextLine {
            text: qsTr("正在保存，马上就好。")
            bold: true
            color: Theme.action
        }

        ProgressLine {}
    }

    GridLayout {
        id: foot

        visible: !root.step.saving
        columns: Theme.roomy ? 2 : 1
        columnSpacing: Theme.gap
        rowSpacing: Theme.gapSmall

        TextLine {
            text: root.step.reminder !== "" ? root.step.reminder : qsTr("点“确认提交”以后，这件事就交上去了。")
            bold: root.step.reminder !== ""
            color: root.step.reminder !== "" ? Theme.error : Theme.quiet
            Accessible.role: root.step.reminder !== "" ? Accessible.AlertMessage : Accessible.StaticText
        }

        Button {
            objectName: "clear-signature"
            Layout.fillWidth: !Theme.roomy
            enabled: !root.step.empty
            size: "body"
            label: qsTr("擦掉重签")
            onClicked: root.step.clear()
        }
    }
}
