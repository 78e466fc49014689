pragma Singleton
import QtQuick
import "../theme"

// Which entry is being typed into, and how much room the keyboard or the digit pad takes. One keyboard serves all
// screens, so it stands beside them in Main.qml and they only keep clear of it.
QtObject {
    // The TextEntry with the cursor, or null.
    property Item target: null
    // What Main.qml's InputArea takes away from the page.
    property real bottomInset: 0
    property real rightInset: 0
    // How high the page's bottom bar is: the keyboard stands on it.
    property real barHeight: 0
    // Keys were used last, not fingers: the focus is shown.
    property bool keysInUse: false
    // Some entry has been touched: from now on the keyboard is worth its memory.
    property bool keyboardWanted: false

    readonly property string kind: target ? (target as TextEntry).pad : ""

    property string lastName: ""
    property real lastTouch: 0

    // Whether a touch on the control of this name counts: not right after one on the same name, though another page
    // may have come up beneath the trembling finger since.
    function counts(name: string): bool {
        const now = Date.now();
        const trembling = name === lastName && now - lastTouch < Theme.doubleTouch;
        lastName = name;
        lastTouch = now;
        return !trembling;
    }

    function close() {
        if (target)
            (target as TextEntry).leave();
    }
}
