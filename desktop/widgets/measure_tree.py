"""The measures of one rectification item as a tree, with what can be done to them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from db.measure_tree import Node, Tree
from desktop.widgets import theme
from desktop.widgets.flow import FlowLayout
from desktop.widgets.marks import tone_icon

_NODE = Qt.ItemDataRole.UserRole
_COLUMNS = ("措施", "责任人", "时限", "状态")


class MeasureTree(QWidget):
    """``add_wanted`` carries the id of the measure above (None = first level), the others the measure's id."""

    add_wanted = Signal(object)
    edit_wanted = Signal(int)
    done_wanted = Signal(int)
    again_wanted = Signal(int)
    drop_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("measure_tree")
        self.hint = theme.muted("", self)
        self.tree = _Tree(self)
        self.add = self._button("measure_add", "添加措施", self._add)
        self.add_part = self._button("measure_add_part", "添加子措施", self._add_part)
        self.edit = self._button("measure_edit", "修改", self._edit)
        self.finish = self._button("measure_finish", "完成", self._finish)
        self.drop = self._button("measure_drop", "删除", self._drop)
        self.buttons = FlowLayout(spacing=theme.TIGHT)
        for button in (self.add, self.add_part, self.edit, self.finish, self.drop):
            self.buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(self.buttons)
        column.addWidget(self.hint)
        column.addWidget(self.tree, 1)
        column.addStretch()
        self.tree.currentItemChanged.connect(self._offer)
        self.tree.itemDoubleClicked.connect(self._edit)
        self.tree.opened.connect(self._edit)
        self.tree.removed.connect(self._drop)
        self.show_tree(Tree(()), False)

    def _button(self, name: str, words: str, slot: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.clicked.connect(slot)
        return button

    def show_tree(self, tree: Tree, allowed: bool = True) -> None:
        """``allowed``: there is an item to which measures can be added. The measure under the cursor stays there."""
        keep = self.current().id if self.current() else None
        self.tree.clear()
        self._allowed = allowed
        self.hint.setText("还没有分解措施。" + "点“添加措施”，再给措施添加子措施。" * allowed)
        self.hint.setVisible(not tree.total)
        self.tree.setVisible(bool(tree.total))
        self.tree.headerItem().setText(0, f"措施（已完成 {tree.done}/{tree.total}）" if tree.total else _COLUMNS[0])
        for node in tree.nodes:
            top = self._item(node)
            self.tree.addTopLevelItem(top)
            for part in node.parts:
                top.addChild(self._item(part))
        self.tree.expandAll()
        self.select(keep)
        self._offer()

    def _item(self, node: Node) -> QTreeWidgetItem:
        item = QTreeWidgetItem([node.text, node.who, node.deadline.isoformat() if node.deadline else "",
                                node.state.label])
        item.setData(0, _NODE, node)
        item.setIcon(3, tone_icon(node.state.tone))
        item.setToolTip(0, f"{node.text}\n落实情况：{node.note}" if node.note else node.text)
        if node.done_on:
            item.setToolTip(3, f"{node.done_on.isoformat()} 完成")
        return item

    def select(self, measure_id: int | None) -> None:
        for top in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(top)
            for one in (item, *(item.child(part) for part in range(item.childCount()))):
                if one.data(0, _NODE).id == measure_id:
                    self.tree.setCurrentItem(one)
                    return

    def current(self) -> Node | None:
        item = self.tree.currentItem()
        return item.data(0, _NODE) if item is not None else None

    @Slot()
    def _offer(self, *_: object) -> None:
        node, item = self.current(), self.tree.currentItem()
        self.add.setEnabled(self._allowed)
        self.add_part.setEnabled(self._allowed and node is not None and item.parent() is None)
        for button in (self.edit, self.finish, self.drop):
            button.setEnabled(self._allowed and node is not None)
        self.finish.setText("未完成" if node is not None and node.done_on else "完成")
        self.finish.setAccessibleName(self.finish.text())

    @Slot()
    def _add(self) -> None:
        self.add_wanted.emit(None)

    @Slot()
    def _add_part(self) -> None:
        self.add_wanted.emit(self.current().id)

    @Slot()
    def _edit(self, *_: object) -> None:
        if self.current() is not None and self._allowed:
            self.edit_wanted.emit(self.current().id)

    @Slot()
    def _finish(self) -> None:
        (self.again_wanted if self.current().done_on else self.done_wanted).emit(self.current().id)

    @Slot()
    def _drop(self) -> None:
        if self.current() is not None and self._allowed:
            self.drop_wanted.emit(self.current().id)


class _Tree(QTreeWidget):
    opened = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setObjectName("measures")
        self.setAccessibleName("措施和子措施")
        self.setHeaderLabels(list(_COLUMNS))
        self.setAlternatingRowColors(True)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setExpandsOnDoubleClick(False)
        head = self.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionsMovable(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)
