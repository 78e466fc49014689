pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// What the matter is, what it needs, how long it takes, what it costs, where it goes; then: begin.
Page {
    id: root

    required property var step

    title: step.title
    progressCount: 5
    progressCurrent: 1
    progressWords: qsTr("第 1 步，共 5 步：看清楚")
    readingWidth: Infinity
    cancelVisible: shell.canCancel
    nextLabel: !step.guest ? qsTr("开始办") : shell.cards === "id" ? qsTr("放身份证，开始办") : qsTr("放卡，开始办")
    onBack: shell.back()
    onCancel: shell.cancel()
    onNext: step.start()

    TextLine {
        text: root.step.summary
        visible: text !== ""
    }

    NoteBox {
        objectName: "scanner-trouble"
        visible: root.step.scannerTrouble !== ""
        tone: "attention"
        text: root.step.scannerTrouble
        detail: qsTr("这件事要扫材料。可以先填，等它好了再扫；也可以带原件到窗口办，打 %1 问哪里近。").arg(root.shell.phone)
    }

    Flow {
        Layout.fillWidth: true
        spacing: Theme.size(12, 8)

        Tag {
            text: root.step.atOnce ? qsTr("当场办好") : ""
            tone: "done"
        }

        Tag {
            text: root.step.free ? qsTr("不收费") : ""
            tone: "done"
        }

        Tag {
            text: root.step.investment ? qsTr("投资项目平台") : ""
            tone: "action"
        }

        Tag {
            text: root.step.parts.length > 0 ? qsTr("一张表，%1 件事一起办").arg(root.step.parts.length) : ""
            tone: "action"
        }
    }

    // Side by side on a lying screen: what to bring, and what to know.
    GridLayout {
        Layout.fillWidth: true
        columns: Theme.portrait || !Theme.roomy ? 1 : 2
        columnSpacing: Theme.gapLarge
        rowSpacing: Theme.gapLarge
        uniformCellWidths: true

        ColumnLayout {
            Layout.alignment: Qt.AlignTop
            spacing: Theme.gapLarge

            Card {
                visible: root.step.parts.length > 0

                TextLine {
                    text: qsTr("一起办的事")
                    size: "strong"
                    Accessible.role: Accessible.Heading
                }

                Repeater {
                    model: root.step.parts

                    TextLine {
                        required property string modelData
                        required property int index

                        text: (index + 1) + ". " + modelData
                    }
                }
            }

            Card {
                TextLine {
                    text: qsTr("要准备的材料")
                    size: "strong"
                    Accessible.role: Accessible.Heading
                }

                TextLine {
                    visible: root.step.materials.length === 0
                    text: qsTr("什么都不用带，填几项就行。")
                }

                Repeater {
                    model: root.step.materials

                    RowLayout {
                        id: paper

                        required property var modelData

                        spacing: Theme.gap

                        Tag {
                            Layout.alignment: Qt.AlignTop
                            Layout.topMargin: Theme.size(2, 1)
                            text: paper.modelData.needed ? qsTr("要带") : paper.modelData.sometimes ? qsTr("看情况") : qsTr("可以不带")
                            tone: paper.modelData.needed ? "action" : "plain"
                        }

                        ColumnLayout {
                            spacing: 0

                            TextLine {
                                text: paper.modelData.name
                                bold: true
                            }

                            TextLine {
                                text: paper.modelData.hint
                                visible: text !== ""
                                size: "caption"
                            }
                        }
                    }
                }
            }
        }

        ColumnLayout {
            Layout.alignment: Qt.AlignTop
            spacing: Theme.gapLarge

            Card {
                FactRow {
                    label: qsTr("多久")
                    value: root.step.duration
                }

                Divider {}

                FactRow {
                    label: qsTr("多少钱")
                    value: root.step.cost
                }

                Divider {}

                FactRow {
                    label: qsTr("跑几次")
                    value: root.step.visits
                }

                Divider {}

                FactRow {
                    label: qsTr("送到哪里")
                    // A life event names its departments in a sentence of its own.
                    value: (root.step.parts.length > 0 ? qsTr("%1，%2") : qsTr("%1，由%2办理")).arg(root.step.destination).arg(root.step.department)
                }

                Divider {
                    visible: result.visible
                }

                FactRow {
                    id: result

                    visible: root.step.result !== ""
                    label: qsTr("办好拿到")
                    value: root.step.result
                }

                Divider {
                    visible: condition.visible
                }

                FactRow {
                    id: condition

                    visible: root.step.condition !== ""
                    label: qsTr("谁能办")
                    value: root.step.condition
                }
            }

            Card {
                visible: root.step.steps.length > 0

                TextLine {
                    text: qsTr("办的过程")
                    size: "strong"
                    Accessible.role: Accessible.Heading
                }

                Repeater {
                    model: root.step.steps

                    TextLine {
                        required property string modelData
                        required property int index

                        text: (index + 1) + ". " + modelData
                    }
                }
            }

            TextLine {
                visible: root.step.basis !== ""
                text: qsTr("依据：%1").arg(root.step.basis)
                size: "caption"
            }
        }
    }
}
