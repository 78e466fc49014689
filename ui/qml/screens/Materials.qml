pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"
import "../components/filing"

// The papers, each on its card: what is wanted, the pages scanned so far, and the button for the next page.
Item {
    id: root

    required property var step
    required property var shell

    Page {
        id: page

        anchors.fill: parent
        shell: root.shell
        enabled: !root.step.camera.shown
        title: root.step.cameraLeads ? qsTr("把材料拍一下") : qsTr("把材料扫一下")
        readingWidth: papers.count > 1 ? Infinity : Theme.portrait ? Infinity : Theme.size(0, 940)
        subtitle: {
            if (root.step.cameraLeads)
                return root.step.camera.usable ? qsTr("一次放一页，字朝上放平，再点“拍照”。") : "";
            return root.step.scannerReady ? qsTr("一次放一页，字朝下放平，盖好，再点“扫描”。") : "";
        }
        progressCount: 5
        progressCurrent: root.step.progress
        progressWords: root.step.missingWords === "" ? root.step.progressWords : root.step.progressWords + " · " + root.step.missingWords
        nextLabel: qsTr("下一步")
        nextEnabled: !root.step.scanning
        nextFilled: root.step.complete
        onBack: root.step.back()
        onCancel: root.shell.cancel()
        onNext: root.step.next()

        NoteBox {
            objectName: "scanner-trouble"
            visible: root.step.scannerTrouble !== ""
            tone: "attention"
            text: root.step.scannerTrouble
            detail: root.step.otherWay
        }

        NoteBox {
            objectName: "camera-away"
            visible: root.step.camera.trouble !== ""
            tone: "attention"
            text: root.step.camera.trouble
            detail: root.step.camera.otherWay
        }

        TileGrid {
            upright: 1
            lying: 2

            Repeater {
                id: papers

                model: root.step.papers

                Card {
                    id: paper

                    required property string ruleId
                    required property string name
                    required property string hint
                    required property bool optional
                    required property string limits
                    required property string standing
                    required property int count
                    required property var pages
                    required property bool full
                    required property bool busy
                    required property bool wanted
                    required property string doubts
                    readonly property bool failed: root.step.failedPaper === ruleId && root.step.failure !== ""

                    objectName: "paper-" + ruleId
                    Layout.alignment: Qt.AlignTop
                    border.color: wanted ? Theme.error : Theme.line
                    border.width: wanted ? Theme.stroke : Theme.hairline

                    GridLayout {
                        columns: Theme.roomy ? 2 : 1
                        columnSpacing: Theme.gap
                        rowSpacing: Theme.gapSmall

                        ColumnLayout {
                            spacing: Theme.size(8, 4)

                            TextLine {
                                text: paper.name
                                size: "strong"
                                Accessible.role: Accessible.Heading
                            }

                            TextLine {
                                text: paper.hint + paper.limits
                                size: "caption"
                            }
                        }

                        Tag {
                            Layout.alignment: Qt.AlignTop
                            text: paper.standing
                            tone: paper.count > 0 ? "done" : paper.optional ? "plain" : "action"
                        }
                    }

                    Flow {
                        Layout.fillWidth: true
                        visible: paper.count > 0
                        spacing: Theme.gap

                        Repeater {
                            model: paper.pages

                            PageThumb {
                                required property string modelData
                                required property int index

                                objectName: "page-" + paper.ruleId + "-" + index
                                source: modelData
                                number: index + 1
                                enabled: !root.step.scanning
                                onClicked: root.step.look(paper.ruleId, index)
                            }
                        }
                    }

                    TextLine {
                        visible: paper.count > 0 && !paper.busy
                        text: qsTr("点一下小图，可以看大图、重做、删掉。")
                        size: "caption"
                    }

                    NoteBox {
                        objectName: "doubts-" + paper.ruleId
                        visible: paper.doubts !== "" && !paper.busy
                        tone: "attention"
                        text: paper.doubts
                    }

                    NoteBox {
                        objectName: "scan-failure"
                        visible: paper.failed && !paper.busy
                        tone: "error"
                        text: root.step.failure
                    }

                    TextLine {
                        visible: paper.wanted && !paper.busy
                        text: root.step.cameraLeads ? qsTr("这份要交，还没有拍。") : qsTr("这份要交，还没有扫。")
                        bold: true
                        color: Theme.error
                        Accessible.role: Accessible.AlertMessage
                    }

                    ColumnLayout {
                        visible: paper.busy
                        spacing: Theme.gapSmall

                        TextLine {
                            text: root.step.scanWords
                            bold: true
                            color: Theme.action
                        }

                        ProgressLine {
                            part: root.step.scanPart
                        }

                        Button {
                            objectName: "cancel-scan"
                            visible: !root.step.camera.taking
                            Layout.topMargin: Theme.gapSmall
                            label: qsTr("停下，不扫了")
                            onClicked: root.step.cancelScan()
                        }
                    }

                    GridLayout {
                        visible: !paper.busy && !paper.full
                        columns: Theme.roomy ? 2 : 1
                        columnSpacing: Theme.gap
                        rowSpacing: Theme.gapSmall
                        uniformCellWidths: true

                        Button {
                            objectName: "scan-" + paper.ruleId
                            visible: !root.step.cameraLeads
                            enabled: root.step.scannerReady && !root.step.scanning
                            label: paper.count === 0 ? qsTr("扫描") : qsTr("再扫一页")
                            onClicked: root.step.scan(paper.ruleId)
                        }

                        Button {
                            objectName: "capture-" + paper.ruleId
                            visible: root.step.camera.fitted
                            enabled: root.step.camera.usable && !root.step.scanning
                            label: paper.count === 0 ? qsTr("拍照") : qsTr("再拍一页")
                            onClicked: root.step.camera.open(paper.ruleId)
                        }
                    }
                }
            }
        }

        TextLine {
            visible: papers.count === 0
            text: qsTr("这件事不用交材料，直接下一步。")
        }
    }

    Connections {
        target: root.step

        function onWrong(ruleId: string) {
            for (let index = 0; index < papers.count; index++) {
                const paper = papers.itemAt(index);
                if (paper && paper.objectName === "paper-" + ruleId)
                    page.show(paper);
            }
        }
    }

    PageLook {
        objectName: "page-look"
        anchors.fill: parent
        visible: root.step.lookSource !== ""
        title: root.step.lookWords
        source: root.step.lookSource
        doubt: root.step.lookDoubt
        canScan: root.step.canRepeat
        photographed: root.step.cameraLeads
        onRemoved: root.step.removePage()
        onAgain: root.step.scanAgain()
        onClosed: root.step.closeLook()
    }

    CameraLook {
        objectName: "camera-look"
        anchors.fill: parent
        visible: root.step.camera.shown
        camera: root.step.camera
    }
}
