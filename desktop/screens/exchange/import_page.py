"""导入台账: the way from 设置 to the import of any ledger, for taking old ledgers over one after the other."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from db.ledgers import LEDGERS
from desktop.exchange.rows import importable
from desktop.screens.exchange.import_book import ImportBookDialog
from desktop.screens.exchange.import_dialog import ImportDialog
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.plain_list import PlainList

_KEY = Qt.ItemDataRole.UserRole


class ImportTablesPage(QWidget):
    """A list of the ledgers; the chosen one's import opens."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("import_tables")
        self._state = state
        self.ledgers = PlainList("import_ledgers", "导入到哪本台账", self)
        self.ledgers.setMaximumWidth(320)
        self.begin = QPushButton(theme.icon("import", theme.ON_STRONG), "导入…", self)
        self.begin.setObjectName("import_begin")
        self.begin.setAccessibleName("导入到选中的台账")
        self.begin.setProperty("main", True)
        self.whole = QPushButton(theme.icon("sheet"), "整本导入…", self)
        self.whole.setObjectName("import_whole")
        self.whole.setAccessibleName("把有几张工作表的工作簿一次导入")
        self.said = QLabel(self)
        self.said.setObjectName("import_page_said")
        self.said.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.begin)
        row.addWidget(self.whole)
        row.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.SMALL)
        column.addWidget(theme.heading("把原来的 Excel、Word 台账导入进来", self))
        column.addWidget(theme.muted("先导入名册（科室、支部、人员），再导入下面的台账；一个文件里有几张表的，点“整本导入…”。每次导入都可以整个撤销；"
                                     "在台账页面里也可以点“导入…”，或直接粘贴从 Excel 复制的行。", self))
        column.addWidget(self.ledgers, 1)
        column.addLayout(row)
        self.begin.clicked.connect(self._open)
        self.whole.clicked.connect(self._open_book)
        self.ledgers.itemActivated.connect(self._open)
        state.changed.connect(self._changed)
        self._fill()

    def _fill(self) -> None:
        self.ledgers.clear()
        for ledger in LEDGERS.values():
            if importable(ledger):
                QListWidgetItem(ledger.title, self.ledgers).setData(_KEY, ledger.key)
        self.ledgers.setCurrentRow(0)

    @Slot(object)
    def _changed(self, changes: object) -> None:
        if {"own_ledger", "own_field"} & set(changes.ids):
            self._fill()

    @Slot()
    def _open(self, *_: object) -> None:
        workspace, item = self._state.workspace, self.ledgers.currentItem()
        if workspace is not None and not workspace.read_only and item is not None:
            ledger = LEDGERS[item.data(_KEY)]
            dialog = ImportDialog(self._state, ledger, self.window())
            dialog.imported.connect(lambda sentence: self.said.setText(f"{ledger.title}：{sentence}"))
            dialog.open()

    @Slot()
    def _open_book(self) -> None:
        if self._state.workspace is not None and not self._state.workspace.read_only:
            dialog = ImportBookDialog(self._state, self.window())
            dialog.imported.connect(lambda sentence: self.said.setText(f"整本导入：{sentence}"))
            dialog.open()
