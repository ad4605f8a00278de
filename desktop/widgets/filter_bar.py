"""The line above a list: search, filters, what they leave, and the way back to everything."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget
from sqlalchemy import select

from db.fields import Choice, Day, Derived, Field, Flag, Link, Moment, Term, Terms
from db.ledger import Ledger
from db.lists import ListQuery
from db.periods import Period
from desktop.operations.saved_filters import SavedFilter
from desktop.widgets import theme
from desktop.widgets.composing import ComposingLine
from desktop.widgets.filter_panels import FilterPanel, SpanPanel, TickPanel
from desktop.widgets.flow import FlowLayout
from desktop.widgets.lookup import Lookup
from desktop.widgets.saved_filters import SavedFilters

DEBOUNCE = 250  # ms of quiet before a search starts
_AT_ONCE = 4  # filters shown from the start; the others wait under 更多筛选
_MOST_LINKED = 500
_SHOWN = 14  # characters of a condition on its button
_RANK = {Choice: 0, Derived: 0, Term: 1, Terms: 2, Link: 3, Day: 4, Moment: 4, Flag: 5}


class FilterBar(QWidget):
    """``changed`` follows every change of what is asked for: ``words``, ``filters`` and ``period_only``; ``replaced``
    when a saved filter took the place of everything else.
    """

    changed = Signal()
    replaced = Signal()

    def __init__(self, ledger: Ledger, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("filter_bar")
        self._ledger, self._lookup = ledger, lookup
        self.filters: dict[str, Any] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._low = False
        self._fields = sorted(
            (field for field in ledger.listed if _can_filter(field)), key=lambda field: _RANK[type(field)]
        ) + [field for field in ledger.derived if field not in ledger.listed and field.states]
        self.search = ComposingLine(self)
        self.search.setObjectName("search")
        self.search.setAccessibleName(f"搜索{ledger.title}")
        self.search.offer_clear()
        self.search.begin_with("search")
        self._size_search()
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._timer.timeout.connect(self.changed)
        self.search.settled.connect(self._search_later)
        self.search.returnPressed.connect(self._search_now)
        self.period_box = QCheckBox(self)
        self.period_box.setObjectName("period_only")
        self.period_box.setVisible(ledger.day is not None)
        self.period_box.toggled.connect(self.changed)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips, theme.TIGHT)
        self._flow.addWidget(self.search)
        self._flow.addWidget(self.period_box)
        for field in self._fields[:_AT_ONCE]:
            self._add_button(field)
        self.more = QToolButton(self)
        self.more.setObjectName("more_filters")
        self.more.setText("更多筛选")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more_menu = QMenu(self.more)
        self.more.setMenu(self._more_menu)
        for field in self._fields:
            self._more_menu.addAction(field.label).setData(field.name)
        self._more_menu.triggered.connect(self._more_chosen)
        self.more.setIcon(theme.icon("expand"))
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._more_menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.more.setStyleSheet(
            _look(theme.SURFACE, theme.LINE, theme.INK) + "QToolButton::menu-indicator { image: none; }"
        )
        self._flow.addWidget(self.more)
        self.clear_button = QPushButton("清除筛选", self._chips)
        self.clear_button.setObjectName("clear_filters")
        self.clear_button.setProperty("link", True)
        self.clear_button.clicked.connect(self.clear)
        self._flow.addWidget(self.clear_button)
        self.saved = SavedFilters(ledger, lookup, self.now, self)
        self.saved.wanted.connect(self.apply)
        self.count_label = QLabel(self)
        self.count_label.setObjectName("count")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self._chips, 1)
        layout.addWidget(self.saved, 0, Qt.AlignmentFlag.AlignTop)  # level with the first line of conditions
        layout.addWidget(self.count_label, 0, Qt.AlignmentFlag.AlignTop)
        self.count_label.setMinimumHeight(self.saved.sizeHint().height())
        self._total = self._selected = 0
        self._show()

    @property
    def words(self) -> str:
        return self.search.text().strip()

    @property
    def period_only(self) -> bool:
        return self.period_box.isChecked()

    @property
    def active(self) -> bool:
        """Whether anything is left out of the list by the clerk's own choice."""
        return bool(self.words or self.filters)

    def query(self, period: Period, voided: bool, today: date) -> ListQuery:
        """What is asked for, of the records that are in use or of the ``voided`` ones."""
        return ListQuery(self._ledger, period if self.period_only else None, self.words, dict(self.filters), voided=voided, today=today)

    def now(self) -> SavedFilter:
        """What is asked for, under no name yet."""
        return SavedFilter("", self.words, dict(self.filters), self.period_only)

    @Slot(object)
    def apply(self, saved: SavedFilter) -> None:
        """Shows a saved filter in place of everything else."""
        self.period_box.blockSignals(True)
        self.period_box.setChecked(saved.period_only)
        self.period_box.blockSignals(False)
        self.set_filters(saved.filters, saved.words)
        self.replaced.emit()

    def set_period(self, period: Period) -> None:
        self.period_box.setText(f"只看{period.label}")

    def set_filters(self, filters: dict[str, Any], words: str = "") -> None:
        """Shows other conditions without telling anybody."""
        self.filters = dict(filters)
        self._timer.stop()
        self.search.put(words)
        self._show()

    def set_low(self, low: bool) -> None:
        """Where there is little height, all filters that are not in use wait under 更多筛选."""
        if low != self._low:
            self._low = low
            self._size_search()
            self._show()

    def _size_search(self) -> None:
        words = "搜索编号和文字" + "（Ctrl+F）" * (not self._low)
        around = theme.ICON + 2 * theme.LARGE + theme.SMALL  # the glass and the clear button
        self.search.setPlaceholderText(words)
        self.search.setFixedWidth(self.fontMetrics().horizontalAdvance(words) + around)

    def set_count(self, total: int) -> None:
        self._total = total
        self._say_count()

    def set_selected(self, count: int) -> None:
        self._selected = count
        self._say_count()

    @Slot()
    def clear(self) -> None:
        self.set_filters({})
        self.changed.emit()

    @Slot(str)
    def _search_later(self, _: str) -> None:
        self._timer.start()
        self._show()

    @Slot()
    def _search_now(self) -> None:
        if not self.search.composing:
            self._timer.stop()
            self.changed.emit()

    @Slot()
    def _open_panel(self) -> None:
        self.open_panel(self.sender().property("field"))

    def open_panel(self, name: str) -> FilterPanel:
        """Opens what chooses the condition of a field."""
        field = self._ledger.field(name)
        if name not in self._buttons:
            self._add_button(field)
        self._buttons[name].show()
        self._flow.activate()  # the panel drops from where it stands
        if isinstance(field, (Day, Moment)):
            panel: FilterPanel = SpanPanel(self, field.label, self._lookup, self.filters.get(name, (None, None)))
        else:
            now = self.filters.get(name, set())
            panel = TickPanel(
                self, field.label, self._options(field), now if isinstance(now, (set, frozenset)) else {now}
            )
        panel.setProperty("field", name)
        panel.wanted.connect(self._take)
        panel.drop_from(self._buttons[name])
        return panel

    @Slot(object)
    def _take(self, condition: Any) -> None:
        name = self.sender().property("field")
        if isinstance(self._ledger.field(name), Flag) and condition is not None:
            condition = next(iter(condition)) if len(condition) == 1 else None
        if condition is None:
            self.filters.pop(name, None)
        else:
            self.filters[name] = condition
        self._show()
        self.changed.emit()

    @Slot(QAction)
    def _more_chosen(self, action: QAction) -> None:
        self.open_panel(action.data())

    def _options(self, field: Field) -> list[tuple[Any, str]]:
        if isinstance(field, Flag):
            return [(True, "是"), (False, "否")]
        if isinstance(field, (Choice, Derived)):
            return [(state.code, state.label) for state in field.states]
        if isinstance(field, (Term, Terms)):
            options: list[tuple[Any, str]] = list(self._lookup.terms(field.vocabulary, with_retired=True))
            return options + ([(None, "（没有填）")] if isinstance(field, Term) else [])
        column = getattr(self._ledger.model, field.name)
        workspace = self._lookup.workspace
        with workspace.read() as session:
            used = list(session.scalars(select(column).where(column.is_not(None)).distinct().limit(_MOST_LINKED)))
            words = workspace.words(session)
            words.load(field.target, used)
            return [(one, words.linked(field.target, one)) for one in sorted(used)] + [(None, "（没有填）")]

    def _add_button(self, field: Field) -> None:
        button = QToolButton(self._chips)
        button.setObjectName(f"filter_{field.name}")
        button.setProperty("field", field.name)
        button.setIcon(theme.icon("expand"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the words
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(self._open_panel)
        self._buttons[field.name] = button
        if hasattr(self, "clear_button"):  # later ones go before 更多筛选 and 清除筛选
            tail = [self._flow.takeAt(self._flow.count() - 1).widget() for _ in range(2)]
            for widget in (button, *reversed(tail)):
                self._flow.addWidget(widget)
        else:
            self._flow.addWidget(button)
        self._show_button(field)

    def _show(self) -> None:
        for name in self.filters:
            if name not in self._buttons and _can_filter(self._ledger.field(name)):
                self._add_button(self._ledger.field(name))
        for name in self._buttons:
            self._show_button(self._ledger.field(name))
            self._buttons[name].setVisible(not self._low or name in self.filters)
        for action in self._more_menu.actions()[:_AT_ONCE]:
            action.setVisible(self._low)
        self.more.setVisible(len(self._fields) > (0 if self._low else _AT_ONCE))
        self.clear_button.setVisible(self.active)

    def _show_button(self, field: Field) -> None:
        button, words = self._buttons[field.name], self._in_words(field)
        text = f"{field.label}：{words}" if words else field.label
        button.setText(text if len(text) <= _SHOWN + len(field.label) else text[:_SHOWN + len(field.label)] + "…")
        button.setAccessibleName(f"按{field.label}筛选" + (f"，现在是{words}" if words else ""))
        button.setToolTip(text if words else f"按{field.label}筛选")
        ground, edge, ink = (
            (theme.ACCENT_SOFT, theme.ACCENT, theme.ACCENT) if words else (theme.SURFACE, theme.LINE, theme.INK)
        )
        button.setStyleSheet(_look(ground, edge, ink))
        self._chips.updateGeometry()

    def _in_words(self, field: Field) -> str:
        if field.name not in self.filters:
            return ""
        condition = self.filters[field.name]
        if isinstance(field, (Day, Moment)):
            first, last = condition
            return f"{first or ''} 至 {last or ''}".strip() if first or last else "有日期的"
        if isinstance(field, Flag):
            return "是" if condition else "否"
        labels = dict(self._options(field))
        return "、".join(
            labels.get(value, str(value))
            for value in sorted(
                condition, key=lambda value: list(labels).index(value) if value in labels else len(labels)
            )
        )

    def _say_count(self) -> None:
        self.count_label.setText(f"共 {self._total} 条" + (f"，已选 {self._selected} 条" if self._selected > 1 else ""))


def _look(ground: str, edge: str, ink: str) -> str:
    return (
        f"QToolButton {{ background: {ground}; border: 1px solid {edge}; border-radius: 3px; padding: 3px 6px;"
        f" color: {ink}; }}"
        f"QToolButton:focus {{ border: 1px solid {theme.ACCENT}; }}"
    )


def _can_filter(field: Field) -> bool:
    return type(field) in _RANK and (not isinstance(field, Derived) or bool(field.states))
