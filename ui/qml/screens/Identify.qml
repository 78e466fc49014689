pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// Who is it about: the card on the reader; at an outlet also name and number, with the agent's word.
Page {
    id: root

    required property var step

    // Only cards that can be read here are asked for.
    function invitation(cards: string): string {
        switch (cards) {
        case "both":
            return step.village ? qsTr("给谁办？把他的身份证或社保卡放在读卡区") : qsTr("把身份证或社保卡放在读卡区");
        case "social":
            return step.village ? qsTr("给谁办？把他的社保卡放在读卡区") : qsTr("把社保卡放在读卡区");
        default:
            return step.village ? qsTr("给谁办？把他的身份证放在读卡区") : qsTr("把身份证放在读卡区");
        }
    }

    // What cannot be done is not asked for.
    readonly property string noReader: step.village ? qsTr("给谁办？现在读不了卡") : qsTr("现在读不了卡")

    title: step.reading ? qsTr("正在读卡，先不要拿走") : step.typing ? qsTr("给谁办？照着身份证输") : step.reads ? invitation(shell.cards) : noReader
    nextLabel: step.typing ? qsTr("下一步") : ""
    cancelVisible: shell.canCancel
    onBack: step.typing ? step.setTyping(false) : shell.back()
    onCancel: shell.cancel()
    onNext: step.accept()

    ProgressLine {
        visible: root.step.reading
    }

    Card {
        visible: !root.step.typing && root.step.reads

        // Upright, the reader is below the screen: the picture is large and points there.
        GridLayout {
            columns: Theme.portrait ? 1 : 2
            columnSpacing: Theme.size(56, 36)
            rowSpacing: Theme.gapLarge

            Rectangle {
                Layout.fillWidth: Theme.portrait
                implicitWidth: picture.implicitWidth + 2 * Theme.size(28, 16)
                implicitHeight: drawn.implicitHeight + 2 * Theme.size(Theme.roomy ? 56 : 28, 16)
                radius: Theme.radius
                color: Theme.actionTint

                Column {
                    id: drawn

                    anchors.centerIn: parent
                    spacing: Theme.size(40, 0)

                    CardPicture {
                        id: picture

                        implicitWidth: Theme.size(Theme.roomy ? 600 : 300, 170)
                    }

                    Text {
                        anchors.horizontalCenter: parent.horizontalCenter
                        visible: Theme.portrait && Theme.roomy
                        text: "▼"
                        color: Theme.action
                        font.pixelSize: Theme.size(96, 0)
                        Accessible.ignored: true
                    }
                }
            }

            ColumnLayout {
                spacing: Theme.gapSmall

                TextLine {
                    text: qsTr("读卡区在屏幕下方，画着卡片的地方")
                    size: "strong"
                }

                TextLine {
                    text: root.shell.cards === "social" ? qsTr("平平地放上去，等屏幕变了再拿。") : qsTr("平平地放上去，等屏幕变了再拿。居住证、永居证也可以。")
                    color: Theme.quiet
                }
            }
        }
    }

    NoteBox {
        objectName: "card-notice"
        visible: !root.step.typing && (root.step.trouble !== "" || root.step.readerTrouble !== "")
        tone: root.step.trouble !== "" ? "error" : "attention"
        text: root.step.trouble !== "" ? root.step.trouble : root.step.readerTrouble
    }

    Button {
        objectName: "type-number"
        visible: root.step.village && !root.step.typing
        label: root.step.reads ? qsTr("没带卡，输姓名和身份证号") : qsTr("输姓名和身份证号")
        onClicked: root.step.setTyping(true)
    }

    Card {
        visible: root.step.typing

        FieldFrame {
            label: qsTr("姓名")
            error: root.step.nameProblem

            TextEntry {
                objectName: "field-name"
                name: qsTr("姓名")
                value: root.step.name
                wrong: root.step.nameProblem !== ""
                maximumLength: 50
                onEdited: text => root.step.setName(text)
            }
        }

        FieldFrame {
            label: qsTr("身份证号")
            hint: qsTr("18 位，最后一位可能是 X。")
            error: root.step.numberProblem

            TextEntry {
                objectName: "field-number"
                name: qsTr("身份证号")
                pad: "identity"
                value: root.step.number
                wrong: root.step.numberProblem !== ""
                maximumLength: 24
                onEdited: text => root.step.setNumber(text)
            }
        }

        FieldFrame {
            label: qsTr("凭什么给他办？")
            hint: qsTr("您的编号、他的信息和这句话会分开记下来。")
            error: root.step.authorityProblem

            TileGrid {
                lying: 2

                ChoiceTile {
                    objectName: "option-resident-present"
                    label: qsTr("他本人在这里")
                    chosen: root.step.authority === "resident-present"
                    onClicked: root.step.setAuthority("resident-present")
                }

                ChoiceTile {
                    objectName: "option-written-authorisation"
                    label: qsTr("有他签字的委托书")
                    chosen: root.step.authority === "written-authorisation"
                    onClicked: root.step.setAuthority("written-authorisation")
                }
            }
        }
    }
}
