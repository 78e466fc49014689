pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import ".."

// One field of a form with the face of its kind: tiles where the answers are few, a line with its pad or the keyboard
// otherwise. Made by a Repeater over the form's rows.
FieldFrame {
    id: root

    required property var step
    required property string fieldId
    required property string kind
    required property string unit
    required property var options
    required property var chosen
    required property string line
    required property string pad
    required property int longest
    required property bool latin
    required property string advice
    required label
    required hint
    required error
    required optional
    // What is said below the entry changed while it is typed into: the page keeps it in sight.
    signal grew

    readonly property bool typing: !tiles && face.item !== null && (face.item as LineField).typing
    readonly property bool tiles: kind === "choice" || kind === "choices" || kind === "yes-no"

    // Puts the cursor into the field, where it has one.
    function begin() {
        if (!tiles)
            (face.item as LineField).begin();
    }

    onHeightChanged: if (typing)
        grew()
    onTypingChanged: if (typing)
        grew()

    Loader {
        id: face

        Layout.fillWidth: true
        sourceComponent: root.tiles ? tileFace : lineFace
    }

    NoteBox {
        objectName: "advice-" + root.fieldId
        visible: root.advice !== ""
        tone: "attention"
        text: root.advice
    }

    Component {
        id: tileFace

        TileField {
            options: root.options
            chosen: root.chosen
            several: root.kind === "choices"
            wrong: root.error !== ""
            namePrefix: root.fieldId
            onTouched: code => root.step.choose(root.fieldId, code)
        }
    }

    Component {
        id: lineFace

        LineField {
            entryName: "field-" + root.fieldId
            spokenName: root.label
            line: root.line
            pad: root.pad
            latin: root.latin
            unit: root.unit
            longest: root.longest
            wrong: root.error !== ""
            onEdited: text => root.step.edit(root.fieldId, text)
            onTypingChanged: typing ? root.step.entered(root.fieldId) : root.step.left(root.fieldId)
        }
    }
}
