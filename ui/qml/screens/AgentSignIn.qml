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
    nextLabel: step.entry.asking ? qsTr("正在核对……") : qsTr("登录")
    nextEnabled: step.entry.ready
    onNext: step.entry.signIn()

    PinForm {
        id: form

        entry: root.step.entry
        numberLabel: qsTr("代办员编号")
    }

    Component.onCompleted: form.begin()
}
