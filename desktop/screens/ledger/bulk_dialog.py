"""批量修改: one field of the chosen records gets one value; what changes is shown before it does."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.errors import Refusal
from db.fields import Flag
from db.ledger import Ledger
from desktop import errors, jobs
from desktop.operations.bulk import PlannedChange, change_many, plan_change
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.editor import Editor
from desktop.widgets.editors import editor_for
from desktop.widgets.fitting import fit
from desktop.widgets.lookup import Lookup
from desktop.widgets.put_by import PutBy

SHOWN = 200  # lines of the preview
_PATIENCE = 250  # ms after the last key before the records are looked at again


class BulkDialog(PutBy, QDialog):
    """``changed`` gives the label of the step that was taken."""

    changed = Signal(str)

    def __init__(self, state: State, ledger: Ledger, record_ids: list[int], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("bulk_dialog")
        self.setWindowTitle(f"批量修改{ledger.one}：已选 {len(record_ids)} 条")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state, self._ledger, self._ids = state, ledger, record_ids
        self._what = ("bulk", ledger.key)
        self._lookup = Lookup(state)
        self._editor: Editor | None = None
        self._plan: list[PlannedChange] = []
        self._progress: jobs.Progress | None = None
        self.field = QComboBox(self)
        self.field.setObjectName("bulk_field")
        self.field.setAccessibleName("改哪一项")
        parent_name = ledger.parent.key if ledger.parent is not None else None
        for field in ledger.form_fields():
            if not field.readonly and field.name != parent_name:
                self.field.addItem(field.label, field.name)
        self._place = QVBoxLayout()
        self.said = QLabel(self)
        self.said.setObjectName("bulk_said")
        self.said.setWordWrap(True)
        self.table = QTableWidget(0, 4, self)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._timer.timeout.connect(self._look)
        self._lay_out()
        state.closed.connect(self.close)
        self.field.currentIndexChanged.connect(self._field_chosen)
        self._field_chosen()
        self._before = self._typed()
        if (left := state.taken_up(self._what)) is not None:
            self._take_up(*left)

    # -- choosing ----------------------------------------------------------------------------------------------------

    @property
    def editor(self) -> Editor:
        return self._editor

    @Slot()
    def _field_chosen(self) -> None:
        if self._editor is not None:
            self._place.removeWidget(self._editor)
            self._editor.hide()
            self._editor.deleteLater()
        field = self._ledger.field(self.field.currentData())
        self._editor = editor_for(field, self._lookup, self)
        self._editor.edited.connect(self._edited)
        self._editor.moved_on.connect(self.go.setFocus)
        self._place.addWidget(self._editor)
        self._show([])
        if isinstance(field, Flag):
            self._look()
        else:
            theme.tint(self.said, f"填上新的“{field.label}”，下面会列出每条记录改前改后的样子。", "calm")

    def _typed(self) -> list[Any]:
        return [self.field.currentData(), self._editor.typed()]

    def _take_up(self, name: str, typed: Any) -> None:
        if (place := self.field.findData(name)) < 0:
            return  # a field that is no longer there
        self.field.setCurrentIndex(place)
        if typed != self._editor.typed():
            self._editor.set_typed(typed)
            self._edited()

    @Slot()
    def _edited(self) -> None:
        self.go.setEnabled(False)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        """Looks at what the value would do; an earlier look is given up."""
        if self._progress is not None:
            self._progress.cancelled = True
        try:
            value = self._editor.value()
        except Refusal as refusal:
            theme.tint(self.said, str(refusal), "warn")
            self._show([])
            return
        workspace, ledger, ids, name, today = (self._state.workspace, self._ledger, self._ids, self._editor.field.name,
                                               self._state.today())
        self._progress = progress = jobs.quietly(
            self, lambda told: plan_change(workspace, ledger, ids, name, value, today, told.step),
            lambda plan: self._planned(plan) if self._progress is progress else None)

    def _planned(self, plan: list[PlannedChange]) -> None:
        useful = sum(line.useful for line in plan)
        wrong = sum(bool(line.problem) for line in plan)
        same = len(plan) - useful - wrong
        parts = [f"{useful} 条会改"] + [f"{same} 条本来就是这样"] * bool(same) + [f"{wrong} 条不能改，原因在下面"] * bool(wrong)
        more = f"下面只列前 {SHOWN} 条。" if len(plan) > SHOWN else ""
        theme.tint(self.said, f"共选 {len(plan)} 条：{'，'.join(parts)}。{more}", "warn" if wrong else "good" if useful else "calm")
        self._show(plan)

    def _show(self, plan: list[PlannedChange]) -> None:
        self._plan = plan
        lines = sorted(plan, key=lambda line: (not line.problem, not line.useful))[:SHOWN]
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            told = line.problem or ("" if line.useful else "不用改")
            for column, text in enumerate((line.title, line.before or "（空）", line.after or "（空）", told)):
                item = QTableWidgetItem(" ".join(text.split("\n")))
                item.setToolTip(text)
                if line.problem and column == 3:
                    item.setIcon(theme.icon("warn", theme.tone("bad").text))
                self.table.setItem(row, column, item)
        useful = sum(line.useful for line in plan)
        self.go.setEnabled(bool(useful))
        self.go.setText(f"修改 {useful} 条" if useful else "修改")

    # -- doing -------------------------------------------------------------------------------------------------------

    @Slot()
    def accept(self) -> None:
        """Changes the records that can be changed, as one step."""
        ids = [line.id for line in self._plan if line.useful]
        if not ids or self._timer.isActive():
            return
        workspace, ledger, name, value, today = (self._state.workspace, self._ledger, self._editor.field.name,
                                                 self._editor.value(), self._state.today())
        self.go.setEnabled(False)
        jobs.run(self, "正在批量修改", lambda told: change_many(workspace, ledger, ids, name, value, today, told.step),
                 self._done, self._failed)

    def _done(self, label: str) -> None:
        self.changed.emit(label)
        super().accept()

    def _failed(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        if not isinstance(error, jobs.Cancelled):
            errors.report(error, self)

    @Slot()
    def reject(self) -> None:
        if self._progress is not None:
            self._progress.cancelled = True
        super().reject()

    # -- building ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        before, after = QLabel("把", self), QLabel("都改成", self)
        before.setBuddy(self.field)
        for label in (before, after):
            label.setContentsMargins(0, 5, 0, 0)  # on one line with the fields, which may grow downwards
        for widget in (before, self.field, after):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(self._place, 1)
        table = self.table
        table.setObjectName("bulk_preview")
        table.setAccessibleName("改前改后")
        table.setHorizontalHeaderLabels(["记录", "现在", "改后", "说明"])
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((250, 140, 140)):
            table.setColumnWidth(column, theme.scaled(width))
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(self)
        self.go = buttons.addButton("修改", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("bulk_go")
        theme.make_main(self.go)
        self.go.setAutoDefault(False)
        leave = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        leave.setObjectName("bulk_leave")
        leave.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SMALL)
        column.addLayout(head)
        column.addWidget(self.said)
        column.addWidget(table, 1)
        column.addWidget(buttons)
        fit(self, 820, 480)
