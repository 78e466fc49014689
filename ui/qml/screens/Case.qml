pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

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

    Card {
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
