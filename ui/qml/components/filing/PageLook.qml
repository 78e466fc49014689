import QtQuick
import QtQuick.Layouts
import "../../theme"
import ".."

// One page, as large as the screen allows, and what can be done with it.
Rectangle {
    id: root

    property string title: ""
    property string source: ""
    property string doubt: ""
    property bool canScan: true
    // Whether a page is done again with the camera.
    property bool photographed: false

    signal removed
    signal again
    signal closed

    color: "#B0101820"
    Accessible.role: Accessible.Dialog
    Accessible.name: title

    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        anchors.fill: parent
        anchors.margins: Theme.size(24, 12)
        radius: Theme.radius
        color: Theme.surface
        border.color: Theme.ink
        border.width: Theme.highContrast ? Theme.stroke : 0

        GridLayout {
            anchors.fill: parent
            anchors.margins: Theme.size(32, 16)
            columns: Theme.portrait ? 1 : 2
            columnSpacing: Theme.gapLarge
            rowSpacing: Theme.gap

            TextLine {
                visible: Theme.portrait
                text: root.title
                size: "heading"
                Accessible.role: Accessible.Heading
            }

            Image {
                objectName: "large-page"
                Layout.fillWidth: true
                Layout.fillHeight: true
                asynchronous: true
                // Nothing of a person's papers stays in Qt's own picture cache.
                cache: false
                fillMode: Image.PreserveAspectFit
                source: root.source
                sourceSize.width: Math.ceil(width)
                sourceSize.height: Math.ceil(height)

                Rectangle {
                    anchors.centerIn: parent
                    width: parent.paintedWidth + 2 * Theme.hairline
                    height: parent.paintedHeight + 2 * Theme.hairline
                    color: "transparent"
                    border.color: Theme.border
                    border.width: Theme.hairline
                }
            }

            // Where text is very large the words and buttons need more than their half: then they scroll.
            Flickable {
                id: side

                Layout.fillWidth: Theme.portrait
                Layout.fillHeight: !Theme.portrait
                Layout.preferredWidth: Theme.portrait ? -1 : Theme.size(0, Theme.roomy ? 400 : 560)
                Layout.preferredHeight: Theme.portrait ? Math.min(column.implicitHeight, root.height * 0.72) : -1
                Layout.maximumHeight: Theme.portrait ? root.height * 0.72 : Infinity
                contentWidth: width
                contentHeight: column.implicitHeight
                interactive: contentHeight > height + 1
                boundsBehavior: Flickable.StopAtBounds
                clip: interactive

                ColumnLayout {
                    id: column

                    width: side.width
                    y: Math.max(0, Math.round((side.height - implicitHeight) / 2))
                    spacing: Theme.gapSmall

                    TextLine {
                        // In the largest text the column is for what to do.
                        visible: !Theme.portrait && Theme.roomy
                        text: root.title
                        size: "heading"
                        Layout.bottomMargin: Theme.gap
                        Accessible.role: Accessible.Heading
                    }

                    NoteBox {
                        objectName: "look-doubt"
                        visible: root.doubt !== ""
                        Layout.bottomMargin: Theme.gap
                        tone: "attention"
                        text: root.doubt
                    }

                    GridLayout {
                        columns: Theme.portrait && Theme.roomy ? 2 : 1
                        columnSpacing: Theme.gap
                        rowSpacing: Theme.gapSmall
                        uniformCellWidths: true

                        Button {
                            objectName: "look-remove"
                            tone: "error"
                            label: qsTr("删掉这页")
                            onClicked: root.removed()
                        }

                        Button {
                            objectName: "look-again"
                            enabled: root.canScan
                            label: root.photographed ? qsTr("重拍这页") : qsTr("重扫这页")
                            onClicked: root.again()
                        }
                    }

                    Button {
                        objectName: "look-close"
                        filled: true
                        label: qsTr("看清了，关上")
                        onClicked: root.closed()
                    }
                }
            }
        }
    }
}
