pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../components"

// Behind the screen: a door, and then how the devices are and what is left in the printers.
Page {
    id: root

    required property var step
    readonly property bool opened: step.open

    onOpenedChanged: InputState.close()
    title: step.open ? qsTr("设备和耗材") : qsTr("工作人员")
    subtitle: step.open || step.expected ? "" : qsTr("这台机器还没有设工作人员的编号和密码（kiosk agent-pin）。")
    readingWidth: Theme.portrait || step.open ? Infinity : Theme.size(0, 560)
    cancelVisible: false
    nextVisible: !step.open && step.expected
    nextLabel: step.entry.asking ? qsTr("正在核对……") : qsTr("进去")
    nextEnabled: step.entry.ready
    onBack: step.back()
    onNext: step.entry.signIn()

    PinForm {
        id: form

        visible: !root.step.open && root.step.expected
        entry: root.step.entry
        numberLabel: qsTr("工作人员编号")
        Component.onCompleted: if (visible)
            begin()
    }

    Card {
        visible: root.step.open

        Repeater {
            model: root.step.open ? root.step.devices : []

            ColumnLayout {
                id: device

                required property var modelData
                required property int index

                objectName: "device-" + index
                Layout.fillWidth: true
                spacing: Theme.size(6, 4)

                RowLayout {
                    spacing: Theme.gap

                    TextLine {
                        text: device.modelData.name
                        bold: true
                    }

                    Tag {
                        Layout.alignment: Qt.AlignRight
                        text: device.modelData.state
                        tone: device.modelData.tone
                    }
                }

                TextLine {
                    text: device.modelData.place
                    visible: text !== ""
                    size: "caption"
                    color: Theme.quiet
                }

                TextLine {
                    text: device.modelData.remedy
                    visible: text !== ""
                    color: Theme.attention
                }

                Divider {
                    Layout.topMargin: Theme.gapSmall
                    visible: device.index < root.step.devices.length - 1
                }
            }
        }
    }

    Card {
        visible: root.step.open && root.step.stocks.length > 0

        Repeater {
            model: root.step.open ? root.step.stocks : []

            ColumnLayout {
                id: stock

                required property var modelData

                objectName: "stock-" + modelData.id
                Layout.fillWidth: true
                spacing: Theme.size(12, 8)

                TextLine {
                    text: stock.modelData.name
                    bold: true
                }

                TextLine {
                    objectName: "left-" + stock.modelData.id
                    text: stock.modelData.left
                    color: stock.modelData.tone === "attention" ? Theme.attention : Theme.ink
                }

                RowLayout {
                    spacing: Theme.gap

                    TextEntry {
                        id: count

                        objectName: "count-" + stock.modelData.id
                        name: stock.modelData.name
                        placeholder: qsTr("数一数，现在有多少")
                        pad: "digits"
                        maximumLength: 7
                        onEdited: text => value = text
                    }

                    Button {
                        objectName: "refill-" + stock.modelData.id
                        Layout.fillWidth: false
                        label: qsTr("记下")
                        onClicked: {
                            root.step.refill(stock.modelData.id, count.value);
                            count.clear();
                        }
                    }
                }
            }
        }

        TextLine {
            objectName: "noted"
            text: root.step.noted
            visible: text !== ""
            color: Theme.done
        }
    }
}
