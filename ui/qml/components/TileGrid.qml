import QtQuick
import QtQuick.Layouts
import "../theme"

// Tiles of one size side by side: as many columns as the shape and the text size allow.
GridLayout {
    property int upright: 2
    property int lying: 4

    Layout.fillWidth: true
    columns: Math.max(1, Math.floor((Theme.portrait ? upright : lying) / (Theme.roomy ? 1 : 2)))
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true
}
