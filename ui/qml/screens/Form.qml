pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"
import "../components/fields"

// One question at a time: its fields, what is wrong at each, and what the card has said already.
Page {
    id: root

    required property var step
    property bool factsShown: false

    function fieldAt(fieldId: string): FormField {
        for (let index = 0; index < fields.count; index++) {
            const field = fields.itemAt(index) as FormField;
            if (field && field.fieldId === fieldId)
                return field;
        }
        return null;
    }

    // A question that begins with a number opens its pad at once: one touch less.
    function open() {
        const first = fields.count > 0 ? fields.itemAt(0) as FormField : null;
        if (first && first.pad !== "" && first.line === "")
            first.begin();
    }

    title: step.question
    progressCount: 5
    progressCurrent: step.progress
    progressWords: step.groupWords === "" ? step.progressWords : step.progressWords + " · " + step.groupWords
    nextLabel: qsTr("下一步")
    onBack: {
        InputState.close();
        step.back();
    }
    onCancel: shell.cancel()
    onNext: {
        InputState.close();
        step.next();
    }
    Component.onCompleted: Qt.callLater(open)

    // Once the pad has appeared and the page has shrunk to what is left: the whole field, with what is said below it.
    Timer {
        id: reveal

        property FormField field: null

        function follow(item: FormField) {
            field = item;
            restart();
        }

        interval: 60
        onTriggered: if (field)
            root.show(field)
    }

    Connections {
        target: root.step

        function onWrong(fieldId: string) {
            const field = root.fieldAt(fieldId);
            if (field === null)
                return;
            root.show(field);
            field.begin();
        }

        function onTurned() {
            root.factsShown = false;
            root.toTop();
            Qt.callLater(root.open);
        }
    }

    Card {
        visible: fields.count > 0
        spacing: Theme.gapLarge

        Repeater {
            id: fields

            model: root.step.fields

            FormField {
                step: root.step
                onGrew: reveal.follow(this)
            }
        }
    }

    NoteBox {
        objectName: "looks-again"
        visible: root.step.looksAgain
        tone: "attention"
        text: qsTr("这件事的要求改过了：能留的都替您留着，请从头看一遍，空着的补上。")
    }

    NoteBox {
        objectName: "said"
        visible: root.step.saidWords !== ""
        tone: "done"
        text: root.step.saidWords

        Button {
            objectName: "said-show"
            Layout.fillWidth: false
            Layout.topMargin: Theme.size(8, 4)
            quiet: true
            size: "body"
            label: root.factsShown ? qsTr("收起来") : qsTr("看一看")
            onClicked: root.factsShown = !root.factsShown
        }

        Repeater {
            model: root.factsShown || fields.count === 0 ? root.step.saidFacts : []

            FactRow {
                required property var modelData

                label: modelData.label
                value: modelData.value
            }
        }
    }
}
