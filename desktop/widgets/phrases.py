"""常用语 beside a text field: one click or Ctrl+J puts a phrase where the cursor stands; kept and managed in place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import Refusal
from db.ledger import Ledger
from desktop import errors
from desktop.operations.phrases import keep_phrases, phrases_of
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.editors import ProseEditor
from desktop.widgets.own_keys import own_keys

_SHOWN = 30  # characters of a phrase in the menu


class PhraseButton(QToolButton):
    """Stands at the right of a text field of ``ledger`` and offers its phrases."""

    def __init__(self, state: State, ledger: Ledger, editor: ProseEditor):
        super().__init__(editor)
        self._state, self._ledger, self._editor = state, ledger, editor
        label = editor.field.label
        self.setObjectName(f"phrases_{editor.field.name}")
        self.setIcon(theme.icon("phrase"))
        self.setAutoRaise(True)
        self.setAccessibleName(f"{label}：常用语")
        self.setToolTip("常用语（Ctrl+J）")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from field to field; Ctrl+J leads here
        self.clicked.connect(self.open)
        own_keys(editor.box, "Ctrl+J", self.open)
        editor.add_beside(self)

    @Slot()
    def open(self) -> None:
        """Drops the menu."""
        if self._state.workspace is not None and self._editor.isEnabled() and self._editor.writable:
            self.menu_now().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def menu_now(self) -> QMenu:
        """The phrases, then what can be done with them."""
        menu = QMenu(self)
        menu.setObjectName("phrase_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        phrases = phrases_of(self._state.workspace, self._ledger, self._editor.field.name)
        for phrase in phrases:
            line = " ".join(phrase.split())
            action = QAction(line if len(line) <= _SHOWN else line[:_SHOWN] + "…", menu)
            action.setToolTip(phrase)
            action.setData(phrase)
            menu.addAction(action)
        if not phrases:
            menu.addAction("还没有常用语").setEnabled(False)
        menu.addSeparator()
        writable = not self._state.workspace.read_only
        chosen = self._editor.box.textCursor().hasSelection()
        keep = menu.addAction("把选中的文字存为常用语" if chosen else "把这一栏的文字存为常用语", self.keep_text)
        keep.setEnabled(writable and bool(self._editor.typed().strip()))
        keep.setVisible(not self._ledger.sensitive)  # what was said in a talk does not become a phrase by one click
        menu.addAction("管理常用语…", self.open_dialog).setEnabled(writable)
        menu.setToolTipsVisible(True)
        menu.triggered.connect(self._chosen)
        return menu

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        if action.data():
            self._editor.box.textCursor().insertText(action.data())
            self._editor.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def keep_text(self) -> None:
        """Keeps what is selected, else all that stands in the field, as a phrase."""
        selected = self._editor.box.textCursor().selection().toPlainText()
        self._keep([*phrases_of(self._state.workspace, self._ledger, self._editor.field.name),
                    selected or self._editor.typed()])

    @Slot()
    def open_dialog(self) -> None:
        name = self._editor.field.name
        dialog = PhraseDialog(self._editor.field.label, phrases_of(self._state.workspace, self._ledger, name), self.window())
        dialog.accepted.connect(lambda: self._keep(dialog.phrases()))
        dialog.open()

    def _keep(self, phrases: list[str]) -> None:
        try:
            keep_phrases(self._state.workspace, self._ledger, self._editor.field.name, phrases)
        except Refusal as refusal:
            errors.tell(self, refusal)


class PhraseDialog(QDialog):
    """The phrases of a field: rewritten in place, moved, added, deleted. ``phrases`` gives them once it is accepted."""

    def __init__(self, label: str, phrases: list[str], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("phrase_dialog")
        self.setWindowTitle(f"{label}：常用语")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget(self)
        self.list.setObjectName("phrase_list")
        self.list.setAccessibleName("常用语")
        self.list.setWordWrap(True)
        self.list.setStyleSheet("QListWidget::item { padding: 4px 6px; }")
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setEditTriggers(QListWidget.EditTrigger.DoubleClicked | QListWidget.EditTrigger.EditKeyPressed)
        for phrase in phrases:
            self._put(phrase)
        self.list.setCurrentRow(0)
        foot = QHBoxLayout()
        for name, words, act in (("phrase_new", "新增", self.add), ("phrase_change", "改写", self.change),
                                 ("phrase_up", "上移", self.up), ("phrase_down", "下移", self.down),
                                 ("phrase_delete", "删除", self.remove)):
            button = QPushButton(words, self)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            foot.addWidget(button)
        foot.addStretch(1)
        buttons = QDialogButtonBox(self)
        keep = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setObjectName("phrase_save")
        theme.make_main(keep)
        keep.setAutoDefault(False)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        column.addWidget(theme.muted("双击可以改写，拖动可以换位置。这里的常用语只在这一栏里出现。", self))
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.resize(560, 360)

    def phrases(self) -> list[str]:
        return [self.list.item(row).text() for row in range(self.list.count())]

    @Slot()
    def add(self) -> None:
        self._put("")
        self.list.setCurrentRow(self.list.count() - 1)
        self.change()

    @Slot()
    def change(self) -> None:
        if self.list.currentItem() is not None:
            self.list.editItem(self.list.currentItem())

    @Slot()
    def up(self) -> None:
        self._move(-1)

    @Slot()
    def down(self) -> None:
        self._move(1)

    @Slot()
    def remove(self) -> None:
        self.list.takeItem(self.list.currentRow())

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + step < self.list.count():
            self.list.insertItem(row + step, self.list.takeItem(row))
            self.list.setCurrentRow(row + step)

    def _put(self, phrase: str) -> None:
        item = QListWidgetItem(phrase, self.list)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
