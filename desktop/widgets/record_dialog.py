"""A record's form in a window of its own: for the parts of another record."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from db.journal import ChangeSet
from db.ledger import Ledger
from desktop.operations.drafts import kept_drafts
from desktop.state import State
from desktop.widgets.record_pane import RecordPane


class RecordDialog(QDialog):
    """``record_id`` None = a new part of ``parent_id``; what was typed before a crash stands there again."""

    def __init__(
        self,
        state: State,
        ledger: Ledger,
        record_id: int | None,
        parent_id: int,
        settings: QSettings,
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName(f"dialog_{ledger.key}")
        self.setWindowTitle(ledger.title)
        self._state = state
        self.pane = RecordPane(state, ledger, settings, self, parent_id)
        self.form = self.pane.form
        self._next = QDialogButtonBox(self)
        more = self._next.addButton("保存并再添一条", QDialogButtonBox.ButtonRole.ApplyRole)
        more.setObjectName("save_and_next")
        more.setAutoDefault(False)
        more.clicked.connect(self.save_and_next)
        more.setVisible(record_id is None)
        self.print = self._next.addButton("打印…", QDialogButtonBox.ButtonRole.ActionRole)
        self.print.setObjectName("print_record")
        self.print.setAccessibleName("打印这条记录的表单")
        self.print.setAutoDefault(False)
        self.print.setShortcut(QKeySequence.StandardKey.Print)
        self.print.clicked.connect(self._print)
        self.print.setVisible(record_id is not None and _has_forms(ledger))
        close = self._next.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("close_dialog")
        close.setAutoDefault(False)
        self._next.rejected.connect(self.reject)
        self.form.save_button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.pane, 1)
        layout.addWidget(self._next)
        QShortcut(QKeySequence.StandardKey.Save, self, self._save)
        state.changed.connect(self._changed)
        self._open(record_id)
        self._closes_on_save = record_id is None and not ledger.children
        self.form.saved.connect(self._saved)
        self.resize(620, 600 if record_id is not None else 480)

    def _open(self, record_id: int | None) -> None:
        draft = next(
            (
                draft
                for draft in kept_drafts(self.form.lookup.workspace, self.form.ledger)
                if draft.record_id == record_id and (record_id is not None or self.form.belongs_here(draft))
            ),
            None,
        )
        if draft is not None:
            self.form.resume(draft)
            self.form.note.say("上次没保存的内容已经放回来了。", "calm")
        elif record_id is None:
            self.form.start_new()
        else:
            self.form.open_record(record_id)

    def reject(self) -> None:
        if self.form.may_leave():
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # Enter moves between fields and must not press a button by chance
        else:
            super().keyPressEvent(event)

    @Slot()
    def save_and_next(self) -> None:
        closes, self._closes_on_save = self._closes_on_save, False
        saved = self.form.save() is not None
        self._closes_on_save = closes
        if saved:
            self.form.start_new()

    @Slot()
    def _print(self) -> None:
        """The forms of the record as it is stored."""
        if self.form.may_leave() and self.form.record_id is not None:
            self._state.papers_wanted.emit(self.form.ledger.key, self.form.record_id, self)

    @Slot()
    def _save(self) -> None:
        self.form.save()

    @Slot(int)
    def _saved(self, _: int) -> None:
        if self._closes_on_save:
            self.accept()

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        self.pane.follow(changes)


def _has_forms(ledger: Ledger) -> bool:
    from desktop.reports.forms import forms_of

    return any(not form.listing for form in forms_of(ledger.key))
