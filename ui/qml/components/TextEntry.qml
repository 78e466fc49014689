import QtQuick
import QtQuick.Layouts
import "../theme"

// A line to type into. The owner sets `value` and answers `edited`; whatever it sets back is shown, so a view-model
// may group digits while they come. Touching it brings the panel that fits: `pad` is "" for the Pinyin keyboard,
// "digits", "identity" (with X), "money" (with a point), or "date".
Touchable {
    id: root

    property string value: ""
    property string placeholder: ""
    property string pad: ""
    property bool wrong: false
    property bool secret: false
    property bool latin: false
    property int maximumLength: 200
    property real reserveRight: 0
    readonly property bool typing: input.activeFocus

    signal edited(text: string)
    // What stands in the line now, with the letters of a word that is still being chosen.
    signal typed(text: string)
    signal accepted

    function put() {
        if (input.text === value)
            return;
        input.text = value;
        input.cursorPosition = input.length;
    }

    function tell() {
        // The keyboard shows the letters of a pinyin word with gaps between the syllables.
        typed(input.text + input.preeditText.replace(/[ ']/g, ""));
    }

    function type(text: string) {
        input.insert(input.cursorPosition, text);
    }

    function deleteBack() {
        if (input.cursorPosition > 0)
            input.remove(input.cursorPosition - 1, input.cursorPosition);
    }

    function clear() {
        input.clear();
    }

    function leave() {
        input.focus = false;
        root.forceActiveFocus();
    }

    function begin() {
        input.forceActiveFocus();
        input.cursorPosition = input.length;
    }

    Layout.fillWidth: true
    role: Accessible.EditableText
    repeats: true
    activeFocusOnTab: false
    implicitWidth: Theme.size(600, 320)
    implicitHeight: Math.max(Theme.size(112, 60), input.implicitHeight + 2 * Theme.size(20, 10))
    onClicked: begin()
    onValueChanged: put()
    Component.onCompleted: input.text = value
    Component.onDestruction: if (InputState.target === root)
        InputState.target = null

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusSmall
        color: Theme.surface
        border.color: root.wrong ? Theme.error : input.activeFocus ? Theme.action : Theme.border
        border.width: root.wrong || input.activeFocus ? Theme.stroke : Theme.hairline
    }

    Text {
        anchors.fill: input
        visible: input.text === "" && input.preeditText === ""
        text: root.placeholder
        textFormat: Text.PlainText
        color: Theme.quiet
        font.pixelSize: Theme.body
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.size(26, 16)
        clip: true
        verticalAlignment: Text.AlignVCenter
        Accessible.ignored: true
    }

    TextInput {
        id: input

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.size(32, 16)
        anchors.rightMargin: Theme.size(32, 16) + root.reserveRight
        color: Theme.ink
        selectionColor: Theme.actionTint
        selectedTextColor: Theme.ink
        font.pixelSize: Theme.strong
        clip: true
        maximumLength: root.maximumLength
        echoMode: root.secret ? TextInput.Password : TextInput.Normal
        passwordCharacter: "●"
        // Sensitive: the keyboard must not learn a word from anybody.
        inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoAutoUppercase | (root.pad !== "" ? Qt.ImhPreferNumbers : 0)
            | (root.latin ? Qt.ImhPreferLatin : 0)
        activeFocusOnTab: true
        onTextChanged: if (text !== root.value) {
            root.edited(text);
            root.tell();
        }
        onPreeditTextChanged: root.tell()
        onAccepted: root.accepted()
        onActiveFocusChanged: {
            if (activeFocus) {
                InputState.keyboardWanted = InputState.keyboardWanted || root.pad === "";
                InputState.target = root;
            } else if (InputState.target === root) {
                InputState.target = null;
            }
        }
    }
}
