// The word list gives `index` and `display` to its delegates by context, so this file cannot bind its components.
// qmllint disable unqualified
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Styles
import "../../../../theme"

// The Pinyin keyboard in the colours and sizes of the other controls; Qt finds it by its place under the import path.
KeyboardStyle {
    id: style

    // A key's own margin within its cell: two fingers' keys never touch.
    readonly property real gapX: Theme.size(6, 4)
    readonly property real gapY: Theme.size(8, 4)

    // One face for every key. Words on a key that does something (换行, 收起) are small.
    component Face: KeyPanel {
        id: face

        property string words: control ? control.displayText : ""
        property bool quiet: false
        property bool filled: false
        property bool lit: false
        property real letter: quiet ? Theme.size(34, 20) : Theme.size(46, 26)

        anchors.fill: parent

        Rectangle {
            anchors.fill: parent
            anchors.leftMargin: style.gapX
            anchors.rightMargin: style.gapX
            anchors.topMargin: style.gapY
            anchors.bottomMargin: style.gapY
            radius: Theme.size(16, 10)
            color: face.control && face.control.pressed ? Theme.actionTint : face.filled ? Theme.action : face.lit ? Theme.actionTint : face.quiet ? Theme.keyQuiet : Theme.key
            border.color: face.lit ? Theme.action : Theme.ink
            border.width: Theme.highContrast || face.lit ? Theme.hairline : 0

            Text {
                anchors.fill: parent
                anchors.margins: Theme.size(4, 2)
                text: face.words
                color: face.filled && !(face.control && face.control.pressed) ? Theme.inkOnAction : face.control && face.control.enabled ? Theme.ink : Theme.quiet
                font.pixelSize: face.letter
                font.weight: face.quiet || face.filled ? Font.Bold : Font.Normal
                font.capitalization: face.control && face.control.uppercased ? Font.AllUppercase : Font.MixedCase
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.size(22, 14)
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }

            Text {
                anchors.right: parent.right
                anchors.top: parent.top
                anchors.rightMargin: Theme.size(10, 6)
                visible: text !== ""
                text: face.control && face.control.smallTextVisible && !face.quiet ? face.control.smallText : ""
                color: Theme.quiet
                font.pixelSize: Theme.size(22, 13)
            }
        }
    }

    keyboardDesignWidth: Theme.portrait ? 1080 : 1366
    keyboardDesignHeight: Theme.portrait ? 500 : 248
    keyboardDesignMaximumHeight: keyboardDesignHeight
    keyboardRelativeLeftMargin: (Theme.portrait ? 10 : 20) / keyboardDesignWidth
    keyboardRelativeRightMargin: (Theme.portrait ? 10 : 20) / keyboardDesignWidth
    keyboardRelativeTopMargin: (Theme.portrait ? 12 : 6) / keyboardDesignHeight
    keyboardRelativeBottomMargin: (Theme.portrait ? 12 : 6) / keyboardDesignHeight

    keyboardBackground: Rectangle {
        color: Theme.keyGround
    }

    keyPanel: Face {}

    spaceKeyPanel: Face {
        letter: Theme.size(30, 18)
        words: qsTr("空格")
    }

    backspaceKeyPanel: Face {
        quiet: true
        words: qsTr("删除")
    }

    enterKeyPanel: Face {
        filled: true
        letter: Theme.size(32, 19)
        words: qsTr("好了")
    }

    hideKeyPanel: Face {
        quiet: true
        words: qsTr("收起")
    }

    shiftKeyPanel: Face {
        quiet: true
        lit: InputContext.capsLockActive || InputContext.shiftActive
        words: qsTr("大写")
    }

    symbolKeyPanel: Face {
        quiet: true
    }

    modeKeyPanel: Face {
        id: modeFace

        quiet: true
        lit: (modeFace.control as ModeKey)?.mode ?? false
    }

    handwritingKeyPanel: Face {
        quiet: true
    }

    languageKeyPanel: Face {
        quiet: true
        words: InputContext.locale === "zh_CN" ? qsTr("中 / 英") : qsTr("英 / 中")
    }

    languagePopupListEnabled: false

    // No bubble above a key: the key itself lights up, and a bubble would lie over the candidates.
    characterPreviewMargin: 0
    characterPreviewDelegate: Item {
        property string text: ""
        property string flickLeft: ""
        property string flickTop: ""
        property string flickRight: ""
        property string flickBottom: ""
    }

    alternateKeysListItemWidth: Theme.size(92, 56)
    alternateKeysListItemHeight: Theme.size(110, 60)
    alternateKeysListTopMargin: Theme.size(12, 8)
    alternateKeysListBottomMargin: Theme.size(12, 8)
    alternateKeysListLeftMargin: Theme.size(12, 8)
    alternateKeysListRightMargin: Theme.size(12, 8)
    alternateKeysListDelegate: Item {
        id: variant

        required property var model

        width: style.alternateKeysListItemWidth
        height: style.alternateKeysListItemHeight

        Text {
            anchors.centerIn: parent
            text: variant.model.text
            color: Theme.ink
            font.pixelSize: Theme.size(46, 26)
        }
    }
    alternateKeysListHighlight: Rectangle {
        color: Theme.actionTint
        radius: Theme.size(12, 8)
    }
    alternateKeysListBackground: Rectangle {
        color: Theme.surface
        border.color: Theme.action
        border.width: Theme.stroke
        radius: Theme.radiusSmall
    }

    // Candidates: as large as the text of a page.
    selectionListHeight: Theme.size(104, 56)
    selectionListDelegate: SelectionListItem {
        id: candidate

        width: Math.max(Theme.size(96, 60), word.implicitWidth + 2 * Theme.size(28, 18))

        Text {
            id: word

            anchors.centerIn: parent
            text: display
            textFormat: Text.PlainText
            color: candidate.ListView.isCurrentItem ? Theme.action : Theme.ink
            font.pixelSize: Theme.size(46, 26)
            font.weight: candidate.ListView.isCurrentItem ? Font.Bold : Font.Normal
        }

        Rectangle {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.hairline
            height: parent.height * 0.5
            color: Theme.line
        }
    }
    selectionListBackground: Rectangle {
        color: Theme.surface

        Rectangle {
            anchors.top: parent.top
            width: parent.width
            height: Theme.hairline
            color: Theme.line
        }
    }
    selectionListHighlight: Rectangle {
        color: Theme.actionTint
    }

    popupListDelegate: selectionListDelegate
    popupListBackground: Rectangle {
        color: Theme.surface
        border.color: Theme.action
        border.width: Theme.stroke
    }
    popupListHighlight: Rectangle {
        color: Theme.actionTint
    }

    languageListDelegate: selectionListDelegate
    languageListBackground: popupListBackground
    languageListHighlight: popupListHighlight

    functionPopupListDelegate: Item {
        width: 0
        height: 0
    }
    functionPopupListBackground: popupListBackground
    functionPopupListHighlight: popupListHighlight

    navigationHighlight: Rectangle {
        color: "transparent"
        border.color: Theme.focus
        border.width: Theme.stroke
        radius: Theme.size(16, 10)
    }

    traceInputKeyPanelDelegate: Item {
        property var control
    }

    selectionHandle: Rectangle {
        width: Theme.size(28, 18)
        height: width
        radius: width / 2
        color: Theme.action
    }
}
