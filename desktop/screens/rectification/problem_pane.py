"""The record of a rectification item with its measures as a tree and its course as a timeline."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSettings, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from db.errors import Refusal
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.measure_tree import Tree, read_tree
from db.timeline import read_timeline
from desktop import errors
from desktop.operations.records import save_record, void_records
from desktop.state import State
from desktop.widgets.evidence_pane import EvidencePane
from desktop.widgets.history_pane import HistoryPane
from desktop.widgets.measure_tree import MeasureTree
from desktop.widgets.pane import Pane
from desktop.widgets.record_dialog import RecordDialog
from desktop.widgets.record_pane import RecordPane
from desktop.widgets.sheet_button import SheetButton
from desktop.widgets.ties_pane import TiesPane
from desktop.widgets.timeline import Timeline

MEASURES, PROGRESS = LEDGERS["measure"], LEDGERS["problem_progress"]


class MeasuresPane(Pane):
    """措施: measures and sub-measures, added, changed, marked as done and removed one by one."""

    title = "措施"
    ledgers = ("measure",)

    def __init__(self, state: State, ledger: Ledger, settings: QSettings, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        self._settings = settings
        self.tree = MeasureTree(self)
        self.sheet = SheetButton(self, MEASURES)
        self.tree.buttons.addWidget(self.sheet)
        self.sheet.entered.connect(lambda record_ids: self.tree.select(record_ids[0]))
        self.column.addWidget(self.tree, 1)
        self.tree.add_wanted.connect(self.add_measure)
        self.tree.edit_wanted.connect(self.edit_measure)
        self.tree.done_wanted.connect(self.finish)
        self.tree.again_wanted.connect(self.reopen)
        self.tree.drop_wanted.connect(self.drop)

    def refresh(self) -> None:
        self.sheet.follow()
        if self.view is None:
            self.tree.show_tree(Tree(()), False)
            self.counted.emit(-1)
            return
        with self.lookup.workspace.read() as session:
            tree = read_tree(session, self.view.id, self.state.today(), self.lookup.workspace.words(session))
        self.tree.show_tree(tree, self.usable)
        self.counted.emit(tree.total)

    def dialog(self, measure_id: int | None = None, above_id: int | None = None) -> RecordDialog:
        """The form of one measure; ``above_id`` makes a new one a sub-measure."""
        dialog = RecordDialog(self.state, MEASURES, measure_id, self.view.id, self._settings, self)
        if above_id is not None:
            dialog.form.start_new({"above_id": above_id})
        return dialog

    @Slot(object)
    def add_measure(self, above_id: int | None) -> None:
        self.dialog(above_id=above_id).exec()

    @Slot(int)
    def edit_measure(self, measure_id: int) -> None:
        self.dialog(measure_id).exec()

    @Slot(int)
    def finish(self, measure_id: int) -> None:
        """Marks a measure as done today; another day is entered in its form."""
        self._save(measure_id, self.state.today())

    @Slot(int)
    def reopen(self, measure_id: int) -> None:
        self._save(measure_id, None)

    @Slot(int)
    def drop(self, measure_id: int) -> None:
        """Moves a measure with its sub-measures into the recycle bin: 撤销 brings them back together."""
        node = self.tree.current()
        ids = [measure_id] + ([part.id for part in node.parts] if node is not None and node.id == measure_id else [])
        void_records(self.lookup.workspace, MEASURES, ids)

    def _save(self, measure_id: int, done_on: object) -> None:
        try:
            save_record(self.lookup.workspace, MEASURES, {"done_on": done_on}, measure_id, today=self.state.today())
        except Refusal as refusal:
            errors.tell(self, refusal)


class TimelinePane(Pane):
    """经过: every step and every entry of progress, newest first. New entries may be typed into a sheet."""

    title = "经过"
    ledgers = ("problem_event", "problem_progress", "problem")

    def __init__(self, state: State, ledger: Ledger, settings: QSettings, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        self._settings = settings
        self.add = self.add_button("add_progress", "记一条进展…", icon="add")
        self.sheet = SheetButton(self, PROGRESS)
        self.buttons.addWidget(self.sheet)
        self.change = self.add_button("change_progress", "修改进展…", "修改选中的进展", icon="open")
        self.drop = self.add_button("drop_progress", "删除进展", "把选中的进展移到回收站", icon="delete")
        self.timeline = Timeline(self)
        self.column.addWidget(self.timeline, 1)
        self.add.clicked.connect(self.add_progress)
        self.change.clicked.connect(self.change_progress)
        self.drop.clicked.connect(self.drop_progress)
        self.timeline.itemActivated.connect(self.change_progress)
        self.timeline.currentItemChanged.connect(self._offer)

    def refresh(self) -> None:
        entries = []
        if self.view is not None:
            with self.lookup.workspace.read() as session:
                entries = read_timeline(session, self.view.id, self.lookup.workspace.words(session))
        self.sheet.follow()
        self.timeline.show_entries(entries)
        self.counted.emit(len(entries))
        self._offer()

    def dialog(self, progress_id: int | None = None) -> RecordDialog:
        return RecordDialog(self.state, PROGRESS, progress_id, self.view.id, self._settings, self)

    @Slot()
    def add_progress(self) -> None:
        self.dialog().exec()

    @Slot()
    def change_progress(self, *_: object) -> None:
        entry = self.timeline.current()
        if entry is not None and entry.ledger_key == PROGRESS.key:
            self.dialog(entry.record_id).exec()

    @Slot()
    def drop_progress(self) -> None:
        entry = self.timeline.current()
        if entry is not None and entry.ledger_key == PROGRESS.key:
            void_records(self.lookup.workspace, PROGRESS, [entry.record_id])

    @Slot()
    def _offer(self, *_: object) -> None:
        usable = self.usable
        entry = self.timeline.current()
        own = entry is not None and entry.ledger_key == PROGRESS.key
        self.add.setEnabled(usable)
        self.change.setEnabled(usable and own)
        self.drop.setEnabled(usable and own)


class ProblemPane(RecordPane):
    """The record pane of the rectification ledger: tree and timeline instead of plain tables of parts."""

    share = 0.5  # the tree needs more room than a list of parts

    def build_panes(self) -> Iterator[Pane]:
        inside = self.tabs.findChild(QStackedWidget)
        for kind in (MeasuresPane, TimelinePane):
            yield kind(self._state, self.ledger, self._settings, inside)
        for kind in (EvidencePane, TiesPane, HistoryPane):
            yield kind(self._state, self.ledger, inside)
