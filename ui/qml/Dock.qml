pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "theme"

// The demo's second window: what a hand does around the terminal. Low screens scroll it; the line stays in sight.
Window {
    id: root

    required property var dock

    width: 560
    height: Math.min(1080, Screen.desktopAvailableHeight > 0 ? Screen.desktopAvailableHeight : 1080)
    minimumWidth: 400
    minimumHeight: 360
    visible: true
    title: "就近办 · 演示台"
    color: Theme.ground

    // One thing to do: Chinese, and English below it.
    component Lever: Rectangle {
        id: lever

        property string words: ""
        property bool filled: false
        property color ink: Theme.ink

        signal tapped

        Layout.fillWidth: true
        Layout.fillHeight: true
        implicitHeight: label.implicitHeight + 20
        radius: 12
        color: filled ? Theme.action : Theme.surface
        border.color: filled ? Theme.action : ink === Theme.ink ? Theme.border : ink
        Accessible.role: Accessible.Button
        Accessible.name: words

        Text {
            id: label

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            anchors.margins: 14
            wrapMode: Text.Wrap
            textFormat: Text.PlainText
            text: lever.words.replace("  ", "\n")
            font.pixelSize: 17
            color: lever.filled ? Theme.inkOnAction : lever.ink
        }
        TapHandler {
            onTapped: lever.tapped()
        }
    }

    component Note: Text {
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        font.pixelSize: 15
        color: Theme.quiet
    }

    Flickable {
        id: flick

        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: foot.top
        anchors.margins: 20
        contentWidth: width
        contentHeight: column.implicitHeight
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        ColumnLayout {
            id: column

            width: flick.width - (flick.interactive ? 14 : 0)
            spacing: 12

            Text {
                Layout.fillWidth: true
                text: "演示台  Demo dock"
                font.pixelSize: 24
                font.bold: true
                color: Theme.ink
            }
            Note {
                text: "把卡放到读卡器上，再点一次就取走。\nLay a card on the reader; touch it again to take it."
            }
            GridLayout {
                Layout.fillWidth: true
                columns: 2
                columnSpacing: 10
                rowSpacing: 10
                uniformCellWidths: true

                Repeater {
                    model: root.dock.cards

                    Lever {
                        id: card

                        required property string modelData
                        required property int index
                        readonly property bool laid: root.dock.card === index

                        objectName: "dock-card-" + index
                        implicitHeight: 52
                        words: modelData + (laid ? " · 放着 laid" : "")
                        filled: laid
                        onTapped: laid ? root.dock.take() : root.dock.lay(index)
                    }
                }
            }
            Note {
                Layout.topMargin: 8
                text: "弄出点毛病，再弄好。\nMake trouble, and mend it."
            }
            GridLayout {
                Layout.fillWidth: true
                columns: 2
                columnSpacing: 10
                rowSpacing: 10
                uniformCellWidths: true

                Repeater {
                    model: root.dock.levers

                    Lever {
                        required property var modelData
                        required property int index

                        objectName: "dock-lever-" + index
                        words: modelData.words
                        ink: modelData.pulled ? Theme.seal : Theme.ink
                        onTapped: root.dock.pull(index)
                    }
                }
            }
        }

        // That there is more below.
        Rectangle {
            parent: flick
            anchors.right: parent.right
            visible: flick.interactive
            width: 6
            radius: 3
            color: Theme.border
            y: flick.visibleArea.yPosition * flick.height
            height: flick.visibleArea.heightRatio * flick.height
        }
    }

    ColumnLayout {
        id: foot

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: 20

        Lever {
            objectName: "dock-line"
            implicitHeight: 64
            words: root.dock.lineUp ? "网络通着，点一下断开  Cut the line" : "网络断了，点一下接上  Raise the line"
            ink: root.dock.lineUp ? Theme.done : Theme.seal
            onTapped: root.dock.setLine(!root.dock.lineUp)
        }
    }
}
