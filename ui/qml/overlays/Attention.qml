import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// A fault that needs a hand: over everything, so that it is seen from where the person stands and waits.
Rectangle {
    id: root

    required property var shell
    readonly property var notice: shell.attention

    objectName: "attention"
    color: Theme.attentionTint
    Accessible.role: Accessible.AlertMessage
    Accessible.name: notice.title

    MouseArea {
        anchors.fill: parent
    }

    ScrollBody {
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: foot.top
        readingWidth: Theme.portrait ? Infinity : Theme.size(0, 940)

        GridLayout {
            columns: Theme.portrait ? 1 : 2
            columnSpacing: Theme.gapLarge
            rowSpacing: Theme.gapLarge
            Layout.topMargin: Theme.size(220, 56)
            Layout.bottomMargin: Theme.gap

            Rectangle {
                Layout.alignment: Theme.portrait ? Qt.AlignLeft : Qt.AlignVCenter
                implicitWidth: Theme.size(200, 96)
                implicitHeight: implicitWidth
                radius: width / 2
                color: root.notice.mended !== "" ? Theme.done : Theme.attention

                StaffDoor {
                    anchors.fill: parent
                    shell: root.shell
                }

                Text {
                    anchors.centerIn: parent
                    text: root.notice.mended !== "" ? "✓" : "!"
                    color: Theme.attentionTint
                    font.pixelSize: Math.round(parent.width * 0.64)
                    font.weight: Font.Bold
                    Accessible.ignored: true
                }
            }

            TextLine {
                objectName: "attention-title"
                text: root.notice.title
                bold: true
                color: Theme.attention
                font.pixelSize: Math.round(Theme.title * 1.6)
                Accessible.role: Accessible.Heading
            }
        }

        TextLine {
            text: root.notice.kept
            size: "strong"
            bold: false
        }

        Card {
            TextLine {
                text: root.notice.mended !== "" ? root.notice.mended : root.notice.turn
                objectName: "attention-turn"
                size: "strong"
                color: root.notice.mended !== "" ? Theme.done : Theme.ink
            }

            TextLine {
                text: root.notice.otherWay
                visible: text !== ""
            }
        }
    }

    BottomBar {
        id: foot

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        backVisible: false
        cancelLabel: root.notice.asideLabel
        nextLabel: root.notice.againLabel
        onCancel: root.notice.putAside()
        onNext: root.notice.again()
    }
}
