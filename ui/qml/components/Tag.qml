import QtQuick
import "../theme"

// A short word on a tint: 即办, 免费, 投资平台, a state. tone: action, done, attention, error, plain.
Rectangle {
    id: root

    property string text: ""
    property string tone: "action"
    readonly property color inkColour: tone === "plain" ? Theme.quiet : tone === "done" ? Theme.done
        : tone === "attention" ? Theme.attention : tone === "error" ? Theme.error : Theme.action

    visible: text !== ""
    color: tone === "plain" ? Theme.raised : tone === "done" ? Theme.doneTint
        : tone === "attention" ? Theme.attentionTint : tone === "error" ? Theme.errorTint : Theme.actionTint
    radius: Theme.size(12, 8)
    border.color: inkColour
    border.width: Theme.highContrast ? Theme.hairline : 0
    implicitWidth: words.implicitWidth + 2 * Theme.size(16, 12)
    implicitHeight: words.implicitHeight + 2 * Theme.size(6, 5)

    Text {
        id: words

        anchors.centerIn: parent
        text: root.text
        textFormat: Text.PlainText
        color: root.inkColour
        font.pixelSize: Theme.caption
        font.weight: Font.Bold
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
}
