import QtQuick
import QtQuick.Layouts
import "../theme"

// Under everything that is longer than its room: buttons that turn the page, as not everybody drags.
Item {
    id: root

    required property Flickable flickable
    readonly property real span: flickable.height * 0.8

    function turn(by: real) {
        const last = flickable.originY + Math.max(0, flickable.contentHeight - flickable.height);
        motion.from = flickable.contentY;
        motion.to = Math.max(flickable.originY, Math.min(last, flickable.contentY + by));
        motion.restart();
    }

    implicitHeight: row.implicitHeight + 2 * Theme.size(12, 8)

    NumberAnimation {
        id: motion

        target: root.flickable
        property: "contentY"
        duration: Theme.calm
        easing.type: Easing.OutCubic
    }

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.topMargin: Theme.size(12, 8)
        anchors.bottomMargin: Theme.size(12, 8)
        spacing: Theme.gap

        Button {
            objectName: "more-above"
            Layout.fillHeight: true
            Layout.preferredWidth: 1
            quiet: true
            onPaper: true
            size: "barCaption"
            enabled: !root.flickable.atYBeginning
            label: qsTr("▲ 上面")
            onClicked: root.turn(-root.span)
        }

        Button {
            objectName: "more-below"
            Layout.fillHeight: true
            Layout.preferredWidth: 1
            quiet: true
            onPaper: true
            size: "barCaption"
            enabled: !root.flickable.atYEnd
            label: enabled ? qsTr("▼ 下面还有") : qsTr("到底了")
            onClicked: root.turn(root.span)
        }
    }
}
