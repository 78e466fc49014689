pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// What a person can begin here.
Page {
    id: root

    required property var step

    title: step.greeting
    readingWidth: Infinity
    backLabel: qsTr("叫人帮忙")
    cancelVisible: false
    nextLabel: root.step.guest ? qsTr("不看了") : root.step.village ? qsTr("不办了，回到工作台") : qsTr("结束，清除我的信息")
    nextFilled: false
    onBack: shell.help()
    onNext: shell.cancel()

    NoteBox {
        visible: root.step.typed
        tone: "attention"
        text: qsTr("没有刷卡：姓名和号码是代办员输入的，回执上会写明。")
    }

    NoteBox {
        visible: root.step.trouble !== ""
        tone: "attention"
        text: root.step.trouble === "gone" ? qsTr("这件事项刚刚从清单上撤下了，请选别的。") : qsTr("这次没有打开。再点一次。")
    }

    ListRow {
        objectName: "unfinished"
        visible: root.step.unfinished > 0
        title: qsTr("上次没办完的：%1 件").arg(root.step.unfinished)
        detail: qsTr("点这里接着办，或者删除")
        edge: "action"
        onClicked: root.step.openDrafts()
    }

    GridLayout {
        id: first

        Layout.fillWidth: true
        columns: Theme.portrait ? (Theme.roomy ? 2 : 1) : Theme.roomy ? 4 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: Theme.portrait

        Touchable {
            id: search

            objectName: "search"
            name: qsTr("搜一搜")
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.columnSpan: Math.min(2, first.columns)
            Layout.preferredWidth: 2
            Layout.horizontalStretchFactor: 2
            implicitHeight: Math.max(Theme.size(128, 64), searchWords.implicitHeight + Theme.gap)
            onClicked: root.step.search()

            Rectangle {
                anchors.fill: parent
                radius: Theme.radius
                color: search.pressed ? Theme.actionTint : Theme.surface
                border.color: Theme.action
                border.width: Theme.stroke
            }

            RowLayout {
                anchors.fill: parent
                anchors.leftMargin: Theme.padding
                anchors.rightMargin: Theme.size(20, 10)
                spacing: Theme.gap

                TextLine {
                    id: searchWords

                    text: qsTr("搜一搜：社保、医保、身份证、宅基地")
                    color: Theme.quiet
                    Accessible.ignored: true
                }

                Tag {
                    text: qsTr("打字找")
                    visible: Theme.roomy
                }
            }

            FocusRing {
                control: search
            }
        }

        ListRow {
            objectName: "my-filings"
            visible: !root.step.guest
            title: root.step.village ? qsTr("他办过的事") : qsTr("我办过的事")
            detail: root.step.filings
            Layout.preferredWidth: 1
            Layout.horizontalStretchFactor: 1
            filled: true
            leads: false
            onClicked: root.step.openFilings()
        }

        ListRow {
            objectName: "identify"
            visible: root.step.guest
            title: root.shell.cards === "id" ? qsTr("放身份证，马上办") : qsTr("放卡，马上办")
            detail: qsTr("也能查自己办过的事")
            Layout.preferredWidth: 1
            Layout.horizontalStretchFactor: 1
            filled: true
            leads: false
            onClicked: root.step.identify()
        }

        ListRow {
            objectName: "all-matters"
            title: qsTr("全部事项")
            detail: qsTr("一共 %1 件，慢慢看").arg(root.step.matters)
            Layout.preferredWidth: 1
            Layout.horizontalStretchFactor: 1
            leads: false
            onClicked: root.step.openTheme("")
        }
    }

    TextLine {
        objectName: "scan-receipt"
        visible: root.shell.codeReader
        text: qsTr("有回执的，把上面的码对着扫码口，能看办到哪一步。")
        color: Theme.quiet
    }

    TextLine {
        text: qsTr("按事情找")
        size: "heading"
        Accessible.role: Accessible.Heading
    }

    TileGrid {
        Repeater {
            model: root.step.lifeEvents

            ListRow {
                required property var modelData

                objectName: "matter-" + modelData.code
                title: modelData.title
                detail: modelData.hint
                edge: "seal"
                leads: false
                onClicked: root.step.openMatter(modelData.code)
            }
        }

        Repeater {
            model: root.step.themes

            ListRow {
                required property var modelData

                objectName: "theme-" + modelData.id
                title: modelData.name
                detail: modelData.hint
                edge: "action"
                leads: false
                onClicked: root.step.openTheme(modelData.id)
            }
        }
    }
}
