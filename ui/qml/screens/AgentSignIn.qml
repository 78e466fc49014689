import QtQuick
import "../theme"
import "../components"

// The agent's door: number and PIN.
Page {
    id: root

    required property var step

    title: qsTr("代办员登录")
    readingWidth: Theme.portrait ? Infinity : Theme.size(0, 560)
    backVisible: false
    cancelVisible: false
    nextLabel: step.asking ? qsTr("正在核对……") : qsTr("登录")
    nextEnabled: step.ready
    onNext: step.signIn()

    Card {
        FieldFrame {
            label: qsTr("代办员编号")

            TextEntry {
                id: number

                objectName: "field-agent"
                name: qsTr("代办员编号")
                pad: "digits"
                value: root.step.number
                maximumLength: 8
                onEdited: text => root.step.setNumber(text)
                onAccepted: pin.begin()
            }
        }

        FieldFrame {
            label: qsTr("密码")
            error: root.step.trouble

            TextEntry {
                id: pin

                objectName: "field-pin"
                name: qsTr("密码")
                pad: "digits"
                secret: true
                value: root.step.pin
                wrong: root.step.trouble !== ""
                maximumLength: 8
                onEdited: text => root.step.setPin(text)
                onAccepted: root.step.signIn()
            }
        }
    }

    Component.onCompleted: number.begin()
}
