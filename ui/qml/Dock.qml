pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "theme"

// The demo's second window: what a hand does around the terminal.
Window {
    id: root

    required property var dock

    width: 420
    height: 1080
    visible: true
    title: "就近办 · 演示台"
    color: Theme.ground

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 20
        spacing: 12

        Text {
            Layout.fillWidth: true
            text: "演示台  Demo dock"
            font.pixelSize: 24
            font.bold: true
            color: Theme.ink
        }
        Text {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            text: "把卡放到读卡器上，再点一次就取走。\nLay a card on the reader; touch it again to take it."
            font.pixelSize: 15
            color: Theme.quiet
        }
        Repeater {
            model: root.dock.cards

            Rectangle {
                id: card

                required property string modelData
                required property int index
                readonly property bool laid: root.dock.card === index

                Layout.fillWidth: true
                Layout.preferredHeight: 52
                radius: 12
                color: laid ? Theme.action : Theme.surface
                border.color: laid ? Theme.action : Theme.border
                Accessible.role: Accessible.Button
                Accessible.name: modelData

                Text {
                    anchors.fill: parent
                    anchors.leftMargin: 18
                    anchors.rightMargin: 18
                    verticalAlignment: Text.AlignVCenter
                    elide: Text.ElideRight
                    text: card.modelData + (card.laid ? "  · 在读卡器上 on the reader" : "")
                    font.pixelSize: 20
                    color: card.laid ? Theme.inkOnAction : Theme.ink
                }
                TapHandler {
                    onTapped: card.laid ? root.dock.take() : root.dock.lay(card.index)
                }
            }
        }
        Text {
            Layout.fillWidth: true
            Layout.topMargin: 8
            wrapMode: Text.Wrap
            text: "弄出点毛病，再弄好。\nMake trouble, and mend it."
            font.pixelSize: 15
            color: Theme.quiet
        }
        Repeater {
            model: root.dock.levers

            Rectangle {
                id: lever

                required property var modelData
                required property int index

                Layout.fillWidth: true
                Layout.preferredHeight: 48
                radius: 12
                color: Theme.surface
                border.color: modelData.pulled ? Theme.seal : Theme.border
                Accessible.role: Accessible.Button
                Accessible.name: modelData.words

                Text {
                    anchors.fill: parent
                    anchors.leftMargin: 18
                    anchors.rightMargin: 18
                    verticalAlignment: Text.AlignVCenter
                    elide: Text.ElideRight
                    text: lever.modelData.words
                    font.pixelSize: 17
                    color: lever.modelData.pulled ? Theme.seal : Theme.ink
                }
                TapHandler {
                    onTapped: root.dock.pull(lever.index)
                }
            }
        }
        Item {
            Layout.fillHeight: true
        }
        Rectangle {
            Layout.fillWidth: true
            Layout.preferredHeight: 64
            radius: 12
            color: Theme.surface
            border.color: root.dock.lineUp ? Theme.done : Theme.seal
            Accessible.role: Accessible.Button
            Accessible.name: lineWords.text

            Text {
                id: lineWords

                anchors.centerIn: parent
                text: root.dock.lineUp ? "网络通着，点一下断开  Cut the line" : "网络断了，点一下接上  Raise the line"
                font.pixelSize: 18
                color: root.dock.lineUp ? Theme.done : Theme.seal
            }
            TapHandler {
                onTapped: root.dock.setLine(!root.dock.lineUp)
            }
        }
    }
}
