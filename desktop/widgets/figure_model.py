"""The figures of a report as rows, and what is told about one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.figures import Change, Figure
from desktop.state import Target

HEAD = ("数字", "报告写法", "比上期")
Index = QModelIndex | QPersistentModelIndex


class FigureModel(QAbstractTableModel):
    """One row for each figure: what it is, how the report says it, what changed against the period before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._figures: list[Figure] = []
        self._changes: Mapping[str, Change] = {}

    def show_figures(self, figures: Sequence[Figure], changes: Mapping[str, Change]) -> None:
        self.beginResetModel()
        self._figures, self._changes = list(figures), changes
        self.endResetModel()

    def figure(self, row: int) -> Figure:
        return self._figures[row]

    def row_of(self, figure_id: str) -> int | None:
        return next((row for row, figure in enumerate(self._figures) if figure.id == figure_id), None)

    def words(self, column: int) -> list[str]:
        """What stands in a column, its heading first."""
        return [HEAD[column], *(self._said(figure)[column] for figure in self._figures)]

    def _said(self, figure: Figure) -> tuple[str, str, str]:
        return figure.label, figure.text or "无", short_change(self._changes.get(figure.id))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt
        return 0 if parent.isValid() else len(self._figures)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt
        return 0 if parent.isValid() else len(HEAD)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802 - Qt
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEAD[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return (Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        figure = self._figures[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._said(figure)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return explained(figure, self._changes.get(figure.id))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def value_words(figure: Figure) -> str:
    """The exact value with its unit; 无 when there was no case."""
    if figure.value is None:
        return "无"
    if figure.hits is not None:
        return f"{figure.value:.1f}%（{figure.hits} / {figure.total}）"
    return f"{figure.value:,}{figure.unit}"


def short_change(change: Change | None) -> str:
    """＋8, −3, 持平 or nothing to say."""
    if change is None or not isinstance(change.figure.value, int) or not isinstance(change.before.value, int):
        return "—"
    more = change.figure.value - change.before.value
    return f"＋{more:,}" if more > 0 else f"−{-more:,}" if more < 0 else "持平"


def explained(figure: Figure, change: Change | None = None) -> str:
    """What a figure is, as a few lines of rich text."""
    lines = [f"<b>{escape(figure.label)}</b>　{escape(value_words(figure))}", f"口径：{escape(figure.rule)}"]
    if change is not None and change.words():
        lines.append(escape(change.words()))
    lines.append(f"依据：{figure.period.label}，{len(figure.record_ids)} 条记录" + ("（单击查看）" if figure.record_ids else ""))
    return "<br>".join(lines)


def target_of(figure: Figure) -> Target:
    """The records behind a figure, with a note that says whose they are."""
    said = figure.text or "无"
    return Target(figure.ledger_key, ids=frozenset(figure.record_ids), note=f"{figure.period.label} {figure.label} {said}")
