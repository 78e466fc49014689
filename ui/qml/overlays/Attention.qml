import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// A fault that needs a hand: over everything, so that it is seen from where the person stands and waits.
Rectangle {
    id: root

    required property var shell
    readonly property var notice: shell.attention
    readonly property bool mended: notice.mended

    objectName: "attention"
    color: mended ? Theme.doneTint : Theme.attentionTint
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
        stretch: true

        Item {
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 1
        }

        GridLayout {
            columns: Theme.portrait && Theme.roomy ? 1 : 2
            columnSpacing: Theme.gapLarge
            rowSpacing: Theme.gapLarge
            Layout.bottomMargin: Theme.roomy ? Theme.gap : 0

            Rectangle {
                Layout.alignment: Theme.portrait && Theme.roomy ? Qt.AlignLeft : Qt.AlignVCenter
                implicitWidth: Theme.roomy ? Theme.size(220, 96) : Theme.size(132, 72)
                implicitHeight: implicitWidth
                radius: width / 2
                color: root.mended ? Theme.done : Theme.attention

                StaffDoor {
                    anchors.fill: parent
                    shell: root.shell
                }

                Text {
                    anchors.centerIn: parent
                    text: root.mended ? "✓" : "!"
                    color: root.color
                    font.pixelSize: Math.round(parent.width * 0.64)
                    font.weight: Font.Bold
                    Accessible.ignored: true
                }
            }

            TextLine {
                objectName: "attention-title"
                text: root.notice.title
                bold: true
                color: root.mended ? Theme.done : Theme.attention
                // Seen from where the person waits; very large text leaves room for what to do.
                font.pixelSize: Math.round(Theme.roomy ? Theme.title * 1.6 : Theme.title)
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
                objectName: "attention-turn"
                text: root.notice.turn
                size: "strong"
            }

            TextLine {
                text: root.notice.otherWay
                visible: text !== ""
            }
        }

        Item {
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 2
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
