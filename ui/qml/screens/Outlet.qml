pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// The agent's desk: shelves at the left, what was filed here at the right, and the way to a new filing.
Page {
    id: root

    required property var step

    custom: true
    backLabel: qsTr("退出登录")
    cancelVisible: false
    nextLabel: qsTr("＋ 给村民办事")
    nextEnabled: !step.closed
    onBack: step.signOut()
    onNext: step.begin()

    whole: GridLayout {
        anchors.fill: parent
        columns: Theme.portrait ? 1 : 2
        columnSpacing: 0
        rowSpacing: 0

        Rectangle {
            Layout.fillHeight: !Theme.portrait
            Layout.fillWidth: Theme.portrait
            Layout.preferredWidth: Theme.portrait ? -1 : Theme.size(0, 232) * (Theme.roomy ? 1 : 1.5)
            implicitHeight: shelves.implicitHeight
            color: Theme.surface

            GridLayout {
                id: shelves

                anchors.left: parent.left
                anchors.right: parent.right
                columns: Theme.portrait ? (Theme.roomy ? 3 : 1) : 1
                columnSpacing: Theme.size(12, 8)
                rowSpacing: Theme.size(12, 8)

                Repeater {
                    model: root.step.shelves

                    Touchable {
                        id: shelf

                        required property var modelData
                        readonly property bool chosen: root.step.shelf === modelData.id

                        objectName: "shelf-" + modelData.id
                        name: modelData.name + " " + modelData.count
                        Layout.fillWidth: true
                        implicitHeight: Math.max(Theme.size(96, 64), shelfName.implicitHeight + Theme.gap)
                        Accessible.selected: chosen
                        onClicked: root.step.openShelf(modelData.id)

                        Rectangle {
                            anchors.fill: parent
                            color: shelf.chosen || shelf.pressed ? Theme.actionTint : Theme.surface
                        }

                        Rectangle {
                            width: Theme.size(8, 6)
                            height: parent.height
                            visible: shelf.chosen
                            color: Theme.action
                        }

                        RowLayout {
                            anchors.fill: parent
                            anchors.leftMargin: Theme.size(32, 26)
                            anchors.rightMargin: Theme.size(24, 18)

                            TextLine {
                                id: shelfName

                                text: shelf.modelData.name
                                bold: shelf.chosen
                                color: shelf.chosen ? Theme.action : Theme.ink
                                Accessible.ignored: true
                            }

                            Rectangle {
                                visible: shelf.modelData.count > 0
                                implicitWidth: Math.max(height, tally.implicitWidth + Theme.size(24, 16))
                                implicitHeight: tally.implicitHeight + Theme.size(8, 5)
                                radius: height / 2
                                color: shelf.chosen ? Theme.action : Theme.raised
                                border.color: Theme.ink
                                border.width: Theme.highContrast ? Theme.hairline : 0

                                Text {
                                    id: tally

                                    anchors.centerIn: parent
                                    text: shelf.modelData.count
                                    color: shelf.chosen ? Theme.inkOnAction : Theme.ink
                                    font.pixelSize: Theme.caption
                                    font.weight: Font.Bold
                                    Accessible.ignored: true
                                }
                            }
                        }

                        FocusRing {
                            control: shelf
                        }
                    }
                }
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: 0

            TextLine {
                Layout.margins: Theme.margin
                Layout.bottomMargin: Theme.size(12, 8)
                text: qsTr("%1，您好").arg(root.step.agentName)
                size: "title"
                Accessible.role: Accessible.Heading
            }

            ListView {
                id: list

                objectName: "filings"
                Layout.fillWidth: true
                Layout.fillHeight: true
                clip: true
                visible: count > 0
                boundsBehavior: Flickable.StopAtBounds
                // No current row: Qt would glide to it for seconds, unseen, frame by frame.
                currentIndex: -1
                highlightFollowsCurrentItem: false
                cacheBuffer: 0
                model: root.step.filings

                delegate: Item {
                    id: line

                    required property var modelData

                    width: ListView.view.width
                    implicitHeight: row.implicitHeight + Theme.size(20, 14)

                    Touchable {
                        id: row

                        readonly property bool stacked: Theme.portrait || !Theme.roomy

                        objectName: "filing-" + line.modelData.id
                        name: line.modelData.name + " " + line.modelData.title + " " + line.modelData.state
                        x: Theme.margin
                        y: Theme.size(10, 7)
                        width: parent.width - 2 * Theme.margin
                        implicitHeight: Math.max(Theme.size(120, 84), cells.implicitHeight + 2 * Theme.size(20, 14))
                        onClicked: root.step.open(line.modelData.id)

                        Rectangle {
                            anchors.fill: parent
                            radius: Theme.radius
                            color: row.pressed ? Theme.actionTint : Theme.surface
                            border.color: Theme.line
                            border.width: Theme.hairline
                        }

                        GridLayout {
                            id: cells

                            anchors.left: parent.left
                            anchors.right: arrow.left
                            anchors.verticalCenter: parent.verticalCenter
                            anchors.leftMargin: Theme.size(32, 20)
                            anchors.rightMargin: Theme.gap
                            columns: row.stacked ? 1 : 2
                            columnSpacing: Theme.gap
                            rowSpacing: Theme.size(8, 4)

                            RowLayout {
                                spacing: Theme.gap
                                Layout.fillWidth: row.stacked
                                Layout.preferredWidth: row.stacked ? -1 : Theme.size(0, 290)

                                Item {
                                    Layout.preferredWidth: row.stacked ? -1 : Theme.size(0, 150)
                                    implicitHeight: word.implicitHeight
                                    implicitWidth: word.implicitWidth

                                    Tag {
                                        id: word

                                        text: line.modelData.state
                                        tone: line.modelData.tone
                                    }
                                }

                                TextLine {
                                    text: line.modelData.name
                                    size: "strong"
                                    Accessible.ignored: true
                                }

                                TextLine {
                                    visible: row.stacked
                                    Layout.fillWidth: false
                                    text: line.modelData.when
                                    size: "caption"
                                    Accessible.ignored: true
                                }
                            }

                            RowLayout {
                                spacing: Theme.gap

                                ColumnLayout {
                                    spacing: 0

                                    TextLine {
                                        text: line.modelData.title
                                        Accessible.ignored: true
                                    }

                                    TextLine {
                                        text: line.modelData.note !== "" ? line.modelData.note
                                            : root.step.sent[line.modelData.id] ?? line.modelData.number
                                        size: "caption"
                                        Accessible.ignored: true
                                    }
                                }

                                TextLine {
                                    visible: !row.stacked
                                    Layout.fillWidth: false
                                    text: line.modelData.when
                                    size: "caption"
                                    Accessible.ignored: true
                                }
                            }
                        }

                        Text {
                            id: arrow

                            anchors.right: parent.right
                            anchors.rightMargin: Theme.size(24, 16)
                            anchors.verticalCenter: parent.verticalCenter
                            text: "›"
                            color: Theme.action
                            font.pixelSize: Theme.title
                            Accessible.ignored: true
                        }

                        FocusRing {
                            control: row
                        }
                    }
                }
            }

            ColumnLayout {
                Layout.margins: Theme.margin
                Layout.fillHeight: true
                Layout.alignment: Qt.AlignTop
                visible: list.count === 0
                spacing: Theme.gap

                TextLine {
                    text: root.step.unread ? qsTr("现在查不到。办过的事都还在。") : !root.step.known ? qsTr("正在查……") : root.step.shelf === "all" ? qsTr("这里还没有办过事。") : qsTr("这一栏没有要办的。")
                    size: "heading"
                    color: Theme.quiet
                }

                Button {
                    objectName: "again"
                    visible: root.step.unread
                    label: qsTr("再查一次")
                    onClicked: root.step.again()
                }

                TextLine {
                    visible: root.step.known
                    text: qsTr("村民来了，按右下角“给村民办事”。")
                    color: Theme.quiet
                }

                Item {
                    Layout.fillHeight: true
                }
            }

            MoreStrip {
                Layout.fillWidth: true
                visible: list.visible && list.contentHeight > list.height + 1
                flickable: list
            }
        }
    }
}
