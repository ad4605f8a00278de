"""Ticking several people: by department, with a line to find a name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from desktop.widgets import theme
from desktop.widgets.composing import ComposingLine
from desktop.widgets.lookup import matches

_ID = Qt.ItemDataRole.UserRole


class PeopleList(QWidget):
    """``picked`` carries how many are ticked. ``known(text)`` gives the ids that a name or its initials (lsj) stand for.

    Enter in the line ticks the one person that is left; in the empty line it follows that nobody more is wanted.
    """

    picked = Signal(int)
    moved_on = Signal()

    def __init__(self, known: Callable[[str], Collection[int]], parent: QWidget | None = None):
        super().__init__(parent)
        self._known = known
        self.find = ComposingLine(self)
        self.find.setObjectName("people_find")
        self.find.setAccessibleName("查找姓名或科室")
        self.find.setPlaceholderText("输入姓名、拼音首字母或科室查找，只剩一人时按回车选中")
        self.find.offer_clear()
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("people")
        self.tree.setAccessibleName("人员")
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.ensurePolished()  # else the rows are measured plain and jump at the first tick
        self.count = QLabel(self)
        self.count.setProperty("quiet", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.find)
        column.addWidget(self.tree, 1)
        column.addWidget(self.count)
        self.find.settled.connect(self._filter)
        self.find.returnPressed.connect(self._entered)
        self.tree.itemChanged.connect(self._ticked)
        self._ticked()

    def show_people(self, groups: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> None:
        """``groups`` are (department, [(id, name and post)])."""
        self.tree.blockSignals(True)
        self.tree.clear()
        for department, people in groups:
            top = QTreeWidgetItem([department])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
            top.setCheckState(0, Qt.CheckState.Unchecked)
            self.tree.addTopLevelItem(top)
            for person_id, name in people:
                one = QTreeWidgetItem([name])
                one.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
                one.setCheckState(0, Qt.CheckState.Unchecked)
                one.setData(0, _ID, person_id)
                top.addChild(one)
        self.tree.expandAll()
        self.tree.blockSignals(False)
        self._ticked()

    def _people(self) -> list[QTreeWidgetItem]:
        tops = [self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount())]
        return [top.child(row) for top in tops for row in range(top.childCount())]

    @property
    def ids(self) -> list[int]:
        """The people ticked, in the order of the list, also those hidden by the search."""
        return [one.data(0, _ID) for one in self._people() if one.checkState(0) == Qt.CheckState.Checked]

    def tick(self, person_id: int) -> None:
        for one in self._people():
            if one.data(0, _ID) == person_id:
                one.setCheckState(0, Qt.CheckState.Checked)

    @Slot()
    def _ticked(self, *_: object) -> None:
        count = len(self.ids)
        self.count.setText(f"已选 {count} 人" if count else "勾选谈话对象，勾选科室即选中全科室的人")
        self.picked.emit(count)

    @Slot()
    def _entered(self) -> None:
        if not self.find.text().strip():
            self.moved_on.emit()
            return
        left = [one for one in self._people() if not one.isHidden()]
        if len(left) == 1:
            left[0].setCheckState(0, Qt.CheckState.Checked)
            self.find.clear()

    @Slot(str)
    def _filter(self, text: str) -> None:
        known = self._known(text) if text.strip() else ()
        for row in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(row)
            for place in range(top.childCount()):
                one = top.child(place)
                one.setHidden(not matches(f"{top.text(0)} {one.text(0)}", text) and one.data(0, _ID) not in known)
            top.setHidden(all(top.child(place).isHidden() for place in range(top.childCount())))
