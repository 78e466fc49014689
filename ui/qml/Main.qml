pragma ComponentBehavior: Bound

import QtQuick
import "theme"
import "components"

// The window: the top bar, the step's screen, the keyboard, and whatever is laid over them.
Window {
    id: window

    required property var shell

    function enter() {
        InputState.target = null;
        stage.setSource(shell.screen, {
            "step": shell.step,
            "shell": shell
        });
    }

    function overlayFile(name: string): string {
        const files = {
            "help": "overlays/Help.qml",
            "cancel": "overlays/Cancel.qml",
            "idle": "overlays/Idle.qml",
            "text-size": "overlays/TextSize.qml",
            "attention": "overlays/Attention.qml",
            "code": "overlays/Code.qml"
        };
        return name in files ? files[name] : "";
    }

    function lay() {
        const file = overlayFile(shell.overlay);
        if (file === "")
            overlay.source = "";
        else
            overlay.setSource(file, {
                "shell": shell
            });
    }

    objectName: "window"
    title: shell.title
    color: Theme.ground
    Component.onCompleted: enter()

    Binding {
        target: Theme
        property: "windowWidth"
        value: window.width
    }

    Binding {
        target: Theme
        property: "windowHeight"
        value: window.height
    }

    Binding {
        target: Theme
        property: "textScale"
        value: window.shell.textScale
    }

    Binding {
        target: Theme
        property: "look"
        value: window.shell.look
    }

    Binding {
        target: InputState
        property: "keysInUse"
        value: window.shell.keysInUse
    }

    Shortcut {
        sequences: ["Escape", "Back"]
        onActivated: window.shell.back()
    }

    Shortcut {
        sequence: "Ctrl+Alt+S"
        onActivated: window.shell.openStaff()
    }

    Connections {
        target: window.shell

        function onMoved() {
            window.enter();
        }

        function onOverlayChanged() {
            window.lay();
        }
    }

    Item {
        id: page

        readonly property bool ownTop: window.shell.stepName === "attract"

        anchors.fill: parent
        // What is veiled by an overlay is out of reach of keys, too.
        enabled: overlay.item === null

        TopBar {
            id: topBar

            anchors.left: parent.left
            anchors.right: parent.right
            shell: window.shell
            visible: !page.ownTop
        }

        Loader {
            id: attention

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: page.ownTop ? parent.top : topBar.bottom
            height: item ? (item as Item).implicitHeight : 0
            active: !page.ownTop && window.shell.stripWords !== ""
            sourceComponent: NoticeStrip {
                words: window.shell.stripWords
            }
        }

        Loader {
            id: stage

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.top: attention.bottom
            focus: true
        }

        InputArea {
            shell: window.shell
            topEdge: stage.y
        }
    }

    Loader {
        id: overlay

        objectName: "overlay"
        anchors.fill: parent
        focus: source.toString() !== ""
    }
}
