pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// Four sizes and four looks, each shown as it will be; the screen behind follows at once.
OverlayCard {
    id: root

    required property var shell
    readonly property var sizes: [[1.0, "100", qsTr("标准")], [1.25, "125", qsTr("大")], [1.5, "150", qsTr("更大")], [2.0, "200", qsTr("最大")]]
    readonly property var looks: [["light", qsTr("浅色")], ["dark", qsTr("深色")], ["hc-light", qsTr("白底黑字")], ["hc-dark", qsTr("黑底白字")]]

    title: qsTr("字大小和颜色")

    GridLayout {
        Layout.fillWidth: true
        columns: Theme.roomy ? 4 : 2
        columnSpacing: Theme.size(18, 12)
        rowSpacing: Theme.size(18, 12)
        uniformCellWidths: true

        Repeater {
            model: root.sizes

            Touchable {
                id: sample

                required property var modelData
                readonly property bool chosen: root.shell.textScale === modelData[0]

                objectName: "size-" + modelData[1]
                Layout.fillWidth: true
                Layout.fillHeight: true
                role: Accessible.RadioButton
                name: modelData[2]
                Accessible.checkable: true
                Accessible.checked: chosen
                implicitWidth: Theme.size(180, 140)
                implicitHeight: glyph.implicitHeight + word.implicitHeight + 2 * Theme.size(24, 14)
                onClicked: root.shell.setTextScale(modelData[0])

                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radiusSmall
                    color: sample.chosen || sample.pressed ? Theme.actionTint : Theme.surface
                    border.color: sample.chosen ? Theme.action : Theme.border
                    border.width: sample.chosen ? Theme.stroke : Theme.hairline
                }

                Text {
                    id: glyph

                    anchors.horizontalCenter: parent.horizontalCenter
                    anchors.bottom: word.top
                    text: qsTr("字")
                    color: Theme.ink
                    // Always the true size of what is chosen, whatever the size of the rest is now.
                    font.pixelSize: Math.round(Theme.size(60, 34) * sample.modelData[0])
                    font.weight: Font.Bold
                    Accessible.ignored: true
                }

                TextLine {
                    id: word

                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.bottom: parent.bottom
                    anchors.margins: Theme.size(16, 10)
                    text: sample.chosen ? "✓ " + sample.modelData[2] : sample.modelData[2]
                    bold: sample.chosen
                    color: sample.chosen ? Theme.action : Theme.ink
                    horizontalAlignment: Text.AlignHCenter
                    Accessible.ignored: true
                }

                FocusRing {
                    control: sample
                }
            }
        }
    }

    GridLayout {
        Layout.fillWidth: true
        columns: Theme.roomy ? 4 : 2
        columnSpacing: Theme.size(18, 12)
        rowSpacing: Theme.size(18, 12)
        uniformCellWidths: true

        Repeater {
            model: root.looks

            Touchable {
                id: look

                required property var modelData
                readonly property bool chosen: root.shell.look === modelData[0]
                readonly property var colours: Looks.of(modelData[0])

                objectName: "look-" + modelData[0]
                Layout.fillWidth: true
                Layout.fillHeight: true
                role: Accessible.RadioButton
                name: modelData[1]
                Accessible.checkable: true
                Accessible.checked: chosen
                implicitWidth: Theme.size(180, 140)
                implicitHeight: lookWord.implicitHeight + 2 * Theme.size(28, 16)
                onClicked: root.shell.setLook(modelData[0])

                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radiusSmall
                    color: look.colours.surface
                    border.color: look.chosen ? Theme.action : Theme.border
                    border.width: look.chosen ? Theme.stroke * 2 : Theme.hairline
                }

                TextLine {
                    id: lookWord

                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    anchors.margins: Theme.size(12, 8)
                    text: look.chosen ? "✓ " + look.modelData[1] : look.modelData[1]
                    bold: look.chosen
                    color: look.colours.ink
                    horizontalAlignment: Text.AlignHCenter
                    Accessible.ignored: true
                }

                FocusRing {
                    control: look
                }
            }
        }
    }

    TextLine {
        text: qsTr("只对您这一次有效，结束后变回标准。")
        size: "caption"
    }

    buttons: [
        Button {
            objectName: "text-size-close"
            Layout.columnSpan: Theme.roomy ? 2 : 1
            filled: true
            label: qsTr("好了")
            onClicked: root.shell.closeOverlay()
        }
    ]
}
