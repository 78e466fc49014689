import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings

// The Pinyin keyboard. Loaded when first wanted, as it is the heaviest thing on the screen.
Item {
    id: root

    // Where the keyboard may keep files while it runs; removed with the process.
    property string dataPath: ""
    property bool latin: false

    function forget() {
        VirtualKeyboardSettings.userDataReset();
    }

    implicitHeight: panel.height

    InputPanel {
        id: panel

        objectName: "keyboard"
        width: root.width
        externalLanguageSwitchEnabled: false
    }

    Component.onCompleted: {
        VirtualKeyboardSettings.userDataPath = root.dataPath;
        VirtualKeyboardSettings.styleName = "jiujin";
        VirtualKeyboardSettings.activeLocales = ["zh_CN", "en_GB"];
        VirtualKeyboardSettings.locale = root.latin ? "en_GB" : "zh_CN";
        VirtualKeyboardSettings.handwritingModeDisabled = true;
        VirtualKeyboardSettings.closeOnReturn = false;
    }
    onLatinChanged: VirtualKeyboardSettings.locale = latin ? "en_GB" : "zh_CN"
}
