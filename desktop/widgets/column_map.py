"""What each column of a sheet is taken for: its name, an example, and the field chosen for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from db.fields import Field
from desktop.exchange.layout import Layout, fields_for, name_of, personal, width
from desktop.exchange.sheets import Sheet
from db.ledger import Ledger
from desktop.widgets import theme
from desktop.widgets.import_preview import cell_words

_EXAMPLES = 3


class ColumnMap(QTableWidget):
    """``changed`` carries the new Layout after a choice."""

    changed = Signal(object)

    def __init__(self, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(0, 3, parent)
        self.setObjectName("column_map")
        self.setAccessibleName("列的对应关系")
        self._fields: list[Field] = fields_for(ledger)
        self._layout: Layout | None = None
        self.combos: list[QComboBox] = []
        self.setHorizontalHeaderLabels(["表里的列", "内容举例", "导入到"])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(max(theme.ROW + 4, self.fontMetrics().height() + 12))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(0, theme.scaled(96))
        self.setColumnWidth(2, theme.scaled(130))

    def show_layout(self, sheet: Sheet, layout: Layout) -> None:
        """Shows every column of the sheet. Columns of personal numbers can be given no field."""
        self._layout = layout
        self.combos = []
        self.setRowCount(width(sheet))
        for column in range(width(sheet)):
            name = name_of(sheet, layout, column)
            examples = [cell_words(row[column]) for row in sheet.rows[layout.row + 1:] if column < len(row) and row[column] is not None]
            forbidden = personal(sheet, layout, column)
            for place, words in ((0, name), (1, "（不显示）" if forbidden else "；".join(examples[:_EXAMPLES]))):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.setItem(column, place, item)
            self.setCellWidget(column, 2, self._combo(column, name, forbidden, layout.field_of(column)))

    def _combo(self, column: int, name: str, forbidden: bool, chosen: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(f"map_{column}")
        combo.setAccessibleName(f"“{name}”导入到")
        combo.addItem("个人信息，不导入" if forbidden else "不导入", "")
        combo.setEnabled(not forbidden)
        for field in () if forbidden else self._fields:
            combo.addItem(field.label + ("*" if field.required else ""), field.name)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))
        combo.currentIndexChanged.connect(self._chosen)
        self.combos.append(combo)
        return combo

    @Slot()
    def _chosen(self) -> None:
        combo = self.sender()
        self._layout = self._layout.but(self.combos.index(combo), combo.currentData())
        for column, other in enumerate(self.combos):  # a field that was taken from another column is free there now
            other.blockSignals(True)
            other.setCurrentIndex(max(0, other.findData(self._layout.field_of(column))))
            other.blockSignals(False)
        self.changed.emit(self._layout)
