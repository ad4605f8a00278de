"""The desk at which paragraphs of a report are reworded: which one is open, what is saved, what waits as a draft."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from db.errors import Refusal
from db.workspace import Workspace
from desktop import errors
from desktop.operations import reports as operations
from desktop.operations.reports import Work
from desktop.reports import edits
from desktop.reports.blocks import plain_text
from desktop.state import State
from desktop.widgets.block_editor import BlockEditor
from desktop.widgets.question import ask
from desktop.widgets.span_edit import Paragraphs


class WordingDesk(QObject):
    """Between the editor and the stored report. Blocks are numbers of the composed report's blocks."""

    reworded = Signal(object)  # Work, stored already
    opened = Signal(int)  # the number of a block of the shown document
    closed = Signal()

    def __init__(self, state: State, editor: BlockEditor, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._editor = state, editor
        self._work: Work | None = None
        self._source: int | None = None
        self.writing = False  # a change to the report comes from here
        editor.saved.connect(self._save)
        editor.typed.connect(self._keep_typed)
        editor.reset.connect(self._reset)
        editor.closed.connect(self.give_up)
        editor.moved.connect(self._move)

    @property
    def dirty(self) -> bool:
        """Whether a paragraph is open and changed."""
        return self._source is not None and self._editor.dirty

    def show_work(self, work: Work | None) -> None:
        """The report worked on; another one closes the editor, and so does its being final."""
        other = self._work is None or work is None or self._work.report_id != work.report_id
        self._work = work
        if other or work.final:
            self._shut()
            self.offer_typed()

    def open(self, source: int, typed: Paragraphs | None = None) -> None:
        """Opens a composed block; what is being typed in another one is saved first."""
        work = self._work
        if work is None or work.edited is None:
            return
        if self._source == source and typed is None:
            self._editor.field.setFocus()
            return
        self.keep()
        work = self._work
        spot, edit = work.edited.spots[source], work.edited.kept.get(source)
        self._source = source
        where = spot.section or "开头"
        if isinstance(spot.block, edits.Heading):
            where = f"标题：{plain_text(spot.block.spans)}"
        self._editor.open_block(where, edits.wording(spot, edit), work.figures, edit is not None, typed)
        self._editor.show()
        shown = work.shown_at(source)
        if shown is not None:
            self.opened.emit(shown)

    def keep(self) -> None:
        """Saves what is being typed, and leaves the editor open."""
        if self.dirty:
            self._save(self._editor.field.paragraphs())

    def keep_draft(self) -> None:
        """Keeps what is being typed as a draft beside the report, without changing the report."""
        if self.dirty:
            self._keep_typed(self._editor.field.paragraphs())

    @Slot()
    def give_up(self) -> None:
        """Closes the editor without saving, after a question when something was changed; nothing stays as a draft."""
        if self.dirty and not ask(self._editor, "这一段的修改还没有保存，要放弃吗？", "放弃修改", "接着改"):
            return
        self._forget_typed()
        self._shut()

    def reset_edit(self, edit: edits.Edit) -> None:
        """Gives a paragraph its template wording again."""
        self._store(lambda workspace, work: operations.take_back(workspace, work, edit))

    def mark_open(self) -> None:
        """Tells again which block is open: the pages were set anew."""
        shown = self._work.shown_at(self._source) if self._work is not None and self._source is not None else None
        if shown is not None:
            self.opened.emit(shown)

    def offer_typed(self) -> None:
        """After a crash: opens the paragraph that was being typed, with what was typed."""
        work, workspace = self._work, self._state.workspace
        typed = operations.typed_of(workspace, work) if work is not None and workspace is not None else None
        if typed is not None and work.edited is not None:
            found = edits.apply(work.composed.document, [typed], {}).kept
            for source in found:
                self.open(source, typed.paragraphs)

    def _shut(self) -> None:
        self._source = None
        self._editor.hide()
        self.closed.emit()

    @Slot(object)
    def _save(self, paragraphs: Paragraphs) -> None:
        source = self._source
        if source is None:
            return
        if self._store(lambda workspace, work: operations.reword(workspace, work, source, paragraphs)):
            self._forget_typed()
            self._editor.settle(source in self._work.edited.kept)

    @Slot()
    def _reset(self) -> None:
        source = self._source
        edit = self._work.edited.kept.get(source) if self._work is not None and source is not None else None
        if edit is not None:
            self._editor.show_wording(edits.wording(self._work.edited.spots[source], None))
            self.reset_edit(edit)
            self._editor.settle(False)

    @Slot(int)
    def _move(self, step: int) -> None:
        work, source = self._work, self._source
        if work is None or work.edited is None or source is None:
            return
        ways = [number for number, spot in enumerate(work.edited.spots) if edits.editable(spot.block)]
        place = ways.index(source) + step
        if 0 <= place < len(ways):
            self.open(ways[place])

    def _store(self, write: Callable[[Workspace, Work], Work]) -> bool:
        workspace, work = self._state.workspace, self._work
        if workspace is None or work is None:
            return False
        self.writing = True
        try:
            self._work = write(workspace, work)
        except Refusal as refusal:
            errors.tell(self._editor.window(), refusal)
            return False
        finally:
            self.writing = False
        self.reworded.emit(self._work)
        return True

    @Slot(object)
    def _keep_typed(self, paragraphs: Paragraphs) -> None:
        workspace, work, source = self._state.workspace, self._work, self._source
        if workspace is None or work is None or work.edited is None or source is None or workspace.read_only:
            return
        operations.keep_typed(workspace, work, source, paragraphs, workspace.clock())

    def _forget_typed(self) -> None:
        if self._state.workspace is not None and self._work is not None and not self._state.workspace.read_only:
            operations.forget_typed(self._state.workspace, self._work)
