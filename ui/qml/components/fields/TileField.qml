pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../../theme"
import ".."
import "measure.js" as Measure

// Answers as tiles: side by side where their words fit, in fewer columns where they do not.
GridLayout {
    id: root

    property var options: []
    property var chosen: []
    property bool several: false
    property bool wrong: false
    property string namePrefix: ""
    readonly property real widest: Measure.widest(options.map(option => option.label)) * Theme.body + Theme.size(110, 70)

    signal touched(code: string)

    function columnsFor(width: real): int {
        const count = Math.max(1, options.length);
        const most = Math.max(1, Math.min(count, 4, Math.floor((width + columnSpacing) / (widest + columnSpacing))));
        // Rows as even as they can be: four answers stand two by two, not three and one.
        return Math.ceil(count / Math.ceil(count / most));
    }

    columns: columnsFor(width)
    columnSpacing: Theme.size(20, 12)
    rowSpacing: Theme.size(20, 12)
    uniformCellWidths: true

    Repeater {
        model: root.options

        ChoiceTile {
            required property var modelData

            objectName: "option-" + root.namePrefix + "-" + modelData.code
            label: modelData.label
            several: root.several
            chosen: root.chosen.includes(modelData.code)
            onClicked: root.touched(modelData.code)
        }
    }
}
