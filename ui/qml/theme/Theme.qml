pragma Singleton
import QtQuick

// Every size, colour and time of the interface. Sizes are told in the pixels of the two drawing boards, 1080 wide
// upright and 1366 wide lying, and follow the window from there. Main.qml sets the first four properties.
QtObject {
    property real windowWidth: 1080
    property real windowHeight: 1920
    property real textScale: 1
    property string look: "light"

    readonly property bool portrait: windowHeight >= windowWidth
    readonly property real unit: portrait ? windowWidth / 1080 : Math.min(windowWidth / 1366, windowHeight / 768)
    readonly property bool highContrast: look === "hc-light" || look === "hc-dark"
    // Where text is very large, what stands side by side goes one below the other.
    readonly property bool roomy: textScale < 1.4

    readonly property var colours: Looks.of(look)
    readonly property color ground: colours.ground
    readonly property color surface: colours.surface
    readonly property color raised: colours.raised
    readonly property color ink: colours.ink
    readonly property color quiet: colours.quiet
    readonly property color line: colours.line
    readonly property color border: colours.border
    readonly property color action: colours.action
    readonly property color inkOnAction: colours.inkOnAction
    readonly property color inkOnActionQuiet: colours.inkOnActionQuiet
    readonly property color actionTint: colours.actionTint
    readonly property color pressed: colours.pressed
    readonly property color seal: colours.seal
    readonly property color inkOnSeal: colours.inkOnSeal
    readonly property color error: colours.error
    readonly property color errorTint: colours.errorTint
    readonly property color done: colours.done
    readonly property color doneTint: colours.doneTint
    readonly property color attention: colours.attention
    readonly property color attentionTint: colours.attentionTint
    readonly property color key: colours.key
    readonly property color keyQuiet: colours.keyQuiet
    readonly property color keyGround: colours.keyGround
    readonly property color focus: colours.focus
    // The attract screen's deep half.
    readonly property color deep: colours.deep
    readonly property color deepRaised: colours.deepRaised
    readonly property color inkOnDeep: colours.inkOnDeep
    readonly property color quietOnDeep: colours.quietOnDeep

    // Type.
    readonly property int caption: type(28, 18)
    readonly property int body: type(36, 22)
    readonly property int strong: type(42, 26)
    // What is large already grows less, so that a title stays above its text and does not push it away.
    readonly property int heading: size(48, 28) * (1 + (textScale - 1) * 0.7)
    readonly property int title: size(60, 34) * (1 + (textScale - 1) * 0.6)
    readonly property int display: size(128, 72)
    // The bars stay, so they leave the room to the page: their words grow to one and a half.
    readonly property int barCaption: size(28, 18) * Math.min(textScale, 1.5)
    readonly property int barStrong: size(42, 26) * Math.min(textScale, 1.5)

    // Space.
    readonly property real margin: size(48, 24)
    readonly property real gapSmall: size(16, 10)
    readonly property real gap: size(24, 16)
    readonly property real gapLarge: size(36, 24)
    readonly property real padding: size(40, 20)
    readonly property real radius: size(24, 14)
    readonly property real radiusSmall: size(18, 12)
    readonly property real hairline: Math.max(1, Math.round((highContrast ? 3 : 1.5) * unit))
    readonly property real stroke: Math.max(2, Math.round((highContrast ? 5 : 3) * unit))

    // Controls.
    readonly property real target: size(84, 52)
    readonly property real button: size(128, 64)
    readonly property real keyHeight: size(126, 60)
    readonly property real topBar: size(130, 72)

    // Motion, milliseconds.
    readonly property int quick: 120
    readonly property int calm: 200
    // Two touches closer than this are one: old hands tremble.
    readonly property int doubleTouch: 250

    function size(upright: real, lying: real): real {
        return Math.round((portrait ? upright : lying) * unit);
    }

    function type(upright: real, lying: real): int {
        return Math.round((portrait ? upright : lying) * unit * textScale);
    }
}
