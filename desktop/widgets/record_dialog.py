"""A record's form in a window of its own: for the parts of another record."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.journal import ChangeSet
from db.ledger import Ledger
from desktop.operations.drafts import kept_drafts
from desktop.operations.usual import usual_values
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fields_dialog import FieldsDialog
from desktop.widgets.fitting import resize_within
from desktop.widgets.record_pane import RecordPane

_AROUND = 120  # pixels above and below the fields of a form


class RecordDialog(FieldsDialog):
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
        self.setWindowTitle(ledger.one)
        self._state = state
        self.pane = RecordPane(state, ledger, settings, self, parent_id)
        self.form = self.pane.form
        self._foot = QHBoxLayout()
        self._foot.addStretch(1)
        more = self._button("save_and_next", "保存并再添一条", self.save_and_next)
        more.setVisible(record_id is None)
        self.print = self._button("print_record", "打印…", self._print)
        self.print.setAccessibleName("打印这条记录的表单")
        self.print.setShortcut(QKeySequence.StandardKey.Print)
        self.print.setVisible(record_id is not None and _has_forms(ledger))
        self._button("close_dialog", "关闭", self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.pane, 1)
        layout.addLayout(self._foot)
        QShortcut(QKeySequence.StandardKey.Save, self, self._save)
        state.changed.connect(self._changed)
        self._open(record_id)
        self._closes_on_save = record_id is None and not ledger.children
        self.form.saved.connect(self._saved)
        self.form.cancelled.connect(self.reject)  # Esc leaves no emptied form behind
        usual = self.form.usual
        wanted = self.form.wanted_height() + _AROUND + (0 if usual.isHidden() else usual.sizeHint().height() + theme.SMALL)
        wanted = theme.scaled(600) if record_id is not None else min(max(wanted, 240), theme.scaled(560))
        resize_within(self, theme.scaled(620), wanted)

    def _button(self, name: str, words: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.clicked.connect(act)
        self._foot.addWidget(button)
        return button

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
            self._start_new()
        else:
            self.form.open_record(record_id)

    @property
    def half_typed(self) -> bool:
        return self.form.is_dirty

    def reject(self) -> None:
        if self.form.may_leave() and self.isVisible():  # giving up what was typed may have closed it
            super().reject()

    @Slot()
    def save_and_next(self) -> None:
        closes, self._closes_on_save = self._closes_on_save, False
        saved = self.form.save() is not None
        self._closes_on_save = closes
        if saved:
            self._start_new()

    def _start_new(self) -> None:
        self.form.start_new(usual=usual_values(self.form.lookup.workspace, self.form.ledger))

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
