"""The panel in which one paragraph of a report is reworded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.figures import Figure
from desktop.reports.blocks import Span
from desktop.widgets import theme
from desktop.widgets.figure_model import value_words
from desktop.widgets.own_keys import own_keys
from desktop.widgets.span_edit import Paragraphs, SpanEdit
from desktop.widgets.tab_order import in_order

_REST = 1500  # ms of quiet typing before what stands in the field is kept against a crash


class BlockEditor(QFrame):
    """Edits one block. ``saved`` carries the new paragraphs; an empty tuple takes the block out of the report."""

    saved = Signal(object)  # Paragraphs
    typed = Signal(object)  # Paragraphs, now and then while typing
    reset = Signal()
    closed = Signal()
    moved = Signal(int)  # to the paragraph before (-1) or after (1)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("block_editor")
        self.setProperty("card", True)
        self._before: Paragraphs = ()
        self._where = theme.heading("", self, theme.BODY)
        self._where.setWordWrap(True)  # the panel must not grow wider than the columns beside it leave room for
        self._state = theme.muted("", self)
        self.field = SpanEdit(self)
        self.field.setObjectName("block_text")
        theme.sized(self.field, theme.HEADING)
        self.field.setAccessibleName("这一段的文字")
        self.field.setAccessibleDescription("带框的数字由台账统计得出，可以移动或删去，不能改写")
        self._figures = QComboBox(self)
        self._figures.setObjectName("insert_figure")
        self._figures.setAccessibleName("插入数字")
        self._figures.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._figures.setMinimumContentsLength(5)
        self._figures.view().setMinimumWidth(self._figures.sizeHint().width() * 3)
        self._earlier = self._button("‹ 上一段", "earlier_block", "上一段（Alt+↑）")
        self._later = self._button("下一段 ›", "later_block", "下一段（Alt+↓）")
        self._default = self._button("恢复为模板文字", "reset_block")
        self._cancel = self._button("放弃修改", "cancel_block")
        self._cancel.setMinimumWidth(self._cancel.sizeHint().width())  # also while it says 关闭
        self._save = self._button("保存这一段", "save_block")
        self._save.setProperty("main", True)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._arrange()
        self._figures.activated.connect(self._insert)
        self._default.clicked.connect(self.reset)
        self._cancel.clicked.connect(self._close)
        self._save.clicked.connect(lambda: self.saved.emit(self.field.paragraphs()))
        self._earlier.clicked.connect(lambda: self.moved.emit(-1))
        self._later.clicked.connect(lambda: self.moved.emit(1))
        self.field.edited.connect(self._changed)
        self._rest.timeout.connect(lambda: self.typed.emit(self.field.paragraphs()))
        for keys, slot in ((QKeySequence.StandardKey.Save, self._save.click), (QKeySequence("Ctrl+Return"), self._save.click),
                           (QKeySequence("Alt+Up"), self._earlier.click), (QKeySequence("Alt+Down"), self._later.click),
                           (QKeySequence("Esc"), self._close)):
            own_keys(self, keys, slot, Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _button(self, text: str, name: str, tip: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        return button

    def _arrange(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._where, 1)
        for widget in (self._figures, self._earlier, self._later):
            head.addWidget(widget)
        foot.addWidget(self._state, 1)
        for button in (self._default, self._cancel, self._save):
            foot.addWidget(button)
        in_order(self._figures, self._earlier, self._later, self.field, self._default, self._cancel, self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addWidget(self.field, 1)
        layout.addLayout(foot)

    def open_block(self, where: str, paragraphs: Sequence[Sequence[Span]], figures: Mapping[str, Figure], changed: bool,
                   typed: Sequence[Sequence[Span]] | None = None) -> None:
        """Edits these paragraphs. ``where`` says which they are; ``changed``: they differ from the template; ``typed`` is what was
        typed earlier and not saved."""
        self._where.setText(where)
        self._default.setEnabled(changed)
        self.field.labels = {figure.id: f"{figure.label}：{value_words(figure)}" for figure in figures.values()}
        self._figures.clear()
        self._figures.addItem("插入数字…")
        for figure in figures.values():
            if figure.text:
                self._figures.addItem(f"{figure.label}　{figure.text}", (figure.text, figure.id))
        self._figures.setEnabled(self._figures.count() > 1)
        self.field.set_paragraphs(paragraphs)
        self._before = self.field.paragraphs()
        if typed is not None:
            self.field.replace_all(typed)
        self._changed()
        self._rest.stop()
        self.field.setFocus()

    def settle(self, changed: bool) -> None:
        """What stands in the field has been stored; ``changed``: it differs from the template."""
        self._before = self.field.paragraphs()
        self._default.setEnabled(changed)
        self._changed()

    def show_wording(self, paragraphs: Sequence[Sequence[Span]]) -> None:
        """Other words for the block that is open, as a step that can be undone in the field."""
        self.field.replace_all(paragraphs)

    @property
    def dirty(self) -> bool:
        """Whether something was changed and not saved."""
        return self.field.paragraphs() != self._before

    def _changed(self) -> None:
        dirty = self.dirty
        self._save.setEnabled(dirty)
        self._state.setText("有没有保存的修改。" if dirty else "带框的数字不能改写。")
        self._cancel.setText("放弃修改" if dirty else "关闭")
        self._cancel.setAccessibleName(self._cancel.text())
        if dirty:
            self._rest.start()
        else:
            self._rest.stop()

    def _insert(self, row: int) -> None:
        chosen = self._figures.itemData(row)
        if chosen:
            self.field.insert_figure(*chosen)
        self._figures.setCurrentIndex(0)

    def _close(self) -> None:
        self._rest.stop()
        self.closed.emit()
