"""The figures beside a report: what each is, its rule, its change, and the way to its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox, QFrame, QHBoxLayout, QHeaderView, QLabel, QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget,
)

from db.figures import Change, Figure
from desktop.widgets import theme
from desktop.widgets.figure_model import FigureModel, short_change, value_words
from desktop.widgets.table_look import dress


_AROUND = 14  # pixels beside the words of a cell


class FigureList(QWidget):
    """A table of figures with a card about the chosen one."""

    picked = Signal(str)  # chosen: show where it stands
    wanted = Signal(str)  # double-clicked: show its records

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: Mapping[str, Figure] = {}
        self._changes: Mapping[str, Change] = {}
        self._used: dict[str, int] = {}  # figure id → rank of its first appearance
        self._model = FigureModel(self)
        self._find = QLineEdit(self, placeholderText="查找数字", clearButtonEnabled=True)
        self._find.setObjectName("find_figure")
        self._find.setAccessibleName("查找数字")
        self._all = QCheckBox("含未用到的", self)
        self._all.setObjectName("all_figures")
        self._all.setAccessibleName("同时列出报告没有用到的数字")
        self.table = QTableView(self)
        self._dress_table()
        self._card = _Card(self)
        above = QHBoxLayout()
        above.addWidget(self._find, 1)
        above.addWidget(self._all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SMALL, theme.SMALL, theme.SMALL, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(above)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._card)
        self._find.textChanged.connect(self._fill)
        self._all.toggled.connect(self._fill)
        self._card.asked.connect(self._ask)
        self.table.doubleClicked.connect(lambda _: self._ask())

    def _dress_table(self) -> None:
        table = self.table
        table.setObjectName("figure_table")
        table.setAccessibleName("报告里的数字")
        table.setModel(self._model)
        dress(table)
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().currentRowChanged.connect(self._chosen)

    def show_figures(self, figures: Mapping[str, Figure], changes: Mapping[str, Change], used: Sequence[str]) -> None:
        """``used`` are the figures that stand in the report, in order; the others are shown on request, after them."""
        self._figures, self._changes = figures, changes
        self._used = {figure_id: rank for rank, figure_id in enumerate(used)}
        self._fill()

    def choose(self, figure_id: str) -> None:
        """Chooses a figure without telling anybody."""
        row = self._model.row_of(figure_id)
        if row is not None:
            blocked = self.blockSignals(True)
            self.table.selectRow(row)
            self.blockSignals(blocked)

    def current(self) -> Figure | None:
        index = self.table.currentIndex()
        return self._model.figure(index.row()) if index.isValid() else None

    def _fill(self) -> None:
        sought = self._find.text().strip()
        shown = [figure for figure in self._figures.values()
                 if (figure.id in self._used or self._all.isChecked()) and (not sought or sought in figure.label or sought in figure.text)]
        shown.sort(key=lambda figure: self._used.get(figure.id, len(self._used)))
        self._model.show_figures(shown, self._changes)
        self._fit()
        self._card.show_figure(None, None)

    def _fit(self) -> None:
        """Makes room for what the report says and for the changes; Qt would measure them again with every change of size."""
        metrics = self.table.fontMetrics()
        for column in (1, 2):
            widest = max(metrics.horizontalAdvance(words) for words in self._model.words(column))
            self.table.setColumnWidth(column, widest + _AROUND)

    def _chosen(self, index: QModelIndex) -> None:
        figure = self._model.figure(index.row()) if index.isValid() else None
        self._card.show_figure(figure, self._changes.get(figure.id) if figure else None)
        if figure is not None:
            self.picked.emit(figure.id)

    def _ask(self) -> None:
        figure = self.current()
        if figure is not None:
            self.wanted.emit(figure.id)


class _Card(QFrame):
    """Everything about one figure."""

    asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setObjectName("figure_card")
        self._go = QPushButton("查看记录", self)
        self._go.setObjectName("figure_records")
        self._go.setAccessibleName("查看这个数字依据的记录")
        self._go.clicked.connect(self.asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        layout.addWidget(self._words)
        layout.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_figure(None, None)

    def show_figure(self, figure: Figure | None, change: Change | None) -> None:
        self._go.setVisible(figure is not None)
        if figure is None:
            self._words.setText(f"<span style='color:{theme.MUTED}'>选中一个数字，看它的口径和依据；双击看记录。</span>")
            return
        rows = [("数值", value_words(figure)), ("口径", figure.rule)]
        if change is not None:
            more = short_change(change)
            rows.append(("上期", value_words(change.before) + (f"（{more}）" if more != "—" else "")))
            rows.append(("上年同期", value_words(change.year_before)))
        rows.append(("依据", f"{figure.period.label}，{len(figure.record_ids)} 条记录"))
        body = "".join(f"<tr><td style='color:{theme.MUTED}; padding-right:8px'>{name}</td><td>{escape(words)}</td></tr>" for name, words in rows)
        self._words.setText(f"<b>{escape(figure.label)}</b><table cellspacing='2'>{body}</table>")
        self._go.setEnabled(bool(figure.record_ids))
