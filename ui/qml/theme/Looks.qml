pragma Singleton
import QtQuick

// The four looks. Contrast figures are against the look's own ground (WCAG 2.1): body text 10:1 or more, in the
// high-contrast looks 20:1.
QtObject {
    readonly property var light: ({
        "ground": "#F3F1EC",
        "surface": "#FFFFFF",
        "raised": "#E7E3DA",
        "ink": "#12202C",
        "quiet": "#3A4A57",
        "line": "#D9D5CB",
        "border": "#9AA7B2",
        "action": "#0B4A86",
        "inkOnAction": "#FFFFFF",
        "inkOnActionQuiet": "#DCE8F4",
        "actionTint": "#E6EEF6",
        "pressed": "#08406F",
        "seal": "#A3201A",
        "inkOnSeal": "#FFFFFF",
        "error": "#A3201A",
        "errorTint": "#FBE9E7",
        "done": "#135C33",
        "doneTint": "#E4F1E8",
        "attention": "#6B4400",
        "attentionTint": "#FBEFD8",
        "key": "#FFFFFF",
        "keyQuiet": "#CBD3DB",
        "keyGround": "#E4E0D6",
        "focus": "#12202C",
        "deep": "#0B4A86",
        "deepRaised": "#08406F",
        "inkOnDeep": "#FFFFFF",
        "quietOnDeep": "#DCE8F4"
    })
    readonly property var dark: ({
        "ground": "#10171D",
        "surface": "#1B252E",
        "raised": "#26333E",
        "ink": "#F2F5F7",
        "quiet": "#C3CED6",
        "line": "#33424E",
        "border": "#7C8B97",
        "action": "#8CC4FF",
        "inkOnAction": "#08131C",
        "inkOnActionQuiet": "#12283A",
        "actionTint": "#1C3348",
        "pressed": "#B5D9FF",
        "seal": "#A3201A",
        "inkOnSeal": "#FFFFFF",
        "error": "#FFB4AB",
        "errorTint": "#43201D",
        "done": "#8FDCAF",
        "doneTint": "#17362A",
        "attention": "#FFD58A",
        "attentionTint": "#3D3016",
        "key": "#2B3945",
        "keyQuiet": "#1B252E",
        "keyGround": "#0B1116",
        "focus": "#F2F5F7",
        "deep": "#0B2F52",
        "deepRaised": "#123F69",
        "inkOnDeep": "#F2F5F7",
        "quietOnDeep": "#C9DBEC"
    })
    readonly property var brightContrast: ({
        "ground": "#FFFFFF",
        "surface": "#FFFFFF",
        "raised": "#FFFFFF",
        "ink": "#000000",
        "quiet": "#000000",
        "line": "#000000",
        "border": "#000000",
        "action": "#000000",
        "inkOnAction": "#FFFFFF",
        "inkOnActionQuiet": "#FFFFFF",
        "actionTint": "#FFFFFF",
        "pressed": "#2B2B2B",
        "seal": "#000000",
        "inkOnSeal": "#FFFFFF",
        "error": "#000000",
        "errorTint": "#FFFFFF",
        "done": "#000000",
        "doneTint": "#FFFFFF",
        "attention": "#000000",
        "attentionTint": "#FFFFFF",
        "key": "#FFFFFF",
        "keyQuiet": "#FFFFFF",
        "keyGround": "#FFFFFF",
        "focus": "#000000",
        "deep": "#FFFFFF",
        "deepRaised": "#FFFFFF",
        "inkOnDeep": "#000000",
        "quietOnDeep": "#000000"
    })
    readonly property var darkContrast: ({
        "ground": "#000000",
        "surface": "#000000",
        "raised": "#000000",
        "ink": "#FFFFFF",
        "quiet": "#FFFFFF",
        "line": "#FFFFFF",
        "border": "#FFFFFF",
        "action": "#FFFFFF",
        "inkOnAction": "#000000",
        "inkOnActionQuiet": "#000000",
        "actionTint": "#000000",
        "pressed": "#FFE900",
        "seal": "#FFFFFF",
        "inkOnSeal": "#000000",
        "error": "#FFFFFF",
        "errorTint": "#000000",
        "done": "#FFFFFF",
        "doneTint": "#000000",
        "attention": "#FFFFFF",
        "attentionTint": "#000000",
        "key": "#000000",
        "keyQuiet": "#000000",
        "keyGround": "#000000",
        "focus": "#FFE900",
        "deep": "#000000",
        "deepRaised": "#000000",
        "inkOnDeep": "#FFFFFF",
        "quietOnDeep": "#FFFFFF"
    })

    function of(look: string): var {
        if (look === "dark")
            return dark;
        if (look === "hc-light")
            return brightContrast;
        if (look === "hc-dark")
            return darkContrast;
        return light;
    }
}
