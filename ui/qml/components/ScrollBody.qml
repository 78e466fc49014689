import QtQuick
import QtQuick.Layouts
import "../theme"

// What a page says, from top to bottom; longer than its room, it scrolls and shows the buttons for it. The entry with
// the cursor is always brought into sight.
Item {
    id: root

    default property alias content: column.data
    property alias spacing: column.spacing
    property real readingWidth: Infinity
    // Short content fills the room, so that a page may push things to its foot.
    property bool stretch: false
    readonly property bool overflowing: column.implicitHeight + 2 * Theme.margin > height + 1
    readonly property alias contentY: flick.contentY
    // How high the content is, without the margins around it.
    readonly property real contentHeight: column.implicitHeight

    function show(item: Item) {
        const top = item.mapToItem(column, 0, 0).y;
        const wish = Math.min(top - Theme.gap, top + item.height + Theme.margin - flick.height);
        if (top + Theme.margin < flick.contentY || top + item.height + 2 * Theme.margin > flick.contentY + flick.height)
            flick.contentY = Math.max(0, Math.min(Math.max(0, flick.contentHeight - flick.height),
                top + Theme.margin < flick.contentY ? top : wish + 2 * Theme.margin));
    }

    function toTop() {
        flick.contentY = 0;
    }

    function holds(item: Item): bool {
        for (let up = item; up; up = up.parent) {
            if (up === column)
                return true;
        }
        return false;
    }

    Accessible.role: Accessible.Pane

    Flickable {
        id: flick

        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        height: parent.height - (strip.visible ? strip.height : 0)
        contentWidth: width
        contentHeight: column.height + 2 * Theme.margin
        boundsBehavior: Flickable.StopAtBounds
        flickableDirection: Flickable.VerticalFlick
        interactive: root.overflowing
        clip: true
        onHeightChanged: later.restart()

        ColumnLayout {
            id: column

            x: Math.round((flick.width - width) / 2)
            y: Theme.margin
            width: Math.min(root.readingWidth, flick.width - 2 * Theme.margin)
            height: root.stretch ? Math.max(implicitHeight, root.height - 2 * Theme.margin) : implicitHeight
            spacing: Theme.gapLarge
        }
    }

    MoreStrip {
        id: strip

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        visible: root.overflowing
        flickable: flick
    }

    // After the layout has settled around the keyboard that has just appeared.
    Timer {
        id: later

        interval: 1
        onTriggered: if (InputState.target && root.holds(InputState.target))
            root.show(InputState.target)
    }

    Connections {
        target: InputState

        function onTargetChanged() {
            later.restart();
        }
    }
}
