import QtQuick
import "../theme"

// A page of the visit: steps, a question as its title, the content, the bottom bar. A screen is one Page and its
// content; `custom: true` gives the whole body to the screen (lists that scroll by themselves).
Rectangle {
    id: root

    property var shell: null
    property string title: ""
    property string subtitle: ""
    property int progressCount: 0
    property int progressCurrent: 0
    property string progressWords: ""
    // Forms and reading stay narrow on a wide screen: 24 characters or so are a line.
    property real readingWidth: Theme.portrait ? Infinity : Theme.size(0, 940)
    property bool stretch: false
    property bool custom: false
    property bool barVisible: true

    property alias backLabel: bar.backLabel
    property alias backVisible: bar.backVisible
    property alias cancelLabel: bar.cancelLabel
    property alias cancelVisible: bar.cancelVisible
    property alias nextLabel: bar.nextLabel
    property alias nextDetail: bar.nextDetail
    property alias nextEnabled: bar.nextEnabled
    property alias nextFilled: bar.nextFilled
    property alias nextVisible: bar.nextVisible

    default property alias content: body.content
    // For `custom` pages: what fills the body instead.
    property alias whole: whole.data

    signal back
    signal cancel
    signal next

    function show(item: Item) {
        body.show(item);
    }

    function toTop() {
        body.toTop();
    }

    color: Theme.ground
    Component.onCompleted: InputState.barHeight = Qt.binding(() => root.barVisible ? bar.height : 0)

    ScrollBody {
        id: body

        anchors.top: parent.top
        anchors.left: parent.left
        width: parent.width - InputState.rightInset
        height: parent.height - (root.barVisible ? bar.height : 0) - InputState.bottomInset
        visible: !root.custom
        readingWidth: root.readingWidth
        stretch: root.stretch

        ProgressSteps {
            visible: root.progressCount > 0
            count: root.progressCount
            current: root.progressCurrent
            words: root.progressWords
        }

        TextLine {
            text: root.title
            visible: text !== ""
            size: "title"
            Accessible.role: Accessible.Heading
        }

        TextLine {
            text: root.subtitle
            visible: text !== ""
            color: Theme.quiet
        }
    }

    Item {
        id: whole

        anchors.fill: body
        visible: root.custom
    }

    BottomBar {
        id: bar

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        visible: root.barVisible
        onBack: root.back()
        onCancel: root.cancel()
        onNext: root.next()
    }
}
