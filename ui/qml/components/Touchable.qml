import QtQuick
import "../theme"

// Whatever can be touched: a touch counts only when it starts and ends here, a second one right after it is the
// tremble of a hand, and the keys Enter and Space do the same.
Item {
    id: root

    property string name: ""
    property int role: Accessible.Button
    // Keys of a keyboard may be struck as fast as fingers go.
    property bool repeats: false
    readonly property bool pressed: area.pressed && area.containsMouse
    property real lastTouch: 0

    signal clicked

    function act() {
        const now = Date.now();
        if (!enabled || (!repeats && now - lastTouch < Theme.doubleTouch))
            return;
        lastTouch = now;
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
