import QtQuick
import "../../theme"
import ".."

// An answer that is typed, with its unit behind it. The view-model cleans and groups what was typed; where that leaves
// the answer as it was, the line is put back to it.
Item {
    id: root

    property string entryName: ""
    property string spokenName: ""
    property string line: ""
    property string pad: ""
    property string unit: ""
    property bool latin: false
    property bool wrong: false
    property int longest: 50
    readonly property alias typing: entry.typing

    signal edited(text: string)

    function begin() {
        entry.begin();
    }

    function settle(text: string) {
        if (text === line)
            return;
        if (line === "") {
            entry.clear();
            return;
        }
        entry.value = "";
        entry.value = Qt.binding(() => root.line);
    }

    implicitWidth: entry.implicitWidth
    implicitHeight: entry.implicitHeight

    TextEntry {
        id: entry

        objectName: root.entryName
        anchors.fill: parent
        name: root.spokenName
        value: root.line
        pad: root.pad
        latin: root.latin
        wrong: root.wrong
        maximumLength: root.longest
        reserveRight: root.unit !== "" ? measure.implicitWidth + Theme.gapSmall : 0
        onEdited: text => {
            root.edited(text);
            root.settle(text);
        }
        onAccepted: InputState.close()
    }

    // Numbers grow at their end: a touch in the middle of one must not scatter the digits that follow.
    MouseArea {
        anchors.fill: parent
        enabled: root.pad !== ""
        onClicked: entry.begin()
    }

    Text {
        id: measure

        anchors.right: parent.right
        anchors.rightMargin: Theme.size(32, 16)
        anchors.verticalCenter: parent.verticalCenter
        text: root.unit
        textFormat: Text.PlainText
        color: Theme.quiet
        font.pixelSize: Theme.body
        Accessible.ignored: true
    }
}
