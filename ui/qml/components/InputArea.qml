pragma ComponentBehavior: Bound

import QtQuick
import "../theme"

// Where the keyboard or the digit pad appears: above the bottom bar, or at the right side of a lying screen. Pages
// keep clear of it, so nothing is ever covered.
Item {
    id: root

    required property var shell
    // How far down the page begins.
    required property real topEdge
    readonly property string kind: InputState.kind
    readonly property bool digits: InputState.target !== null && kind !== ""
    readonly property bool words: InputState.target !== null && kind === ""
    readonly property bool aside: digits && !Theme.portrait

    width: aside ? Theme.size(0, 420) : parent.width
    height: digits ? (aside ? parent.height - topEdge - InputState.barHeight : pad.implicitHeight)
        : words && keyboard.item ? (keyboard.item as KeyboardPanel).implicitHeight : 0
    x: parent.width - width
    y: parent.height - InputState.barHeight - height
    visible: digits || words
    onHeightChanged: tell()
    onWidthChanged: tell()
    onDigitsChanged: tell()
    onWordsChanged: tell()

    function tell() {
        InputState.bottomInset = root.visible && !root.aside ? root.height : 0;
        InputState.rightInset = root.aside ? root.width : 0;
    }

    Connections {
        target: root.shell

        function onForgotten() {
            if (keyboard.item)
                (keyboard.item as KeyboardPanel).forget();
        }
    }

    DigitPad {
        id: pad

        anchors.fill: parent
        visible: root.digits
        kind: root.kind
    }

    Loader {
        id: keyboard

        anchors.left: parent.left
        anchors.right: parent.right
        active: InputState.keyboardWanted
        visible: root.words
        sourceComponent: KeyboardPanel {
            dataPath: root.shell.keyboardFolder
            latin: root.shell.language === "en" || (InputState.target !== null && (InputState.target as TextEntry).latin)
            onImplicitHeightChanged: root.tell()
        }
    }
}
