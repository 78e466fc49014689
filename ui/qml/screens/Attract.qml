pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// Tells from across the hall what to do: lay the card down. Below it, what can be done here.
Rectangle {
    id: root

    required property var step
    property var shell: null
    readonly property bool upright: Theme.portrait
    readonly property string notice: step.trouble !== "" ? step.trouble : step.readerTrouble !== "" ? step.readerTrouble : step.left
    // Something else than the invitation to lay a card down.
    readonly property bool told: step.sentence !== "" && !step.reading
    readonly property bool plain: notice === "" && !told
    // What to lay down, in Chinese and, where that is the language on the screen, in English.
    readonly property string invitation: shell.cards === "both" ? qsTr("请放身份证\n或社保卡") : shell.cards === "social" ? qsTr("把社保卡\n放在读卡区") : qsTr("把身份证\n放在读卡区")
    readonly property string inEnglish: shell.cards === "both" ? "Place your ID or social-security card" : shell.cards === "social" ? "Place your social-security card" : "Place your ID card on the reader"

    function easier(what: string) {
        if (what === "text-size")
            shell.showTextSize();
        else if (what === "help")
            shell.help();
        else
            shell.setLanguage(shell.language === "zh" ? "en" : "zh");
    }

    color: Theme.ground
    Component.onCompleted: InputState.barHeight = 0

    // The deep blue half: one sentence, large.
    Rectangle {
        id: deep

        width: root.upright ? parent.width : Math.round(parent.width * 0.56)
        height: root.upright ? Math.min(Math.max(parent.height * 0.6, say.implicitHeight + 2 * Theme.size(64, 24)), parent.height - paper.implicitHeight - Theme.size(88, 56)) : parent.height
        color: Theme.deep

        ColumnLayout {
            id: say

            anchors.fill: parent
            anchors.leftMargin: Theme.size(64, 40)
            anchors.rightMargin: Theme.size(64, 40)
            anchors.topMargin: Theme.size(64, 32)
            anchors.bottomMargin: Theme.size(64, 32)
            spacing: Theme.roomy ? Theme.size(24, 14) : Theme.size(12, 8)

            GridLayout {
                columns: root.upright && !Theme.roomy ? 1 : 2
                columnSpacing: Theme.size(32, 18)
                rowSpacing: Theme.gapSmall

                RowLayout {
                    spacing: Theme.size(32, 18)

                    Mark {
                        side: Theme.size(132, 72)

                        StaffDoor {
                            anchors.fill: parent
                            shell: root.shell
                        }
                    }

                    ColumnLayout {
                        spacing: Theme.size(4, 0)

                        TextLine {
                            text: root.step.welcome !== "" ? root.step.welcome : root.shell.title
                            size: "title"
                            // Lying, the buttons beside it leave little room.
                            font.pixelSize: root.upright ? Theme.title : Math.min(Theme.title, Theme.size(0, 42))
                            color: Theme.inkOnDeep
                        }

                        TextLine {
                            text: qsTr("%1\n24 小时自助服务").arg(root.shell.place)
                            size: "barCaption"
                            color: Theme.quietOnDeep
                        }
                    }
                }

                RowLayout {
                    spacing: Theme.size(20, 12)
                    Layout.alignment: Qt.AlignTop | Qt.AlignRight
                    Layout.fillWidth: root.upright && !Theme.roomy

                    Repeater {
                        model: [
                            {
                                "id": "text-size",
                                "label": qsTr("字大小")
                            },
                            {
                                "id": "help",
                                "label": qsTr("帮助")
                            },
                            {
                                "id": "language",
                                "label": root.shell.language === "zh" ? "English" : "中文"
                            }
                        ]

                        Button {
                            required property var modelData

                            objectName: modelData.id
                            Layout.fillWidth: root.upright && !Theme.roomy
                            onDeep: true
                            quiet: true
                            size: "barCaption"
                            paddingX: Theme.size(22, 14)
                            label: modelData.label
                            onClicked: root.easier(modelData.id)
                        }
                    }
                }
            }

            Item {
                Layout.fillHeight: true
                Layout.preferredHeight: 1
            }

            TextLine {
                objectName: "invitation"
                text: root.step.reading ? qsTr("正在读卡……\n先不要拿走") : root.told ? root.step.sentence : root.invitation
                size: "title"
                color: Theme.inkOnDeep
                font.pixelSize: Math.round(Theme.display * (root.shell.language === "en" ? 0.72 : 1))
                lineHeight: 0.9
                Accessible.role: Accessible.Heading
            }

            TextLine {
                visible: root.shell.language === "zh" && Theme.textScale === 1
                text: root.step.reading ? "Reading your card, please wait" : root.told ? root.step.otherSentence : root.inEnglish
                color: Theme.quietOnDeep
                font.pixelSize: Math.round(Theme.size(50, 28) * (Theme.textScale === 1 ? 1 : 1.1))
            }

            // Always there, so that nothing moves when a card comes.
            ProgressLine {
                opacity: root.step.reading ? 1 : 0
                part: root.step.reading ? -1 : 0
                deep: true
            }

            Item {
                Layout.fillHeight: true
                Layout.preferredHeight: 1
            }

            Rectangle {
                Layout.fillWidth: true
                implicitHeight: where.implicitHeight + 2 * Theme.size(44, 22)
                radius: Theme.size(32, 18)
                color: root.notice !== "" ? Theme.surface : Theme.deepRaised
                border.color: Theme.inkOnDeep
                border.width: Theme.highContrast ? Theme.stroke : 0

                RowLayout {
                    id: where

                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    anchors.leftMargin: Theme.size(60, 28)
                    anchors.rightMargin: Theme.size(48, 24)
                    spacing: Theme.size(56, 28)

                    CardPicture {
                        visible: root.plain && Theme.textScale === 1
                    }

                    // Down to the reader.
                    Canvas {
                        visible: root.plain && Theme.textScale === 1
                        implicitWidth: Theme.size(44, 26)
                        implicitHeight: Theme.size(36, 22)
                        onPaint: {
                            const context = getContext("2d");
                            context.reset();
                            context.fillStyle = Theme.highContrast ? Theme.inkOnDeep : "#8CC4FF";
                            context.beginPath();
                            context.moveTo(0, 0);
                            context.lineTo(width, 0);
                            context.lineTo(width / 2, height);
                            context.fill();
                        }
                    }

                    ColumnLayout {
                        spacing: Theme.size(12, 6)

                        TextLine {
                            objectName: "card-notice"
                            text: root.notice !== "" ? root.notice : root.told ? root.step.detail : qsTr("读卡区在屏幕下方，画着卡片的地方")
                            size: "barStrong"
                            color: root.notice !== "" ? Theme.error : Theme.inkOnDeep
                            Accessible.role: root.notice !== "" ? Accessible.AlertMessage : Accessible.StaticText
                        }

                        TextLine {
                            visible: root.plain ? root.shell.cards !== "social" : root.step.trouble !== ""
                            text: root.plain ? qsTr("居住证、永居证也可以") : qsTr("还是不行，就打 %1。").arg(root.shell.phone)
                            font.pixelSize: Theme.size(36, 22) * Math.min(Theme.textScale, 1.5)
                            color: root.notice !== "" ? Theme.ink : Theme.quietOnDeep
                        }
                    }
                }
            }
        }
    }

    // The paper half: what can be done here.
    Item {
        anchors.top: root.upright ? deep.bottom : parent.top
        anchors.left: root.upright ? parent.left : deep.right
        anchors.right: parent.right
        anchors.bottom: parent.bottom

        ColumnLayout {
            id: paper

            anchors.fill: parent
            anchors.leftMargin: Theme.size(64, 32)
            anchors.rightMargin: Theme.size(64, 32)
            anchors.topMargin: Theme.size(48, 32)
            anchors.bottomMargin: Theme.size(40, 24)
            spacing: Theme.size(Theme.textScale === 1 ? 32 : 22, 20)

            TextLine {
                text: root.step.closed ? root.step.later : root.step.matters > 0 ? qsTr("在这里能办 %1 件事").arg(root.step.matters) : qsTr("在这里能办这些事")
                size: "heading"
                font.pixelSize: Math.round(Theme.size(56, 32) * (Theme.textScale === 1 ? 1 : 1.1))
                Accessible.role: Accessible.Heading
            }

            GridLayout {
                // In very large text they make room for what to do first; 先看看 leads to them.
                visible: Theme.roomy
                columns: root.upright ? 4 : 2
                columnSpacing: Theme.gap
                rowSpacing: Theme.gap
                uniformCellWidths: true
                Layout.fillHeight: true

                Repeater {
                    model: root.step.themes.slice(0, 8)

                    Touchable {
                        id: shelf

                        required property var modelData
                        required property int index

                        objectName: "theme-" + modelData.id
                        name: modelData.name
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.maximumHeight: Theme.size(168, 110)
                        enabled: !root.step.closed
                        opacity: enabled ? 1 : 0.45
                        implicitHeight: Math.max(Theme.size(96, 60), themeName.implicitHeight + Theme.gapSmall)
                        onClicked: root.step.openTheme(modelData.id)

                        Rectangle {
                            anchors.fill: parent
                            radius: Theme.radius
                            color: shelf.pressed ? Theme.actionTint : Theme.surface
                            border.color: Theme.line
                            border.width: Theme.hairline
                        }

                        TextLine {
                            id: themeName

                            anchors.left: parent.left
                            anchors.right: parent.right
                            anchors.verticalCenter: parent.verticalCenter
                            anchors.margins: Theme.size(8, 8)
                            // A long name breaks where a person would.
                            text: shelf.modelData.name.length > 5 ? shelf.modelData.name.replace("和", "\n和") : shelf.modelData.name
                            bold: true
                            font.pixelSize: Theme.size(34, 22)
                            horizontalAlignment: Text.AlignHCenter
                            Accessible.ignored: true
                        }

                        FocusRing {
                            control: shelf
                        }
                    }
                }
            }

            Button {
                objectName: "browse"
                visible: !root.step.closed
                label: qsTr("不用卡，先看看")
                detail: Theme.textScale === 1 ? qsTr("怎么办、要带什么、多久能办好") : ""
                size: "barStrong"
                onClicked: root.step.browse()
            }

            TextLine {
                objectName: "scan-receipt"
                visible: root.shell.codeReader && Theme.roomy && root.notice === "" && !root.step.closed
                text: qsTr("有回执的，把上面的码对着扫码口，能看办到哪一步。")
                font.pixelSize: Theme.size(32, 20)
                color: Theme.quiet
            }

            TextLine {
                objectName: "status-line"
                text: [root.shell.lineWords, root.shell.printerWords, qsTr("服务电话 %1").arg(root.shell.phone)].join(qsTr(" · "))
                size: "barCaption"
                color: root.shell.lineUp && root.shell.printerUp ? Theme.quiet : Theme.attention
            }
        }
    }
}
