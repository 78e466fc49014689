import QtQuick
import QtQuick.Layouts
import "../theme"

// Always there: the mark, the place, how the line is, and what makes the screen easier: text size, help, language.
Rectangle {
    id: root

    required property var shell
    readonly property bool stacked: !Theme.roomy && Theme.portrait

    color: Theme.surface
    implicitHeight: Math.max(Theme.topBar, grid.implicitHeight + 2 * Theme.size(20, 10))

    Rectangle {
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        height: Theme.hairline
        color: Theme.line
    }

    GridLayout {
        id: grid

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        columns: root.stacked ? 1 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gapSmall

        RowLayout {
            spacing: Theme.size(20, 16)
            Layout.fillWidth: true

            Mark {
                side: Theme.portrait ? Theme.size(84, 0) : Theme.size(0, 48)

                StaffDoor {
                    anchors.fill: parent
                    shell: root.shell
                }
            }

            ColumnLayout {
                spacing: 0
                Layout.fillWidth: true

                TextLine {
                    text: Theme.portrait ? root.shell.title : root.shell.place
                    size: "barStrong"
                    color: Theme.ink
                }

                // Where this is and how the line is, always here; a long place leaves the line's words whole below it.
                TextLine {
                    visible: Theme.portrait
                    text: root.shell.place + (together.implicitWidth <= root.width * (root.stacked ? 0.8 : 0.4) ? " · " : "\n") + root.shell.lineWords
                    size: "barCaption"
                    color: root.shell.lineUp ? Theme.quiet : Theme.attention

                    TextLine {
                        id: together

                        visible: false
                        text: root.shell.place + " · " + root.shell.lineWords
                        size: "barCaption"
                    }
                }
            }
        }

        RowLayout {
            spacing: Theme.size(20, 12)
            Layout.alignment: Qt.AlignRight
            Layout.fillWidth: root.stacked

            TextLine {
                text: root.shell.lineUp ? root.shell.lineWords : "● " + root.shell.lineWords
                visible: !Theme.portrait && text !== ""
                Layout.fillWidth: false
                size: "barCaption"
                bold: !root.shell.lineUp
                color: root.shell.lineUp ? Theme.quiet : Theme.attention
            }

            TextLine {
                text: root.shell.agentWords
                visible: !Theme.portrait && Theme.roomy && text !== ""
                Layout.fillWidth: false
                size: "barCaption"
                color: Theme.quiet
            }

            Button {
                objectName: "text-size"
                Layout.fillWidth: root.stacked
                quiet: true
                size: "barCaption"
                paddingX: Theme.size(22, 14)
                label: qsTr("字大小")
                onClicked: root.shell.showTextSize()
            }

            Button {
                objectName: "help"
                Layout.fillWidth: root.stacked
                quiet: true
                size: "barCaption"
                paddingX: Theme.size(22, 14)
                label: qsTr("帮助")
                onClicked: root.shell.help()
            }

            Button {
                objectName: "language"
                Layout.fillWidth: root.stacked
                quiet: true
                size: "barCaption"
                paddingX: Theme.size(22, 14)
                label: root.shell.language === "zh" ? "English" : "中文"
                onClicked: root.shell.setLanguage(root.shell.language === "zh" ? "en" : "zh")
            }
        }
    }
}
