import QtQuick
import QtQuick.Layouts
import "../theme"

// A button: filled for the way on (one a screen), outlined for everything else, quiet for what stands in a bar.
Touchable {
    id: root

    property string label: ""
    property string detail: ""
    property bool filled: false
    property bool quiet: false
    // "action" or "error"; an error button ends something.
    property string tone: "action"
    property string size: "strong"
    property real paddingX: Theme.size(32, 20)
    property real paddingY: Theme.size(14, 8)
    // A quiet button on paper instead of on a bar.
    property bool onPaper: false
    // On the deep blue of the attract screen.
    property bool onDeep: false

    readonly property color strength: tone === "error" ? Theme.error : Theme.action
    readonly property color inkColour: !enabled ? Theme.quiet : onDeep ? Theme.inkOnDeep : filled ? Theme.inkOnAction : strength
    readonly property real naturalWidth: Math.max(words.implicitWidth, small.visible ? small.implicitWidth : 0) + 2 * paddingX

    Layout.fillWidth: true
    name: detail ? label + " " + detail : label
    implicitWidth: naturalWidth
    implicitHeight: Math.max(quiet ? Theme.target : Theme.button, column.implicitHeight + 2 * paddingY)

    Rectangle {
        anchors.fill: parent
        radius: root.quiet ? Theme.radiusSmall : Theme.radius
        color: {
            if (root.onDeep)
                return root.pressed ? Theme.deep : Theme.deepRaised;
            if (root.filled)
                return !root.enabled ? Theme.raised : root.pressed ? Theme.pressed : root.strength;
            if (root.quiet)
                return root.pressed ? Theme.actionTint : root.onPaper ? Theme.surface : Theme.ground;
            return root.pressed ? Theme.actionTint : Theme.surface;
        }
        border.color: root.onDeep ? Theme.inkOnDeep : !root.enabled ? Theme.line : root.quiet && root.onPaper && !Theme.highContrast ? Theme.line : root.strength
        border.width: {
            if (Theme.highContrast)
                return root.filled ? 0 : root.quiet ? Theme.hairline : Theme.stroke;
            if (root.filled || root.onDeep)
                return 0;
            return root.quiet ? (root.onPaper ? Theme.hairline : 0) : Theme.stroke;
        }
    }

    ColumnLayout {
        id: column

        anchors.centerIn: parent
        width: parent.width - 2 * Theme.size(16, 10)
        spacing: 0

        TextLine {
            id: words

            text: root.label
            size: root.size
            bold: true
            color: root.inkColour
            horizontalAlignment: Text.AlignHCenter
            Accessible.ignored: true
        }

        TextLine {
            id: small

            text: root.detail
            visible: root.detail !== ""
            size: "caption"
            color: root.enabled && root.filled ? Theme.inkOnActionQuiet : Theme.quiet
            horizontalAlignment: Text.AlignHCenter
            Accessible.ignored: true
        }
    }

    FocusRing {
        control: root
    }
}
