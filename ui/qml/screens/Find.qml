pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// Words or a shelf, and below it what was found, with every keypress.
Page {
    id: root

    required property var step

    custom: true
    cancelVisible: shell.canCancel
    onBack: shell.back()
    onCancel: shell.cancel()
    Component.onCompleted: if (step.typing)
        entry.begin()

    Connections {
        target: root.step

        // The line was typed into since, so its value alone does not tell it to be empty.
        function onLineCleared() {
            entry.put();
        }
    }

    Connections {
        target: root.step.rows

        // Later, as the list itself has not heard of it yet.
        function onModelReset() {
            Qt.callLater(list.positionViewAtBeginning);
        }
    }

    // Shelves to choose from, above the first row; while somebody types, the room is for what is found.
    Component {
        id: shelves

        Item {
            width: ListView.view.width
            implicitHeight: entry.typing ? 0 : column.implicitHeight + Theme.size(16, 8)
            visible: !entry.typing
            // Its height is known only after the list has been laid out.
            onHeightChanged: Qt.callLater(list.positionViewAtBeginning)

            ColumnLayout {
                id: column

                anchors.left: parent.left
                anchors.right: parent.right
                anchors.leftMargin: Theme.margin
                anchors.rightMargin: Theme.margin
                y: Theme.size(8, 6)
                spacing: Theme.size(12, 8)

                Flow {
                    Layout.fillWidth: true
                    spacing: Theme.size(12, 8)

                    Repeater {
                        model: root.step.themes

                        Button {
                            required property var modelData

                            objectName: "shelf-" + modelData.id
                            quiet: root.step.theme !== modelData.id
                            onPaper: true
                            filled: root.step.theme === modelData.id
                            implicitHeight: Math.max(Theme.size(72, 48), Theme.caption * 1.9)
                            width: naturalWidth
                            paddingX: Theme.size(20, 14)
                            size: "caption"
                            label: modelData.name
                            onClicked: root.step.openTheme(modelData.id)
                        }
                    }
                }

                TextLine {
                    size: "caption"
                    text: root.step.words === "" ? qsTr("%1 件事项").arg(root.step.count) : qsTr("找到 %1 件，最像的在最前面").arg(root.step.count)
                }
            }
        }
    }

    whole: ColumnLayout {
        anchors.fill: parent
        spacing: 0

        TextEntry {
            id: entry

            objectName: "search-field"
            Layout.leftMargin: Theme.margin
            Layout.rightMargin: Theme.margin
            Layout.topMargin: Theme.size(36, 18)
            name: qsTr("搜一搜")
            placeholder: qsTr("说事情、写拼音，或只写拼音首字母：ylbx")
            value: root.step.line
            maximumLength: 40
            // Letters of a word still being chosen count: nobody has to choose a character to find something.
            onTyped: words => root.step.search(words)
            onAccepted: leave()
        }

        NoteBox {
            Layout.leftMargin: Theme.margin
            Layout.rightMargin: Theme.margin
            Layout.topMargin: Theme.gapSmall
            visible: root.step.trouble !== ""
            tone: "attention"
            text: root.step.trouble === "gone" ? qsTr("这件事项刚刚从清单上撤下了，请选别的。") : qsTr("这次没有打开。再点一次。")
        }

        ListView {
            id: list

            objectName: "results"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: Theme.size(8, 4)
            visible: count > 0
            clip: true
            header: shelves
            reuseItems: true
            // Rows made ahead, while idle, would still be asked for after the list has changed beneath them.
            cacheBuffer: 0
            // No current row: Qt would glide to it for seconds, unseen, frame by frame.
            currentIndex: -1
            highlightFollowsCurrentItem: false
            boundsBehavior: Flickable.StopAtBounds
            model: root.step.rows

            delegate: Item {
                id: line

                required property string code
                required property string title
                required property string department
                required property bool investment

                width: ListView.view.width
                implicitHeight: row.implicitHeight + Theme.size(16, 10)

                ListRow {
                    id: row

                    objectName: "matter-" + line.code
                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.leftMargin: Theme.margin
                    anchors.rightMargin: Theme.margin
                    y: Theme.size(8, 5)
                    title: line.title
                    detail: line.department
                    onClicked: root.step.openMatter(line.code)

                    Tag {
                        visible: line.investment
                        text: qsTr("投资项目平台")
                        tone: "plain"
                    }
                }
            }
        }

        ScrollBody {
            Layout.fillHeight: true
            Layout.fillWidth: true
            visible: root.step.count === 0
            spacing: Theme.gap

            TextLine {
                objectName: "nothing-found"
                text: root.step.words === "" ? qsTr("这里还没有事项。") : qsTr("没有找到“%1”。").arg(root.step.words)
                size: "heading"
            }

            TextLine {
                text: qsTr("换个说法试试：写事情，不用写部门，比如“老人补贴”“看病报销”“宅基地”。也可以只写拼音首字母。")
            }

            TextLine {
                text: qsTr("还是没有，就打 %1 问一问，或者到窗口办。").arg(root.shell.phone)
                color: Theme.quiet
            }

            Button {
                objectName: "all-matters"
                label: qsTr("看全部事项")
                onClicked: root.step.openTheme("")
            }
        }

        MoreStrip {
            Layout.fillWidth: true
            visible: list.visible && list.contentHeight > list.height + 1 && !entry.typing
            flickable: list
        }
    }
}
