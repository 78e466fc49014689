import QtQuick

// Whatever can be touched: a touch counts only when it starts and ends here, a second one right after it is the
// tremble of a hand, and the keys Enter and Space do the same.
Item {
    id: root

    property string name: ""
    property int role: Accessible.Button
    // Keys of a keyboard may be struck as fast as fingers go.
    property bool repeats: false
    readonly property bool pressed: area.pressed && area.containsMouse

    signal clicked

    function act() {
        if (enabled && (InputState.counts(objectName) || repeats))
            clicked();
    }

    activeFocusOnTab: true
    Accessible.role: root.role
    Accessible.name: root.name
    Accessible.focusable: true
    Accessible.onPressAction: root.act()
    Keys.onReturnPressed: root.act()
    Keys.onEnterPressed: root.act()
    Keys.onSpacePressed: root.act()

    MouseArea {
        id: area

        anchors.fill: parent
        onClicked: root.act()
    }
}
