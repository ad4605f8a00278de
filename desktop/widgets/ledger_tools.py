"""The toolbar of a ledger's screen, with its keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from desktop.widgets import theme

Keys = QKeySequence | QKeySequence.StandardKey | None


class LedgerTools(QWidget):
    """The actions are attributes; the screen connects them. Keys work wherever the keyboard is while the screen is in
    front, 删除 only in its table."""

    def __init__(self, key: str, screen: QWidget, table: QWidget):
        super().__init__(screen)
        self._key, self._screen = key, screen
        self.setObjectName(f"tools_{key}")
        standard = QKeySequence.StandardKey
        self.new = self.action("new", "新增", "new", standard.New)
        self.sheet = self.action("sheet", "表格录入…", "sheet", QKeySequence("Ctrl+Shift+N"))
        self.save = self.action("save", "保存", "save", standard.Save)
        self.copy = self.action("copy", "复制上一条", "copy", QKeySequence("Ctrl+D"))
        self.delete = self.action("delete", "删除", "delete", standard.Delete, owner=table)
        self.change = self.action("change", "批量修改…", "sheet", QKeySequence("Ctrl+Shift+E"))
        self.change.setVisible(False)  # until several rows are chosen
        self.restore = self.action("restore", "恢复", "restore")
        self.recycled = self.action("recycled", "回收站", "history", checkable=True)
        self.export = self.action("export", "导出…", "export")
        self.print = self.action("print", "打印…", "print", standard.Print)
        self.take_in = self.action("take_in", "导入…", "import")
        self.paste = self.action("paste", "从 Excel 粘贴…", "import", standard.Paste)
        for action in (self.take_in, self.sheet):
            action.setVisible(False)  # until somebody answers it (``desktop.screens.ledger.lists_in``)
        self.paste.setEnabled(False)
        self.copy_rows = self.action("copy_rows", "复制到剪贴板", "copy")
        self.find = self.action("find", "查找", "search", standard.Find)
        self._aside = (self.recycled, self.take_in, self.export, self.print)  # their words go first where room is short
        self._worded = (self.new, self.save)  # their words stay
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.TIGHT)

    def action(
        self, name: str, words: str, icon: str, keys: Keys = None, owner: QWidget | None = None, checkable: bool = False
    ) -> QAction:
        """A new action of the screen; ``owner`` is a widget outside of which its keys do not work."""
        action = QAction(theme.icon(icon), words, self, checkable=checkable)
        action.setObjectName(f"{name}_{self._key}")
        if keys is not None:
            action.setShortcut(keys)
            action.setToolTip(f"{words}（{action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)}）")
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        action.setShortcutContext(inside if owner is not None else Qt.ShortcutContext.WindowShortcut)
        (owner or self._screen).addAction(action)
        return action

    def lay_out(self, extra: Sequence[QAction]) -> None:
        """Puts the buttons in a row, ``extra`` ones after the usual ones. Call once."""
        for action in (
            self.new,
            self.sheet,
            self.save,
            self.copy,
            self.delete,
            self.change,
            self.restore,
            *extra,
            None,
            self.recycled,
            self.take_in,
            self.export,
            self.print,
        ):
            if action is None:
                self._row.addStretch(1)
                continue
            button = QToolButton(self)
            button.setObjectName(f"tool_{action.objectName()}")
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(action.text())
            button.setVisible(action.isVisible())
            action.visibleChanged.connect(self._match)
            self._row.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._use_width()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._use_width()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Without the words that may go: else the toolbar would never be given the width at which they go."""
        words = sum(button.fontMetrics().horizontalAdvance(button.text()) for button in self.findChildren(QToolButton)
                    if not button.isHidden() and button.defaultAction() not in self._worded
                    and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        least = super().minimumSizeHint()
        return QSize(least.width() - words, least.height())

    def _use_width(self) -> None:
        """Where the words of all buttons have no room, those at the right show their icons only (and their words as tips);
        where that is not enough, one more after the other, but never 新增 and 保存."""
        if not self.isVisible():
            return  # not laid out yet
        shown = [button for button in self.findChildren(QToolButton) if not button.isHidden()]
        more = [button.defaultAction() for button in reversed(shown)
                if button.defaultAction() not in (*self._aside, *self._worded)]
        for bare in ((), *((*self._aside, *more[:count]) for count in range(len(more) + 1))):
            for button in shown:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly if button.defaultAction() in bare
                                          else Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            if sum(button.sizeHint().width() + theme.TIGHT for button in shown) <= self.width():
                break

    def row_menu(self) -> QMenu:
        """What can be done with the selected rows."""
        menu = QMenu(self)
        menu.setObjectName("row_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.copy_rows, self.paste])
        menu.addSeparator()
        menu.addActions([self.restore] if self.recycled.isChecked() else [self.copy, self.change, self.delete])
        return menu

    @Slot()
    def _match(self) -> None:
        for button in self.findChildren(QToolButton):
            if button.defaultAction() is self.sender():
                button.setVisible(self.sender().isVisible())
        self._use_width()
