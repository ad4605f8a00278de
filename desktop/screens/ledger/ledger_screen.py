"""The screen every ledger gets, made from its definition: list on the left, record on the right, one toolbar.

To give a ledger something of its own: subclass and override ``build_record`` (other panes), ``build_tools`` (more
buttons) or ``bound`` (only some records), then name the class in ``desktop.screens.SCREENS``.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from db.drafts import TypedDraft
from db.errors import Missing
from db.journal import ChangeSet
from db.ledger import Ledger
from db.lists import ListQuery
from db.periods import Period
from db.records import initial
from desktop import errors, places, slices
from desktop.operations.records import read_record
from desktop.operations.usual import usual_values
from desktop.screens.ledger.choose_hint import ChooseHint
from desktop.screens.ledger.many_rows import ManyRows
from desktop.screens.window.step_back import step
from desktop.slices import Job
from desktop.state import State, Target
from desktop.widgets import theme
from desktop.widgets.draft_note import DraftNote
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.ledger_form import LedgerForm
from desktop.widgets.ledger_table import LedgerTable
from desktop.widgets.ledger_tools import LedgerTools
from desktop.widgets.list_pane import CLEAR, NEW, ListPane
from desktop.widgets.list_split import ListSplit
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.question import ask
from desktop.widgets.record_pane import RecordPane

_LOW = 18  # lines of text: in less height the conditions not in use leave their room to list and record


class LedgerScreen(QWidget):
    """``export_wanted`` and ``print_wanted`` give the ListQuery of what is shown; the window answers them."""

    export_wanted = Signal(object)
    print_wanted = Signal(object)

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None, settings: QSettings | None = None):
        super().__init__(parent)
        self.state, self.ledger = state, ledger
        self.settings = settings or QSettings(str(places.settings_file()), QSettings.Format.IniFormat)
        self._target: Target | None = None
        self._outdated = True
        self._drafts_offered = False
        self.setObjectName(f"screen_{ledger.key}")
        self.filters = FilterBar(ledger, Lookup(state), self)
        self.filters.set_period(state.period)
        self.note = NoteBar("list_note", self)
        self.splitter = ListSplit(ledger.key, self.settings, self)
        self.list = ListPane(state, ledger, self.settings, self.splitter)
        self.side = QStackedWidget(self.splitter)
        self.table: LedgerTable = self.list.table
        self.draft_note = DraftNote(state, ledger, self)
        self._record: RecordPane | None = None
        self.tools = LedgerTools(ledger.key, self, self.table)
        self.many = ManyRows(self)
        self._lay_out()
        self._connect()

    # -- what a hand-made screen overrides ---------------------------------------------------------------------------

    def build_record(self) -> RecordPane:
        """The right side, built when it is first needed: a list opens faster without it."""
        return RecordPane(self.state, self.ledger, self.settings, self.side)

    def build_tools(self) -> list[QAction]:
        """More buttons for the toolbar, after the usual ones: made with ``self.tools.action`` and connected."""
        return []

    def bound(self, query: ListQuery) -> ListQuery:
        """The query kept to what this screen is about, such as the parts of one record. The whole ledger by default."""
        return query

    def given(self) -> dict[str, Any]:
        """Values that every new record of this screen has. None by default."""
        return {}

    @property
    def record(self) -> RecordPane:
        """The record with everything about it."""
        if self._record is None:
            self._record = self.build_record()
            self.side.addWidget(self._record)
            form = self._record.form
            form.saved.connect(self._saved)
            form.cancelled.connect(self._show_nothing)
            form.dirty_changed.connect(self._update_actions)
            form.shown.connect(self._update_actions)
            self._record.gone.connect(self._show_nothing)
        return self._record

    def prepare(self) -> None:
        """Reads the list before it is seen."""
        if self._outdated:
            self._reload()
            self.table.ledger_model.id_at(0)

    def ready(self) -> Job:
        """Makes the record's side ahead, once the list is seen."""
        yield
        yield from self.record.ready()

    @property
    def form(self) -> LedgerForm:
        return self.record.form

    # -- what the window calls ---------------------------------------------------------------------------------------

    def show_target(self, target: Target) -> None:
        """Shows a record, some records, or what a filter leaves. The note above the list leads back to everything."""
        slices.at_once(self.bring_target(target))

    def bring_target(self, target: Target) -> Job:
        """``show_target`` in slices: the list comes first, then the record."""
        if not self.may_leave():
            return
        narrowed = target.ids is not None or bool(target.filters) or target.period is not None
        self._show_part(target, narrowed, recycled=False)
        if target.ids and self.table.ledger_model.id_at(0) is None:
            self._show_part(target, narrowed, recycled=True)  # what was counted then may be deleted now
        wanted = target.record_id
        if wanted is None and narrowed:
            wanted = self.table.ledger_model.id_at(0)
        if wanted is not None:
            yield
            yield from self._open(wanted)

    def _show_part(self, target: Target, narrowed: bool, recycled: bool) -> None:
        self.tools.recycled.setChecked(recycled)  # first: turning to the recycle bin or from it leaves every target
        self._target = target if narrowed else None
        self.filters.set_filters(target.filters or {})
        if narrowed:
            self.note.say(target.note or "只显示其中一部分记录", "calm", ("show_all", "显示全部"))
        else:
            self.note.clear()
        if self._outdated or not self.table.shows(self._wanted):
            self._reload()

    def open_record(self, record_id: int) -> None:
        """Shows a record, also one that the list leaves out now."""
        slices.at_once(self._open(record_id))

    def _open(self, record_id: int) -> Job:
        try:
            yield from self.form.opening(record_id)
        except Missing as missing:
            errors.tell(self, missing)
            return
        yield
        self.side.setCurrentWidget(self.record)
        if self.form.view is not None and self.form.view.voided != self.tools.recycled.isChecked():
            self.tools.recycled.setChecked(self.form.view.voided)  # which puts away what is shown
            self.form.open_record(record_id)
            self.side.setCurrentWidget(self.record)
        yield
        if not self.table.select_record(record_id) and (self.filters.active or self._target is not None):
            self.show_all()
            self.table.select_record(record_id)

    @Slot()
    def new_record(self, values: dict[str, Any] | None = None) -> None:
        """An empty form with the usual values, then ``values``; a new record left unfinished is offered first."""
        if self.state.workspace is None or not self.may_leave():
            return
        left = next((draft for draft in self.draft_note.found() if draft.record_id is None), None)
        self.tools.recycled.setChecked(False)
        self.draft_note.clear()
        if left is not None and not values and not ask(self, "上次有一条新记录没有填完，要接着填吗？", "另填一条", "接着填"):
            self._resume(left)
            return
        self.side.setCurrentWidget(self.record)
        self.form.start_new(values, usual_values(self.state.workspace, self.ledger))

    def has_unsaved(self) -> bool:
        return self._record is not None and self.form.is_dirty

    def may_leave(self) -> bool:
        """True when nothing typed would be lost, after asking."""
        return self._record is None or self.form.may_leave()

    @property
    def query(self) -> ListQuery:
        """What the list shows now, in its order."""
        return self.table.ledger_model.query

    # -- the toolbar's steps -----------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        if self._record is not None and self.side.currentWidget() is self._record:
            self.form.save()

    @Slot()
    def copy_previous(self) -> None:
        """A new record with the content of the one shown (or the newest one); the date starts afresh."""
        source = self.form.record_id or self.table.current_id or self.table.ledger_model.id_at(0)
        if source is None or not self.may_leave():
            return
        values = read_record(self.form.lookup.workspace, self.ledger, source, self.state.today()).values
        fresh = {self.ledger.day.key} if self.ledger.day is not None else set()
        fresh |= {field.name for field in self.ledger.fields if field.readonly}
        kept = {name: value for name, value in values.items() if name not in fresh}
        self.tools.recycled.setChecked(False)
        self.side.setCurrentWidget(self.record)
        self.form.start_new(initial(self.ledger, today=self.state.today()) | kept)

    @Slot()
    def show_all(self) -> None:
        """Leaves a target and every filter."""
        self._target = None
        self.note.clear()
        self.filters.set_filters({})
        self.filters.period_box.setChecked(False)
        self._reload()

    def show_row(self, row: int) -> None:
        """After rows have gone: the one that stands in their place is shown."""
        model = self.table.ledger_model
        record_id = model.id_at(min(row, model.rowCount() - 1))
        if record_id is None:
            self._show_nothing()
        else:
            self.open_record(record_id)

    # -- following the file ------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.state.ledger_seen = self.ledger.key
        self.prepare()
        if self._record is None:
            slices.soon(self, self.ready())
        if not self._drafts_offered and self.state.workspace is not None:
            self._drafts_offered = True
            self.draft_note.offer()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.filters.set_low(self.height() < _LOW * self.fontMetrics().height())

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.ids and self.note.offers("undo"):
            self.note.clear()  # 撤销 would take back another step than the one it speaks of
        if self._record is not None:
            self._record.follow(changes)
        touching = {self.ledger.key, "vocabulary_term", *(link.target for link in self.ledger.links)}
        if touching & set(changes.ids):
            self._outdated = True
            if self.isVisible():
                self._reload()

    @Slot(object)
    def _period_changed(self, period: Period) -> None:
        self.filters.set_period(period)
        if self.filters.period_only:
            self._reload()

    @Slot()
    def _leave_target(self) -> None:
        self._target = None
        self.note.clear()
        self._reload()

    @Slot()
    def _reload(self) -> None:
        self._outdated = False
        query, narrowed = self._wanted, self.filters.active or self._target is not None
        self.list.why_empty = CLEAR if narrowed or query.period is not None else "" if query.voided else NEW
        self.table.show_query(query)
        self._update_actions()

    @property
    def _wanted(self) -> ListQuery:
        """The rows that target, filters and period leave."""
        query = self.filters.query(self.state.period, self.tools.recycled.isChecked(), self.state.today())
        if self._target is not None:
            query = query.but(ids=self._target.ids, period=self._target.period or query.period)
        return self.bound(query)

    @Slot(object)
    def _resume(self, draft: TypedDraft) -> None:
        """Goes on with a kept draft."""
        if not self.may_leave():
            self.draft_note.offer()
            return
        try:
            self.form.resume(draft)
        except Missing:
            self.draft_note.forget(draft)
            return
        self.side.setCurrentWidget(self.record)
        self.table.select_record(draft.record_id)
        self.form.focus_first()

    # -- list and form -----------------------------------------------------------------------------------------------

    @Slot(object)
    def _current_changed(self, record_id: int | None) -> None:
        if record_id is None:
            if self._record is not None and self.form.view is not None and not self.form.is_dirty:
                self._show_nothing()
        elif record_id == self.form.record_id:
            return
        elif self.form.may_leave():
            try:
                self.form.open_record(record_id)
                self.side.setCurrentWidget(self.record)
            except Missing:
                self._reload()
        else:
            self.table.select_record(self.form.record_id)
        self._update_actions()

    @Slot(int)
    def _saved(self, record_id: int) -> None:
        if not self.table.select_record(record_id):
            self.note.say("已保存。这条记录不在当前的筛选范围里，所以列表里没有显示。", "calm", ("show_all", "显示全部"), ("close", "知道了"))
        self._update_actions()

    @Slot()
    def _show_nothing(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self.side.isAncestorOf(focus):  # else it would go to whatever comes next in the window
            self.list.take_keyboard()
        if self._record is not None:
            self.form.close_record()
        self.table.select_record(None)
        self.side.setCurrentWidget(self._hint)
        self._update_actions()

    @Slot(int)
    def _opened(self, _: int) -> None:
        self.form.focus_first()

    @Slot(str)
    def _note_answered(self, name: str) -> None:
        self.note.clear()
        if name == "show_all":
            self.show_all()
        elif name == "undo":
            step(self, self.state)

    @Slot(str)
    def _empty_answered(self, purpose: str) -> None:
        if purpose == NEW:
            self.new_record()
        elif purpose == CLEAR:
            self.show_all()
        else:
            self._reload()

    @Slot(bool)
    def _recycle(self, _: bool) -> None:
        if not self.has_unsaved():
            self._show_nothing()
        self._leave_target()

    @Slot()
    def _find(self) -> None:
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    @Slot(QPoint)
    def _row_menu(self, place: QPoint) -> None:
        self.tools.row_menu().popup(place)

    @Slot()
    def _hand_over(self) -> None:
        """Lets the window export or print what is shown."""
        (self.export_wanted if self.sender() is self.tools.export else self.print_wanted).emit(self.query)

    # -- building ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.tools.lay_out(self.build_tools())
        self._hint = ChooseHint(self.tools, self.list.table.ledger_model, self.side)
        self.side.setMinimumWidth(360)
        self.side.addWidget(self._hint)
        self.list.setMinimumWidth(190)
        self.splitter.restore()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SMALL, theme.TIGHT, theme.SMALL, theme.SMALL)
        column.setSpacing(theme.TIGHT)
        for widget in (self.tools, self.filters, self.draft_note, self.note):
            column.addWidget(widget)
        column.addWidget(self.splitter, 1)
        self._update_actions()

    def _connect(self) -> None:
        tools = self.tools
        for action, slot in (
            (tools.new, self.new_record), (tools.save, self.save), (tools.copy, self.copy_previous),
            (tools.export, self._hand_over),
            (tools.print, self._hand_over), (tools.copy_rows, self.table.copy), (tools.find, self._find)):
            action.triggered.connect(slot)
        tools.recycled.toggled.connect(self._recycle)
        self.filters.changed.connect(self._reload)
        self.filters.replaced.connect(self._leave_target)
        self.note.pressed.connect(self._note_answered)
        self.draft_note.resume_wanted.connect(self._resume)
        self.list.wanted.connect(self._empty_answered)
        model = self.table.ledger_model
        model.loaded.connect(self.filters.set_count)
        self.table.selection_counted.connect(self._selection_counted)
        self.table.current_changed.connect(self._current_changed)
        self.table.opened.connect(self._opened)
        self.table.menu_wanted.connect(self._row_menu)
        self.side.currentChanged.connect(self._update_actions)
        self.state.changed.connect(self._changed)
        self.state.period_changed.connect(self._period_changed)

    @Slot(int)
    def _selection_counted(self, count: int) -> None:
        self.filters.set_selected(count)
        self._update_actions()

    @Slot()
    def _update_actions(self, *_: Any) -> None:
        writable = self.state.writable
        recycled, chosen = self.tools.recycled.isChecked(), self.table.selected_rows()
        shown = self._record is not None and self.side.currentWidget() is self._record
        for action in (self.tools.new, self.tools.sheet, self.tools.take_in, self.tools.paste):
            action.setEnabled(writable)
        self.tools.save.setEnabled(writable and shown and (self.form.is_new or self.form.is_dirty))
        self.tools.copy.setEnabled(writable and not recycled and (shown or self.table.ledger_model.rowCount() > 0))
        self.tools.delete.setEnabled(writable and chosen > 0 and not recycled)
        self.tools.change.setEnabled(writable and chosen > 0 and not recycled)
        self.tools.change.setVisible(chosen > 1 and not recycled)
        self.tools.restore.setEnabled(writable and chosen > 0 and recycled)
        self.tools.restore.setVisible(recycled)
        self.tools.copy_rows.setEnabled(chosen > 0)
