"""The form of one record: a draft of plain values, checked field by field and as a whole, saved or left behind."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from db.drafts import TypedDraft
from db.errors import Invalid, Refusal, Stale
from db.fields import Choice, Field, Link
from db.late import REASON
from db.ledger import Ledger
from db.records import initial
from desktop import errors, slices
from desktop.operations.drafts import forget_draft, keep_draft
from desktop.operations.records import RecordView, read_record, save_record
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.composing import is_step_key
from desktop.widgets.draft_timer import DraftTimer
from desktop.widgets.editor import Editor
from desktop.widgets.editors import editor_for
from desktop.widgets.form_head import FormHead
from desktop.widgets.form_section import FormSection
from desktop.widgets.helpers import help_typing
from desktop.widgets.late_section import LateSection
from desktop.widgets.leaving import LEAVE, SAVE, ask_to_leave
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.question import ask
from desktop.widgets.stale_dialog import MINE, THEIRS, StaleDialog
from desktop.widgets.usual_note import UsualNote

DRAFT_AFTER = 1000  # ms of quiet before what was typed is kept
_PARENT = "parent of the draft"  # no field is called so


def parent_of(draft: TypedDraft) -> int | None:
    """The record under which a draft of a sub-record was begun."""
    return draft.typed.get(_PARENT)


class LedgerForm(QWidget):
    """Edits one record at a time. ``saved`` gives its id, ``cancelled`` follows giving up a new one.

    ``parent_id`` fixes the record that a sub-record belongs to; without it the form asks for it.
    """

    saved = Signal(int)
    cancelled = Signal()
    shown = Signal()
    dirty_changed = Signal(bool)

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None, parent_id: int | None = None):
        super().__init__(parent)
        self._state, self.ledger, self.parent_id = state, ledger, parent_id
        self.lookup = Lookup(state)
        self.view: RecordView | None = None
        self.is_new = False
        self._given: dict[str, Any] = {}  # values of a new record that stand in no editor
        self._before: dict[str, Any] = {}  # what every editor showed at first
        self._dirty = False
        self._filling = False
        self.is_saving = False  # the commit's echo is the form's own
        self.setObjectName(f"form_{ledger.key}")
        self._editors: dict[str, Editor] = {}
        self._sections: list[FormSection] = []
        self._facts: FormSection | None = None
        self._late: LateSection | None = None
        self._draft_timer = DraftTimer(state, DRAFT_AFTER, self)
        self._draft_timer.due.connect(self.keep_draft)
        self._lay_out()
        self._building = self._build_sections()

    def ready(self) -> slices.Job:
        """Makes the editors ahead, one by one; else they are made when they are first needed."""
        while next(self._building, self) is not self:  # not ``yield from``: a job that is dropped would end the building, too
            yield

    @property
    def editors(self) -> dict[str, Editor]:
        """By the names of their fields, in the order of the form."""
        slices.at_once(self._building)
        return self._editors

    # -- opening ----------------------------------------------------------------------------------------------------

    def start_new(self, values: dict[str, Any] | None = None, usual: dict[str, Any] | None = None) -> None:
        """An empty form with defaults, overlaid with what is ``usual`` and with ``values``; the first field has the focus.

        What is usual is named above the form and goes again at one button.
        """
        self.view, self.is_new = None, True
        usual = {name: value for name, value in (usual or {}).items()
                 if name not in (values or {}) and value != self.ledger.field(name).initial(self._state.today())}
        whole = initial(self.ledger, usual | (values or {}), self._state.today())
        if self.parent_id is not None and self.ledger.parent is not None:
            whole[self.ledger.parent.key] = self.parent_id
        elsewhere = {*self.editors, *(field.name for field in self.ledger.fields if field.readonly)}
        self._given = {name: value for name, value in whole.items() if name not in elsewhere and value is not None}
        self._fill(whole)
        self.usual.offer([self.editors[name] for name in usual if name in self.editors])
        self.focus_first()

    def open_record(self, record_id: int) -> None:
        """Reads a record and shows it. Raises Missing."""
        slices.at_once(self.opening(record_id))

    def opening(self, record_id: int) -> slices.Job:
        """``open_record`` in slices: it is read, then shown."""
        view = read_record(self.lookup.workspace, self.ledger, record_id, self._state.today())
        yield
        self.view, self.is_new, self._given = view, False, {}
        self._fill(view.values)

    def close_record(self) -> None:
        """Shows nothing."""
        self.view, self.is_new = None, False
        self._fill({})

    def resume(self, draft: TypedDraft) -> None:
        """Goes on with a kept draft: of a new record, or of the record as it was when it was read."""
        if draft.record_id is None:
            self.start_new()
        else:
            self.open_record(draft.record_id)
            if draft.revision is not None and self.view is not None and draft.revision != self.view.revision:
                self.note.say("这份草稿之后，记录又被改过，保存前请核对。", "warn")
        for name, typed in draft.typed.items():
            if name in self.editors:
                self.editors[name].set_typed(typed)
        self._look_for_changes()

    @property
    def record_id(self) -> int | None:
        return self.view.id if self.view is not None else None

    @property
    def is_dirty(self) -> bool:
        return self._dirty

    def wanted_height(self) -> int:
        """Of all fields, without what stands above them."""
        slices.at_once(self._building)
        return self._inside.sizeHint().height()

    def set_low(self, low: bool) -> None:
        """In the lowest window the steps scroll with the fields, else they would take all the room."""
        before, now = (self.layout(), self._column) if low else (self._column, self.layout())
        if self.extra.parent() is before:
            before.removeItem(self.extra)
            now.insertLayout(0 if low else 1, self.extra)  # below the head

    def focus_first(self) -> None:
        self.scroll.verticalScrollBar().setValue(0)  # with the words above the field
        for editor in self.editors.values():
            if editor.isEnabled() and editor.writable and not self._is_given(editor.field):
                self._go_to(editor)
                return

    def _is_given(self, field: Field) -> bool:
        """Whether it names the record that this one is a part of: that was chosen before."""
        return self.parent_id is not None and self.ledger.parent is not None and field.name == self.ledger.parent.key

    # -- values, checks, saving -------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """What stands in the form. Raises Invalid with a sentence for every field that cannot be read or taken."""
        found, problems = dict(self._given), {}
        for name, editor in self.editors.items():
            editor.tidy()
            try:
                found[name] = editor.value()
                sentence = editor.field.check(found[name], self._state.today())
            except Refusal as refusal:
                sentence = str(refusal)
            if sentence:
                problems[name] = sentence
        if problems:
            raise Invalid(problems)
        return found

    def save(self) -> int | None:
        """Saves and shows the record as it then is. None when it could not be saved: the form says why."""
        if self.view is not None and not self._dirty:
            return self.view.id
        if self.lookup.workspace.writing:
            self.note.say("正在写入别的内容，请等它完成后再保存。", "warn")
            return None
        try:
            values = self.values()
            self.show_problems({})
            self.is_saving = True
            record_id = self._write(values, self.view.revision if self.view is not None else None)
        except Invalid as invalid:
            self.show_problems(invalid.problems)
            return None
        except Refusal as refusal:
            errors.tell(self, refusal)
            return None
        finally:
            self.is_saving = False
        if record_id is None:
            return None
        self._drop_draft()
        self._dirty = False
        self.open_record(record_id)
        self.saved.emit(record_id)
        return record_id

    def show_problems(self, problems: dict[str, str]) -> None:
        """Puts each sentence under its field, those of no field on top, and goes to the first."""
        for name, editor in self.editors.items():
            editor.set_problem(problems.get(name))
        loose = [sentence for name, sentence in problems.items() if name not in self.editors]
        self._look_if_late()
        if problems:
            one = next(iter(problems.values()))  # said on top too: in a low window a tall field hides what stands below it
            self.note.say("".join(loose) or (one if len(problems) == 1 else f"还有 {len(problems)} 处要改，改好后再保存。{one}"), "bad")
        else:
            self.note.clear()
        first = next((editor for name, editor in self.editors.items() if name in problems), None)
        if first is not None:
            next(part for part in self._sections if part.isAncestorOf(first)).unfold()
            # Only once the lines just shown have got their places is it known where the field ends.
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            self._go_to(first)

    def may_leave(self) -> bool:
        """True when nothing would be lost, after asking where something would."""
        if not self._dirty:
            return True
        answer = ask_to_leave(self, self.ledger.title)
        if answer == SAVE:
            return self.save() is not None
        if answer == LEAVE:
            self.discard()
            return True
        return False

    def discard(self) -> None:
        """Forgets what was typed, the draft too."""
        self._drop_draft()
        if self.view is not None:
            self.open_record(self.view.id)
        else:
            self.close_record()
            self.cancelled.emit()

    def _write(self, values: dict[str, Any], revision: int | None) -> int | None:
        workspace, today = self.lookup.workspace, self._state.today()
        try:
            return save_record(workspace, self.ledger, values, self.record_id, revision, today)
        except Stale:
            newer = read_record(workspace, self.ledger, self.record_id, today)
        lines = [(field.label, self.lookup.display(field, newer.values[name]), self.lookup.display(field, values[name]))
                 for name in values if name in newer.values and newer.values[name] != values[name]
                 and (field := self.ledger.field(name))]
        dialog = StaleDialog(lines, self)
        dialog.exec()
        if dialog.answer == MINE:
            return self._write(values, newer.revision)
        if dialog.answer == THEIRS:
            self.discard()
        return None

    # -- drafts -----------------------------------------------------------------------------------------------------

    @Slot()
    def keep_draft(self) -> None:
        """Keeps what was typed in the file, without saving the record."""
        self._draft_timer.stop()
        workspace = self._state.workspace
        if not self._dirty or not self._state.writable:
            return
        typed = {name: editor.typed() for name, editor in self.editors.items()}
        if self.parent_id is not None:
            typed[_PARENT] = self.parent_id
        try:
            keep_draft(workspace, self.ledger, self.record_id, self.view.revision if self.view else None, typed)
        except Refusal as refusal:
            errors.log.write("draft not kept", str(refusal))  # the form still holds it; saving will say it aloud

    def belongs_here(self, draft: TypedDraft) -> bool:
        """Whether a draft of a new sub-record was begun under the same record."""
        return parent_of(draft) == self.parent_id

    def _drop_draft(self) -> None:
        self._draft_timer.stop()
        workspace = self._state.workspace
        if self._state.writable:
            forget_draft(workspace, self.ledger, self.record_id)

    # -- inside -----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if self._dirty and is_step_key(event):
            event.accept()  # 撤销 must not reach for the step before while something stands here unsaved
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() != Qt.Key.Key_Escape or not (self._dirty or self.is_new):
            super().keyPressEvent(event)
        elif not self._dirty or ask(self, "填写的内容还没有保存，要放弃吗？", "放弃", "接着填"):
            self.discard()

    def _lay_out(self) -> None:
        self.head = FormHead(self.ledger, self)
        self.title, self.save_button = self.head.title, self.head.save_button
        self.save_button.clicked.connect(self.save)
        self.note = NoteBar("form_note", self)
        self.usual = UsualNote(self)
        self.usual.cleared.connect(self._usual_cleared)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, theme.SMALL, theme.SMALL)
        self._column.setSpacing(theme.SMALL)
        self._column.addStretch(1)
        self.scroll = QScrollArea(self)
        self.scroll.setObjectName("form_scroll")
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(self._inside)
        self.scroll.setMinimumHeight(1)  # in the lowest window the fields give way, not the steps above them
        self.extra = QVBoxLayout()  # the action bar goes here
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.head)
        layout.addLayout(self.extra)
        layout.addWidget(self.note)
        layout.addWidget(self.usual)
        layout.addWidget(self.scroll, 1)

    def _build_sections(self) -> slices.Job:
        metrics = self.fontMetrics()
        plan = [(part.title, [self.ledger.field(one) for one in part.attributes], part.folded)
                for part in self.ledger.sections]
        above = self.ledger.parent
        asked = above is None or self.parent_id is not None or self.ledger.field(above) in self.ledger.form_fields()
        if plan and not asked:
            plan[0][1].insert(0, self.ledger.field(above))
        widest = 7 * metrics.horizontalAdvance("汉")
        labels = [metrics.horizontalAdvance(field.label) for _, fields, _ in plan for field in fields]
        self._label_width = min(widest, max(labels, default=60)) + metrics.horizontalAdvance(" *") + theme.TIGHT
        for title, fields, folded in plan:
            part = FormSection(title, self._label_width, folded, self._inside)
            for field in fields:
                part.add(field, self._make_editor(field, part.body))
                yield
            self._column.insertWidget(self._column.count() - 1, part)
            part.show()  # the layout would do so a turn later, and what was typed ahead would find it hidden
            self._sections.append(part)
            if self._late is None and self.ledger.event is not None:  # below the first section, where the day stands
                self._late = LateSection(self._state, self.ledger, self._label_width, self._inside)
                self._late.add_reason(self._make_editor(REASON, self._late.body))
                self._column.insertWidget(self._column.count() - 1, self._late)
                self._sections.append(self._late)
        for part in self._sections:
            yield
            theme.dress_whole(part)

    def _make_editor(self, field: Field, parent: QWidget) -> Editor:
        editor = editor_for(field, self.lookup, parent)
        editor.edited.connect(self._edited)
        editor.left.connect(self._left)
        editor.moved_on.connect(self._moved_on)
        self._editors[field.name] = editor
        help_typing(self._state, self.ledger, editor, self._editors)
        return editor

    def _fill(self, values: dict[str, Any]) -> None:
        self._filling = True
        siblings = None
        if self.ledger.parent is not None:
            siblings = values.get(self.ledger.parent.key) or self.parent_id
        writable = self._state.writable
        with self.lookup.together(self.ledger.fields):
            for name, editor in self.editors.items():
                if isinstance(editor.field, Link) and editor.field.target == self.ledger.key:
                    editor.parent_id = siblings
                editor.set_value(values.get(name) if name != REASON.name else self.view and self.view.late_reason)
                editor.set_problem(None)
                editor.set_writable(writable and not (self.view is not None and self.view.voided))
            self._show_facts(values)
        self._before = {name: editor.typed() for name, editor in self.editors.items()}
        self._filling = False
        self._tell_day()
        self.note.clear()
        self.usual.clear()
        self.head.show_record(self.view)
        self._look_for_changes()
        self.shown.emit()

    def _show_facts(self, values: dict[str, Any]) -> None:
        """What actions and the program filled in, below the fields."""
        if self._facts is not None:
            self._column.removeWidget(self._facts)
            self._facts.hide()
            self._facts.deleteLater()
            self._facts = None
        day = self.ledger.day.key if self.ledger.day is not None else ""
        known = {*self.editors, day}
        facts = [field for field in self.ledger.fields
                 if field.readonly and field.name not in known and not isinstance(field, Choice)
                 and not any(values.get(field.name) is nothing for nothing in (None, False))]
        if self.view is None or not facts:
            return
        self._facts = FormSection("办理情况", self._label_width, False, self._inside)
        for field in facts:
            self._facts.add_fact(field.label, self.lookup.display(field, values[field.name]))
        self._column.insertWidget(self._column.count() - 1, self._facts)

    @Slot()
    def _edited(self) -> None:
        if self._filling:
            return
        editor = self.sender()
        if isinstance(editor, Editor) and editor.problem and editor.complaint() is None:
            editor.set_problem(None)
        self._look_for_changes()
        if self._dirty:
            self._draft_timer.start()

    @Slot()
    def _left(self) -> None:
        editor = self.sender()
        if not isinstance(editor, Editor) or self._filling:
            return
        touched = editor.typed() != self._before.get(editor.field.name)
        if touched or editor.problem:
            editor.set_problem(editor.complaint())
        self._tell_day()
        if self._draft_timer.isActive():
            self._draft_timer.hurry()

    @Slot()
    def _moved_on(self) -> None:
        """Enter goes to the next field, from the last one to 保存."""
        order = [editor for editor in self.editors.values() if not editor.isHidden() and editor.isVisibleTo(self)]
        place = order.index(self.sender()) + 1 if self.sender() in order else len(order)
        if place < len(order):
            self._go_to(order[place])
        else:
            self.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _go_to(self, editor: Editor) -> None:
        """Gives an editor the keyboard, its text selected, and scrolls it into sight."""
        editor.input.setFocus(Qt.FocusReason.TabFocusReason)
        top = editor.mapTo(self.scroll.widget(), editor.rect().topLeft()).y()
        self.scroll.ensureVisible(0, top + editor.height(), 0, theme.MEDIUM)
        self.scroll.ensureVisible(0, top, 0, theme.MEDIUM)

    @Slot(object)
    def _usual_cleared(self, names: list[str]) -> None:
        self._before |= {name: self.editors[name].typed() for name in names}
        self._look_for_changes()
        self.focus_first()

    def _look_for_changes(self) -> None:
        changed = (self.is_new or self.view is not None) and any(
            editor.typed() != self._before[name] for name, editor in self.editors.items())
        self.head.set_unsaved(changed, self.is_new or changed)
        if changed != self._dirty:
            self._dirty = changed
            self.dirty_changed.emit(changed)

    def _tell_day(self) -> None:
        """Lets the choosers offer only departments and people in force on the record's day."""
        field = self.ledger.day_field
        editor = self.editors.get(field.name) if field is not None else None
        day: date | None = None
        if editor is not None:
            try:
                found = editor.value()
            except Refusal:
                found = None
            day = found.date() if isinstance(found, datetime) else found
        for one in self.editors.values():
            one.set_day(day)
        self._look_if_late()

    def _look_if_late(self) -> None:
        if self._late is None:
            return
        values = dict(self.view.values if self.view is not None else self._given)
        for name in (self.ledger.event.key, self.ledger.parent.key if self.ledger.parent is not None else ""):
            if name in self.editors:
                with suppress(Refusal):
                    values[name] = self.editors[name].value()
        self._late.look(values, self.view)
