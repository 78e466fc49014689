import QtQuick
import QtQuick.Layouts
import "../theme"

// Any words on the screen. They always wrap and never end in dots.
Text {
    id: root

    // caption, body, strong, heading, title
    property string size: "body"
    property bool bold: size === "strong" || size === "barStrong" || size === "heading" || size === "title"

    Layout.fillWidth: true
    color: size === "caption" || size === "barCaption" ? Theme.quiet : Theme.ink
    font.pixelSize: Theme[size]
    font.weight: bold ? Font.Bold : Font.Normal
    lineHeight: size === "body" ? 1.08 : 1.0
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
