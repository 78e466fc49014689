pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"
import "../components/filing"

// Everything once more, each part with the way back to where it was given; then the consent.
Page {
    id: root

    required property var step

    component PartHead: RowLayout {
        id: head

        property string title: ""
        property string editName: ""

        signal edit

        spacing: Theme.gap

        TextLine {
            text: head.title
            size: "strong"
            Accessible.role: Accessible.Heading
        }

        Button {
            objectName: head.editName
            visible: head.editName !== ""
            Layout.fillWidth: false
            Layout.alignment: Qt.AlignTop
            quiet: true
            size: "body"
            label: qsTr("改一改")
            name: head.title + " " + label
            onClicked: head.edit()
        }
    }

    title: qsTr("看一遍，对不对？")
    progressCount: 5
    progressCurrent: step.progress
    progressWords: step.progressWords
    nextLabel: qsTr("去签名")
    nextFilled: step.agreed
    onBack: step.back()
    onCancel: shell.cancel()
    onNext: step.next()

    // After the layout has made room for the reminder.
    Timer {
        id: reveal

        interval: 40
        onTriggered: root.show(consent)
    }

    Connections {
        target: root.step

        function onWrong() {
            reveal.restart();
        }

        function onRefused() {
            root.show(notTaken);
        }
    }

    NoteBox {
        id: notTaken

        objectName: "not-taken"
        visible: text !== ""
        tone: "error"
        text: root.step.notTaken
        Accessible.role: Accessible.AlertMessage
    }

    Card {
        visible: root.step.said.length > 0

        PartHead {
            title: qsTr("您的身份")
        }

        Repeater {
            model: root.step.said

            FactRow {
                required property var modelData

                label: modelData.label
                value: modelData.value
            }
        }
    }

    Repeater {
        model: root.step.groups

        Card {
            id: part

            required property var modelData

            PartHead {
                title: part.modelData.question
                editName: "edit-" + part.modelData.number
                onEdit: root.step.edit(part.modelData.number)
            }

            Repeater {
                model: part.modelData.facts

                FactRow {
                    required property var modelData

                    label: modelData.label
                    value: modelData.value
                }
            }
        }
    }

    Card {
        visible: root.step.materials.length > 0

        PartHead {
            title: qsTr("交的材料")
            editName: "edit-materials"
            onEdit: root.step.editMaterials()
        }

        Repeater {
            model: root.step.materials

            ColumnLayout {
                id: paper

                required property var modelData

                spacing: Theme.gapSmall

                FactRow {
                    label: paper.modelData.name
                    value: paper.modelData.state
                }

                Flow {
                    Layout.fillWidth: true
                    visible: paper.modelData.pages.length > 0
                    spacing: Theme.gapSmall

                    Repeater {
                        model: paper.modelData.pages

                        PageThumb {
                            required property string modelData
                            required property int index

                            objectName: "page-" + paper.modelData.ruleId + "-" + index
                            large: false
                            source: modelData
                            number: index + 1
                            onClicked: root.step.editMaterials()
                        }
                    }
                }
            }
        }
    }

    Card {
        TextLine {
            text: root.step.consentTitle
            size: "strong"
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: root.step.consentParagraphs

            TextLine {
                required property string modelData

                text: modelData
            }
        }
    }

    FieldFrame {
        id: consent

        error: root.step.reminder

        ChoiceTile {
            objectName: "agree"
            label: qsTr("我已看过，同意")
            several: true
            chosen: root.step.agreed
            onClicked: root.step.toggleAgreed()
        }
    }
}
