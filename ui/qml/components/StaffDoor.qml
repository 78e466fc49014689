import QtQuick

// The staff's way in, for those who know: the mark held for two seconds. Nobody else needs it, so nothing shows it.
MouseArea {
    required property var shell

    objectName: "staff-door"
    pressAndHoldInterval: 2000
    Accessible.ignored: true
    onPressAndHold: shell.openStaff()
}
