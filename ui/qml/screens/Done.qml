pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"
import "../components/filing"
import "../components/fields/measure.js" as Measure

// It is saved: what, where it stands, the receipt, what to take along, a word on the service, and the end.
Page {
    id: root

    required property var step
    // The reasons come where the levels were, perhaps below the edge.
    readonly property bool asks: step.asksReasons

    // Five side by side where their longest word fits, else fewer: a word is never broken.
    function levelColumns(width: real): int {
        const gap = Theme.size(18, 12);
        const words = step.levels.map(level => level.broken).join(" ").split(/\s+/);
        const tile = Measure.widest(words) * Theme.body + Theme.size(48, 36);
        for (const count of [5, 3, 2]) {
            if (Theme.roomy && count * (tile + gap) - gap <= width)
                return count;
        }
        return 1;
    }

    backLabel: qsTr("再打一张")
    backVisible: !step.printing
    cancelVisible: false
    readingWidth: Infinity
    nextLabel: qsTr("结束，清除我的信息")
    nextDetail: step.leftWords
    onBack: step.printAgain()
    onNext: step.next()
    onAsksChanged: if (asks)
        Qt.callLater(() => root.show(reasons))

    GridLayout {
        // Lying, the paper stands at the left and what is still to do at the right, so that nothing hides below.
        columns: Theme.portrait || !Theme.roomy ? 1 : 2
        columnSpacing: Theme.gapLarge
        rowSpacing: Theme.gap
        uniformCellWidths: true

        Card {
            Layout.alignment: Qt.AlignTop

            GridLayout {
                columns: Theme.roomy ? 2 : 1
                columnSpacing: Theme.size(28, 18)
                rowSpacing: Theme.gapSmall

                DoneMark {}

                ColumnLayout {
                    spacing: Theme.size(8, 4)

                    TextLine {
                        objectName: "saved"
                        text: qsTr("已经保存好了")
                        size: "title"
                        color: Theme.done
                        Accessible.role: Accessible.Heading
                    }

                    TextLine {
                        objectName: "delivery-words"
                        text: root.step.stateWords
                        bold: true
                        color: root.step.stateTone === "done" ? Theme.done : root.step.stateTone === "error" ? Theme.error
                            : root.step.stateTone === "action" ? Theme.action : Theme.attention
                        Accessible.role: Accessible.AlertMessage
                    }

                    TextLine {
                        objectName: "sent-words"
                        visible: text !== ""
                        text: root.step.sentWords
                        color: Theme.quiet
                    }
                }
            }

            Divider {}

            Repeater {
                model: root.step.facts

                FactRow {
                    required property var modelData

                    label: modelData.label
                    value: modelData.value
                    valueSize: modelData.size
                }
            }

            Stamp {
                objectName: "provisional-stamp"
                visible: root.step.provisional
                Layout.alignment: Qt.AlignRight
                Layout.topMargin: -Theme.size(4, 2)
                Layout.bottomMargin: -Theme.size(28, 14)
                text: qsTr("暂存")
            }
        }

        ColumnLayout {
            Layout.alignment: Qt.AlignTop
            spacing: Theme.gap

            NoteBox {
                objectName: "paper"
                tone: root.step.paperTone
                text: root.step.paperWords
                detail: root.step.paperDetail
            }

            NoteBox {
                objectName: "take"
                tone: "attention"
                text: root.step.takeWords
                detail: root.step.cardWords
            }

            ColumnLayout {
                id: word

                spacing: Theme.gap

                TextLine {
                    text: root.step.thanked ? qsTr("谢谢您的评价。") : qsTr("这次服务您满意吗？")
                    size: "heading"
                    Accessible.role: Accessible.Heading
                }

                GridLayout {
                    Layout.fillWidth: true
                    visible: !root.step.thanked
                    columns: root.levelColumns(width)
                    columnSpacing: Theme.size(18, 12)
                    rowSpacing: Theme.size(18, 12)
                    uniformCellWidths: true
                    uniformCellHeights: true

                    Repeater {
                        model: root.step.levels

                        ChoiceTile {
                            required property var modelData

                            objectName: "rate-" + modelData.level
                            name: modelData.label
                            label: Theme.roomy ? modelData.broken : modelData.label
                            implicitWidth: Theme.size(180, 110)
                            Layout.minimumHeight: Theme.roomy ? Theme.size(128, 76) : 0
                            chosen: root.step.level === modelData.level
                            onClicked: root.step.rate(modelData.level)
                        }
                    }
                }

                // Below the levels, which stay: a finger that slipped onto the wrong one can still choose another.
                ColumnLayout {
                    id: reasons

                    visible: root.step.asksReasons
                    spacing: Theme.gap

                    TextLine {
                        text: qsTr("哪里让您不满意？")
                        size: "strong"
                        Accessible.role: Accessible.Heading
                    }

                    TileGrid {
                        upright: 2
                        lying: 2

                        Repeater {
                            model: root.step.reasons

                            ChoiceTile {
                                required property var modelData

                                objectName: "reason-" + modelData.code
                                label: modelData.label
                                several: true
                                chosen: root.step.chosenReasons.includes(modelData.code)
                                onClicked: root.step.toggleReason(modelData.code)
                            }
                        }
                    }

                    Button {
                        objectName: "send-reasons"
                        enabled: root.step.chosenReasons.length > 0
                        label: qsTr("就这些，交上去")
                        onClicked: root.step.sendReasons()
                    }
                }
            }
        }
    }
}
