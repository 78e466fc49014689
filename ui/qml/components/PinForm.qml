import QtQuick
import "../theme"

// A number and a PIN on the digit pad; `entry` is a PinEntry.
Card {
    id: root

    required property var entry
    property string numberLabel: ""

    function begin() {
        number.begin();
    }

    FieldFrame {
        label: root.numberLabel

        TextEntry {
            id: number

            objectName: "field-agent"
            name: root.numberLabel
            pad: "digits"
            value: root.entry.number
            maximumLength: 8
            onEdited: text => root.entry.setNumber(text)
            onAccepted: pin.begin()
        }
    }

    FieldFrame {
        label: qsTr("密码")
        error: root.entry.trouble

        TextEntry {
            id: pin

            objectName: "field-pin"
            name: qsTr("密码")
            pad: "digits"
            secret: true
            value: root.entry.pin
            wrong: root.entry.trouble !== ""
            maximumLength: 8
            onEdited: text => root.entry.setPin(text)
            onAccepted: root.entry.signIn()
        }
    }
}
