import QtQuick
import "../../theme"
import ".."

// Paper to write a name on with a finger. The strokes belong to the view-model; the canvas only shows them, adding the
// newest piece alone while a finger moves, so that the ink keeps up with it in software rendering.
Item {
    id: root

    required property var step
    property bool writable: true
    readonly property real pen: Math.max(3, width * 0.006)

    function redraw() {
        canvas.fresh = true;
        canvas.requestPaint();
    }

    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("签名的地方")
    onWidthChanged: resize.restart()
    onHeightChanged: resize.restart()

    Timer {
        id: resize

        interval: 1
        running: true
        onTriggered: {
            root.step.sized(root.width, root.height);
            root.redraw();
        }
    }

    Connections {
        target: root.step

        function onCleared() {
            root.redraw();
        }
    }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusSmall
        // Paper stays white and ink dark in every look: it is the picture that is filed.
        color: "#FFFFFF"
        border.color: Theme.action
        border.width: Theme.stroke
    }

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.size(56, 32)
        anchors.bottomMargin: Math.round(parent.height * 0.2)
        height: Theme.hairline
        color: "#9AA7B2"
    }

    Canvas {
        id: canvas

        property bool fresh: true
        property var pieces: []

        function ink(context: var) {
            context.strokeStyle = "#12202C";
            context.fillStyle = "#12202C";
            context.lineWidth = root.pen;
            context.lineCap = "round";
            context.lineJoin = "round";
        }

        anchors.fill: parent
        renderTarget: Canvas.Image
        renderStrategy: Canvas.Immediate
        onPaint: {
            const context = getContext("2d");
            if (fresh) {
                context.clearRect(0, 0, width, height);
                pieces = [];
                for (const stroke of root.step.drawn()) {
                    for (let index = 0; index < stroke.length; index++)
                        pieces.push([stroke[Math.max(0, index - 1)], stroke[index]]);
                }
                fresh = false;
            }
            ink(context);
            for (const [from, to] of pieces) {
                context.beginPath();
                if (from.x === to.x && from.y === to.y) {
                    context.arc(to.x, to.y, root.pen / 2, 0, 2 * Math.PI);
                    context.fill();
                } else {
                    context.moveTo(from.x, from.y);
                    context.lineTo(to.x, to.y);
                    context.stroke();
                }
            }
            pieces = [];
        }
    }

    MouseArea {
        id: hand

        property real lastX: 0
        property real lastY: 0

        function piece(toX: real, toY: real) {
            const reach = 2 * root.pen;
            canvas.pieces.push([{ "x": lastX, "y": lastY }, { "x": toX, "y": toY }]);
            canvas.markDirty(Qt.rect(Math.min(lastX, toX) - reach, Math.min(lastY, toY) - reach,
                Math.abs(lastX - toX) + 2 * reach, Math.abs(lastY - toY) + 2 * reach));
            lastX = toX;
            lastY = toY;
        }

        // Now drawn whole: what is seen is what is filed, even if a piece was missed in a hurry.
        function lifted() {
            root.step.penUp();
            root.redraw();
        }

        anchors.fill: parent
        enabled: root.writable
        // The page must not scroll away under a signature.
        preventStealing: true
        onPressed: mouse => {
            lastX = mouse.x;
            lastY = mouse.y;
            root.step.penDown(mouse.x, mouse.y);
            piece(mouse.x, mouse.y);
        }
        onPositionChanged: mouse => {
            piece(Math.max(0, Math.min(width, mouse.x)), Math.max(0, Math.min(height, mouse.y)));
            root.step.penMove(lastX, lastY);
        }
        onReleased: lifted()
        onCanceled: lifted()
    }
}
