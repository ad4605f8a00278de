"""One record with everything about it: form, steps, parts, proofs, ties, history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QDialog, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from db.errors import Missing, Refusal
from db.journal import ChangeSet
from db.ledger import Action, Ledger
from desktop import errors, slices
from desktop.operations.records import RecordView, perform_action
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.action_dialog import ActionBar, AskDialog
from desktop.widgets.children_pane import ChildrenPane
from desktop.widgets.evidence_pane import EvidencePane
from desktop.widgets.history_pane import HistoryPane
from desktop.widgets.ledger_form import LedgerForm
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.pane import Pane
from desktop.widgets.ties_pane import TiesPane

_LOW = 29  # lines of text: in less height there is no room for form and panes one above the other
_LOWEST = 12  # in less, even the steps above the fields leave no room for these


class RecordPane(QWidget):
    """``form`` above, ``tabs`` below (hidden for a new record); where there is little height the form is the first tab.

    ``gone`` follows when the record cannot be shown any more.
    """

    gone = Signal()
    share: ClassVar[float] = 0.4  # of the height, for the tabs

    def __init__(
        self,
        state: State,
        ledger: Ledger,
        settings: QSettings,
        parent: QWidget | None = None,
        parent_id: int | None = None,
    ):
        super().__init__(parent)
        self._state, self.ledger, self._settings = state, ledger, settings
        # Everything is made inside its final parent: moving a finished widget costs as much as making it.
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.form = LedgerForm(state, ledger, self.splitter, parent_id)
        self.actions = ActionBar(self.form)
        self.form.extra.addWidget(self.actions)
        self.told = NoteBar("step_note", self.form)
        self.told.pressed.connect(self.told.clear)
        self.form.extra.addWidget(self.told)
        self.tabs = QTabWidget(self.splitter)
        self.tabs.setObjectName(f"panes_{ledger.key}")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName("这条记录的其他内容")
        self.splitter.setObjectName(f"split_record_{ledger.key}")
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setChildrenCollapsible(False)
        self.tabs.setMinimumHeight(120)
        self.form.setMinimumHeight(160)
        kept = settings.value(f"split/record/{ledger.key}")
        if kept is not None:
            self.splitter.restoreState(kept)
        self.splitter.splitterMoved.connect(self._split_moved)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.form.shown.connect(self._form_shown)
        self.actions.wanted.connect(self.take_step)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.tabs.hide()
        self.actions.hide()
        self._low = False
        self._made: list[Pane] = []
        self._building = self._build()

    def ready(self) -> slices.Job:
        """Makes ahead what is made when it is first needed."""
        yield from self.form.ready()
        yield
        while next(self._building, self) is not self:
            yield

    def build_panes(self) -> Iterator[Pane]:
        """The panes in order. A hand-made screen may add its own."""
        inside = self.tabs.findChild(QStackedWidget)
        for child in self.ledger.children:
            yield ChildrenPane(self._state, self.ledger, child, self._settings, inside)
        for kind in (EvidencePane, TiesPane, HistoryPane):
            yield kind(self._state, self.ledger, inside)

    @property
    def panes(self) -> list[Pane]:
        """What stands in the tabs, showing the record in the form."""
        slices.finish()
        return self._panes

    @property
    def _panes(self) -> list[Pane]:
        """Made when a record is first shown, if not ahead."""
        slices.at_once(self._building)
        return self._made

    def _build(self) -> slices.Job:
        for pane in self.build_panes():
            self.tabs.addTab(pane, pane.title)
            pane.counted.connect(self._counted)
            theme.dress_whole(pane)
            self._made.append(pane)
            yield

    def pane(self, kind: type[Pane]) -> Any:
        """The first pane of a kind."""
        return next(pane for pane in self.panes if isinstance(pane, kind))

    def follow(self, changes: ChangeSet) -> None:
        """After a commit: shows the record as it is now, or says that what is being edited was changed elsewhere."""
        view = self.form.view
        if view is None or self.form.is_saving:
            return
        if view.id in changes.ids.get(self.ledger.key, ()):
            if self.form.is_dirty:
                self.form.note.say(f"这条记录刚被改过（{changes.label}）。您填写的还在，保存时可以选择用哪一份。", "warn")
            else:
                self._reopen(view.id)
                return
        for pane in self.panes:
            if any(key in changes.ids for key in pane.ledgers):
                pane.refresh()

    @Slot(object)
    def take_step(self, action: Action) -> None:
        """Saves what was typed, asks what the step needs, takes it."""
        if self.form.is_dirty and self.form.save() is None:
            return
        view = self.form.view
        if view is None:
            return
        if not action.ask:
            try:
                said = self._perform(action, {})
            except Refusal as refusal:
                errors.tell(self, refusal)
                return
        else:
            dialog = self.dialog(action)
            accepted, said = dialog.exec() == QDialog.DialogCode.Accepted, dialog.result
            dialog.deleteLater()
            if not accepted:
                return
        self.told.say(said or f"“{action.label}”已登记。", "good", ("note_close", "知道了"))

    def dialog(self, action: Action) -> AskDialog:
        """The dialog that asks a step's fields and takes it."""
        def perform(answers: dict[str, Any]) -> str | None:
            return self._perform(action, answers)

        return AskDialog(
            action.label, action.ask, self.form.lookup, perform, action.label,
            {name: value for name, value in action.known(self.form.view.values).items() if value is not None},
            action.help, self, (self.ledger.key, self.form.view.id)
        )

    def _perform(self, action: Action, answers: dict[str, Any]) -> str | None:
        return perform_action(
            self.form.lookup.workspace, self.ledger, self.form.view.id, action, answers, self._state.today()
        )

    def _reopen(self, record_id: int) -> None:
        place = self.form.scroll.verticalScrollBar().value()
        try:
            self.form.open_record(record_id)
        except Missing:
            self.form.close_record()
            self.gone.emit()
            return
        self.form.scroll.verticalScrollBar().setValue(place)

    @Slot()
    def _form_shown(self) -> None:
        view = self.form.view
        self.told.clear()
        self.actions.show_actions(view if self._state.writable else None)
        self.tabs.setVisible(view is not None and bool(self._panes))
        self._use_height()
        self._share_height()
        slices.soon(self, self._fill_panes(view))

    def _fill_panes(self, view: RecordView | None) -> slices.Job:
        """The form is seen first; then the panes one by one, the one in front before the others."""
        for pane in sorted(self._panes, key=lambda pane: pane is not self.tabs.currentWidget()):
            if not isinstance(pane, HistoryPane) or pane is self.tabs.currentWidget() or view is None:
                yield
                if self.form.view is not view:
                    return  # another record has come: its own job follows
                pane.show_record(view)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._use_height()
        self._share_height()

    def _share_height(self) -> None:
        """Gives the tabs the part of the height that shows some rows, until the clerk has moved the line between."""
        if not self._low and not self.tabs.isHidden() and not self._settings.contains(f"split/record/{self.ledger.key}"):
            tabs = round(self.splitter.height() * self.share)
            self.splitter.setSizes([self.splitter.height() - tabs, tabs])

    def _use_height(self) -> None:
        """Moves the form into the tabs and back. The focus stays where it was."""
        self.form.set_low(self.height() < _LOWEST * self.fontMetrics().height())
        low = self.height() < _LOW * self.fontMetrics().height() and self.form.view is not None
        if low == self._low:
            return
        self._low = low
        focus = QApplication.focusWidget()
        if low:
            self.form.layout().setContentsMargins(0, theme.SMALL, 0, 0)
            self.tabs.insertTab(0, self.form, "内容")
            self.tabs.setCurrentIndex(0)
        else:
            self.form.layout().setContentsMargins(0, 0, 0, 0)
            self.tabs.removeTab(0)
            self.splitter.insertWidget(0, self.form)
            self.splitter.setStretchFactor(0, 3)
            self.form.show()
            self.splitter.refresh()  # at once: a field that gets the keyboard is scrolled into the room there is
        if focus is not None and self.form.isAncestorOf(focus):
            focus.setFocus()

    @Slot(int)
    def _tab_changed(self, _: int) -> None:
        pane = self.tabs.currentWidget()
        if isinstance(pane, HistoryPane):
            pane.show_record(self.form.view)

    @Slot(int)
    def _counted(self, count: int) -> None:
        pane = self.sender()
        place = self.tabs.indexOf(pane)
        if place >= 0:
            self.tabs.setTabText(place, pane.title + (f" {count}" if count > 0 else ""))

    @Slot()
    def _split_moved(self, *_: Any) -> None:
        self._settings.setValue(f"split/record/{self.ledger.key}", self.splitter.saveState())


