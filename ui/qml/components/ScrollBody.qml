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

    // Brings `item` into sight, and cuts through nothing at the upper edge where that can be had.
    function show(item: Item) {
        const top = item.mapToItem(column, 0, 0).y + Theme.margin;
        const highest = Math.max(0, flick.contentHeight - flick.height);
        const least = top + item.height + Theme.margin - flick.height;
        const most = top - Theme.gap;
        if (flick.contentY >= least && flick.contentY <= most)
            return;
        let wish = flick.contentY > most ? most : least;
        for (let i = 0; i < column.children.length; i++) {
            const edge = column.children[i].y + Theme.margin - Theme.gapSmall;
            if (column.children[i].visible && edge >= least && edge <= most) {
                wish = edge;
                break;
            }
        }
        flick.contentY = Math.max(0, Math.min(highest, wish));
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
