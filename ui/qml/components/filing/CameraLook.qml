import QtQuick
import QtQuick.Layouts
import "../../theme"
import ".."

// What the document camera sees, as large as the screen allows, with the shutter; then the page that was taken.
Rectangle {
    id: root

    required property var camera
    readonly property bool taken: camera.taken

    color: "#B0101820"
    Accessible.role: Accessible.Dialog
    Accessible.name: camera.title

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
                text: root.camera.title
                size: "heading"
                Accessible.role: Accessible.Heading
            }

            Rectangle {
                Layout.fillWidth: true
                Layout.fillHeight: true
                // Paper is judged against a neutral dark, in every look.
                color: root.taken ? Theme.raised : "#1B232B"
                radius: Theme.radiusSmall

                TextLine {
                    anchors.centerIn: parent
                    width: parent.width - 2 * Theme.padding
                    visible: !root.taken && text !== ""
                    text: root.camera.trouble === "" ? root.camera.waitWords : qsTr("现在没有画面")
                    horizontalAlignment: Text.AlignHCenter
                    color: "#FFFFFF"
                }

                Image {
                    objectName: "camera-sight"
                    anchors.fill: parent
                    anchors.margins: Theme.stroke
                    visible: !root.taken
                    asynchronous: true
                    // Nothing of what lies there stays in Qt's own picture cache.
                    cache: false
                    retainWhileLoading: root.camera.sight !== ""
                    fillMode: Image.PreserveAspectFit
                    source: root.camera.sight
                    Accessible.role: Accessible.Graphic
                    Accessible.name: qsTr("高拍仪下面的样子")
                }

                Image {
                    objectName: "camera-page"
                    anchors.fill: parent
                    anchors.margins: Theme.stroke
                    visible: root.taken
                    asynchronous: true
                    cache: false
                    fillMode: Image.PreserveAspectFit
                    source: root.camera.pageSource
                    sourceSize.width: Math.ceil(width)
                    sourceSize.height: Math.ceil(height)
                    Accessible.role: Accessible.Graphic
                    Accessible.name: root.camera.title
                }
            }

            // Where text is very large the words and buttons need more than their half: then they scroll.
            Flickable {
                id: side

                Layout.fillWidth: Theme.portrait
                Layout.fillHeight: !Theme.portrait
                Layout.preferredWidth: Theme.portrait ? -1 : Theme.size(0, Theme.roomy ? 400 : 560)
                Layout.preferredHeight: Theme.portrait ? Math.min(column.implicitHeight, root.height * 0.62) : -1
                Layout.maximumHeight: Theme.portrait ? root.height * 0.62 : Infinity
                contentWidth: width
                contentHeight: column.implicitHeight
                interactive: contentHeight > height + 1
                boundsBehavior: Flickable.StopAtBounds
                clip: interactive

                ColumnLayout {
                    id: column

                    width: side.width
                    y: Math.max(0, Math.round((side.height - implicitHeight) / 2))
                    spacing: Theme.roomy ? Theme.gap : Theme.gapSmall

                    TextLine {
                        // In the largest text the column is for what to do.
                        visible: !Theme.portrait && Theme.roomy
                        text: root.camera.title
                        size: "heading"
                        Accessible.role: Accessible.Heading
                    }

                    NoteBox {
                        objectName: "camera-trouble"
                        visible: root.camera.trouble !== ""
                        tone: "attention"
                        text: root.camera.trouble
                        detail: root.camera.otherWay
                    }

                    NoteBox {
                        objectName: "capture-failure"
                        visible: root.camera.failure !== ""
                        tone: "error"
                        text: root.camera.failure
                    }

                    NoteBox {
                        objectName: "capture-doubt"
                        visible: root.camera.doubt !== ""
                        tone: "attention"
                        text: root.camera.doubt
                    }

                    TextLine {
                        visible: root.camera.trouble === "" && root.camera.failure === "" && root.camera.doubt === ""
                        text: root.camera.words
                        bold: root.camera.taking
                    }

                    ProgressLine {
                        visible: root.camera.taking
                    }

                    Button {
                        objectName: "shutter"
                        visible: !root.taken && root.camera.trouble === ""
                        enabled: root.camera.canShoot
                        filled: true
                        size: "title"
                        paddingY: Theme.roomy ? Theme.size(40, 24) : Theme.size(24, 10)
                        label: qsTr("拍下来")
                        onClicked: root.camera.shoot()
                    }

                    Button {
                        objectName: "keep-page"
                        visible: root.taken
                        filled: true
                        paddingY: Theme.roomy ? Theme.size(28, 16) : Theme.size(24, 10)
                        label: qsTr("用这张")
                        onClicked: root.camera.close()
                    }

                    GridLayout {
                        visible: root.taken
                        columns: Theme.portrait && Theme.roomy ? 2 : 1
                        columnSpacing: Theme.gap
                        rowSpacing: Theme.gapSmall
                        uniformCellWidths: true

                        Button {
                            objectName: "retake"
                            label: qsTr("重拍这张")
                            onClicked: root.camera.retake()
                        }

                        Button {
                            objectName: "next-page"
                            visible: root.camera.canGoOn
                            label: qsTr("用这张，再拍一页")
                            onClicked: root.camera.more()
                        }
                    }

                    Button {
                        objectName: "close-camera"
                        visible: !root.taken
                        label: qsTr("不拍了")
                        onClicked: root.camera.close()
                    }
                }
            }
        }
    }
}
