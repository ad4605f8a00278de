"""应办一览: the duty × period grid of a year, its totals, and beside it the item under the cursor."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from db.duty_grid import STATES, Grid, read_grid, years
from db.journal import ChangeSet
from db.ledger import Ledger
from db.ledgers import LEDGERS
from desktop import places, screens
from desktop.operations.records import read_record
from desktop.screens.duties.duty_panel import DutyPanel
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.screens.parts import Part
from desktop.state import State, Target
from desktop.widgets import theme
from desktop.widgets.duty_grid import SIGNS, DutyGridView
from desktop.widgets.placeholder import Placeholder
from desktop.widgets.tally_bar import Tally, TallyBar

_TALLIES = (("expected", "全年应办", "calm"), ("done", "已办", "good"), ("late", "逾期", "bad"), ("quarter", "本季待办", "warn"))


class DutyOverview(Part):
    """Enter or a click on a cell opens its item at the right, Esc puts it away. A total lists the items it counts."""

    watched: ClassVar[frozenset[str]] = frozenset({"duty_list", "duty", "duty_item", "relation", "evidence",
                                                   "vocabulary_term"})

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(state, parent)
        self.setObjectName("duty_overview")
        self.shown: Grid | None = None
        self._year: int | None = None
        self._settings = QSettings(str(places.settings_file()), QSettings.Format.IniFormat)
        self.years = QComboBox(self)
        self.years.setObjectName("duty_year")
        self.years.setAccessibleName("年度")
        self.years.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.tallies = TallyBar("duty_tally", parent=self)
        legend = QLabel("　".join(f"{SIGNS[code]} {state.label}" for code, state in STATES.items()), self)
        legend.setObjectName("duty_legend")
        legend.setProperty("quiet", True)
        legend.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.grid = DutyGridView(self)
        self.panel = DutyPanel(state, self._settings, self)
        self.panel.setMinimumWidth(350)
        self.panel.hide()
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.grid)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([880, 400])
        self.empty = Placeholder(self)
        self.empty.setObjectName("duty_empty")
        self.empty.pressed.connect(self._empty_pressed)
        self.items: ItemList | None = None
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.split)
        self.stack.addWidget(self.empty)
        self.head = QWidget(self)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.years)
        head.addWidget(self.tallies, 1)
        head.addWidget(legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SMALL, theme.SMALL, theme.SMALL, theme.SMALL)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.head)
        column.addWidget(self.stack, 1)
        self.years.activated.connect(self._year_chosen)
        self.tallies.chosen.connect(self.show_tally)
        self.grid.opened.connect(self._open)
        self.grid.moved.connect(self._follow)
        self.panel.closed.connect(self.put_away)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.split, self.put_away)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        state.period_changed.connect(self._period_changed)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        super()._changed(changes)
        self.panel.pane.follow(changes)

    # -- the grid ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        today = self.state.today()
        with self.state.workspace.read() as session:
            known = years(session)
            year = self._year or (self.state.period.end.year if self.state.period.end.year in known else today.year)
            self.shown = read_grid(session, year, today, self.state.workspace.words(session))
        self._year = year
        self.years.clear()
        for one in sorted({*known, year}, reverse=True):
            self.years.addItem(f"{one}年", one)
        self.years.setCurrentIndex(self.years.findData(year))
        totals = self.shown.totals
        self.tallies.show_tallies([Tally(key, label, len(getattr(totals, key)), tone) for key, label, tone in _TALLIES])
        self.tallies.setVisible(self.shown.list_id is not None)
        if self.shown.list_id is None:
            self._say_empty()
        elif not self._listing:
            self.stack.setCurrentWidget(self.split)
        self.grid.show_grid(self.shown)
        current = self.grid.current()
        if not self.panel.isHidden() and current is not None:
            self.panel.show_cell(*current)

    def _say_empty(self) -> None:
        self.panel.hide()
        self.stack.setCurrentWidget(self.empty)
        if self.shown.drafts:
            self.empty.say(f"{self.shown.year}年的责任清单还没有印发",
                           "清单印发后，会按每件事的频次列出全年应办事项。", [("to_lists", "去印发清单")] if self.state.writable else [])
        else:
            self.empty.say(f"{self.shown.year}年还没有责任清单",
                           "先套用模板建立清单，改成本院的做法，再印发；全年应办事项会自动列出。", [("to_lists", "建立责任清单")] if self.state.writable else [])

    @Slot(str)
    def _empty_pressed(self, _: str) -> None:
        self.state.go(Target("duty_list"))

    @Slot(object, object)
    def _open(self, line: object, cell: object) -> None:
        """Enter or a click: the item at the right, with the cursor in it."""
        if self.panel.show_cell(line, cell):
            self.panel.show()

    @Slot(object, object)
    def _follow(self, line: object, cell: object) -> None:
        if not self.panel.isHidden() and not self.panel.show_cell(line, cell):
            self.grid.select_item(self.panel.item_id)

    @Slot()
    def put_away(self) -> None:
        if self.panel.isHidden() or not self.panel.pane.form.may_leave():
            return
        self.panel.hide()
        self.grid.setFocus()

    @Slot(int)
    def _year_chosen(self, _: int) -> None:
        self.show_year(self.years.currentData())

    def show_year(self, year: int) -> None:
        if self.panel.pane.form.may_leave():
            self.panel.hide()
            self._year = year
            if self._listing:
                self._show(self.split)
            self.refresh()

    @Slot(object)
    def _period_changed(self, period: object) -> None:
        if self._year != period.end.year:
            self._year = None
            self.touch()

    # -- items as a list ---------------------------------------------------------------------------------------------

    @Slot(str)
    def show_tally(self, key: str) -> None:
        """The items behind one of the totals."""
        label = next(label for code, label, _ in _TALLIES if code == key)
        ids = getattr(self.shown.totals, key)
        self.show_target(Target("duty_item", ids=ids, note=f"{self.shown.year}年{label} {len(ids)} 件"))

    def show_target(self, target: Target) -> None:
        """One item in the grid; several as a list."""
        if target.ids is not None or target.filters:
            self._list().show_target(target)
            self._show(self._list())
        elif target.record_id is not None:
            view = read_record(self.state.workspace, LEDGERS["duty_item"], target.record_id, self.state.today())
            self.show_year(view.values["due_on"].year)
            if self.grid.select_item(target.record_id):
                self._show(self.split)
                line, cell = self.grid.current()
                if self.panel.show_cell(line, cell, target.record_id):
                    self.panel.show()
            else:  # an item of a version that was replaced
                self._list().show_target(Target("duty_item", ids=frozenset({target.record_id}), note="已被新版替代的清单中的事项"))
                self._show(self._list())
        elif self.shown is not None:
            self.back_to_grid()

    def _list(self) -> ItemList:
        if self.items is None:
            self.items = screens.build(self.state, LEDGERS["duty_item"], self)
            self.items.back.triggered.connect(self.back_to_grid)
            self.stack.addWidget(self.items)
        return self.items

    @property
    def _listing(self) -> bool:
        return self.items is not None and self.stack.currentWidget() is self.items

    def _show(self, widget: QWidget) -> None:
        """The head belongs to the grid; the list has a head of its own."""
        self.stack.setCurrentWidget(widget)
        self.head.setVisible(widget is not self.items)

    @Slot()
    def back_to_grid(self) -> None:
        if self.items is None or self.items.may_leave():
            self._show(self.split if self.shown is not None and self.shown.list_id is not None else self.empty)
            self.grid.setFocus()

    def new_record(self) -> None:
        """Items come from the list of duties; there is nothing to enter here."""
        self.state.go(Target("duty_list"))

    def has_unsaved(self) -> bool:
        return self.panel.pane.form.is_dirty or (self.items is not None and self.items.has_unsaved())


class ItemList(LedgerScreen):
    """Due items are made when a list is issued: none is entered or copied by hand."""

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        for action in (self.tools.new, self.tools.copy):
            action.setVisible(False)

    def build_tools(self) -> list[QAction]:
        self.back = self.tools.action("back_to_grid", "返回一览", "back")
        return [self.back]
