"""报告模板…: the wording of a kind of report, from the first change on the hospital's own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from db.errors import Refusal
from desktop.reports import templates
from desktop.reports.target import replace_file
from desktop.state import PUT_BACK, State
from desktop.widgets import theme
from desktop.widgets.file_choice import EXPORT, choose_file, choose_target
from desktop.widgets.fitting import fit
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.question import ask
from desktop.widgets.tab_order import in_order

_FILES = "报告模板 (*.txt)"


class TemplateDialog(QDialog):
    """For one kind of report. Nothing is kept before 保存; ``saved`` is called after it, to draft the report anew."""

    def __init__(self, state: State, key: str, saved: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("template_dialog")
        self._state, self._workspace, self._key, self._saved = state, state.workspace, key, saved
        self.setWindowTitle(f"报告模板：{templates.kind_of(key).name}")
        fit(self, 900, 640)
        self.note = NoteBar("template_note", self)
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("template_text")
        self.text.setAccessibleName("模板内容")
        self.text.setTabChangesFocus(True)
        self.versions = QComboBox(self)
        self.versions.setObjectName("template_versions")
        self.versions.setAccessibleName("以前的模板")
        self.versions.activated.connect(self._take_version)
        self.save = self._button("保存", "template_save", self.keep)
        self.save.setProperty("main", True)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(theme.muted("普通文字照写；{{ }} 里是台账的数字，% 开头的行是条件，请不要改动它们的写法。改好保存后，以后的报告都按它起草。", self), 1)
        above.addWidget(self.versions)
        others = [self._button("恢复默认", "template_default", self._default), self._button("导入…", "template_import", self._import),
                  self._button("导出…", "template_export", self._export)]
        shut = self._button("关闭", "template_close", self.reject)
        for button in others:
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(self.save)
        below.addWidget(shut)
        in_order(self.versions, self.text, *others, self.save, shut)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SMALL)
        column.addLayout(above)
        column.addWidget(self.note)
        column.addWidget(self.text, 1)
        column.addLayout(below)
        self._show()
        if (left := state.taken_up(("template", key))) is not None:
            self.put(left)
            self.note.say(PUT_BACK, "calm")

    @property
    def half_typed(self) -> bool:
        return self.text.document().isModified()

    def keep_draft(self) -> None:
        """The window is about to be locked, which closes every dialog."""
        if self.half_typed:
            self._state.put_by(("template", self._key), self.text.toPlainText())

    def _button(self, words: str, name: str, pressed: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _show(self) -> None:
        self.text.setPlainText(templates.template_text(self._workspace, self._key))
        self.text.document().setModified(False)
        self._kept = templates.versions(self._workspace, self._key)
        self.versions.clear()
        self.versions.addItem("以前的模板" if self._kept else "没有以前的模板")
        self.versions.addItems([f"{one.until:%Y-%m-%d %H:%M} 以前用的" for one in self._kept])
        self.versions.setEnabled(bool(self._kept))
        for widget in (self.save, self.findChild(QPushButton, "template_default"), self.findChild(QPushButton, "template_import")):
            widget.setEnabled(not self._workspace.read_only)
        self.text.setReadOnly(self._workspace.read_only)

    def put(self, text: str) -> None:
        """Shows a text that is not kept yet; Ctrl+Z in the text takes it back."""
        cursor = self.text.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    @Slot()
    def keep(self) -> None:
        """Checks and keeps the text; what is wrong with it is named by its line and shown there."""
        try:
            templates.set_template(self._workspace, self._key, self.text.toPlainText())
        except Refusal as refusal:
            self.note.say(str(refusal), "bad")
            return
        self._show()
        self.note.say("模板已保存，报告按新模板重新起草。", "good")
        self._saved()

    @Slot()
    def _default(self) -> None:
        if ask(self, "换回程序自带的模板吗？现在的模板会留在“以前的模板”里。", "恢复默认"):
            templates.reset_template(self._workspace, self._key)
            self._show()
            self.note.say("已换回程序自带的模板。", "good")
            self._saved()

    @Slot(int)
    def _take_version(self, row: int) -> None:
        if row:
            self.put(self._kept[row - 1].text)
            self.note.say("以前的模板已放在下面，点“保存”才会使用。", "calm")

    @Slot()
    def _import(self) -> None:
        chosen = choose_file(self, "导入报告模板", _FILES, EXPORT)
        if chosen is None:
            return
        try:
            self.put(chosen.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeError):
            self.note.say(f"“{chosen.name}”读不出来：不是从本程序导出的模板文件，请另选。", "bad")
            return
        self.note.say("导入的模板已放在下面，点“保存”才会使用。", "calm")

    @Slot()
    def _export(self) -> None:
        chosen = choose_target(self, "导出报告模板", f"{templates.kind_of(self._key).name}模板.txt", _FILES)
        if chosen is None:
            return
        words = self.text.toPlainText()
        try:
            replace_file(chosen, lambda part: part.write_text(words, encoding="utf-8") and None)
        except Refusal as refusal:
            self.note.say(str(refusal), "bad")
            return
        self.note.say(f"已导出到“{chosen}”。", "good")

    def reject(self) -> None:
        """Esc, the cross and 关闭: what was changed is not lost unasked."""
        if not self.text.document().isModified() or ask(self, "模板改过还没有保存，不要这些修改了吗？", "不保存", "返回"):
            super().reject()
