"""A card of things due: kind, title, how long still or how long over. Every line leads to its record."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.state import Target
from desktop.widgets import theme
from desktop.widgets.flow import FlowLayout
from desktop.widgets.link_button import LinkButton

if TYPE_CHECKING:
    from db.overview import Due, Group

KINDS = {"duty_item": "应办事项", "pledge": "责任书", "talk": "谈心谈话", "risk_point": "风险点", "problem": "整改事项",
         "opinion": "意见建议", "lecture": "讲座论坛"}


class DueCard(QFrame):
    """Shows the first things of a ``Group`` and, below them, how many there are of each ledger."""

    chosen = Signal(object)  # Target

    def __init__(self, title: str, empty: str, tone: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("card", True)
        self._empty, self._tone = empty, tone
        self._title = title
        self.count = theme.chip("…", "calm", self)
        head = QHBoxLayout()
        head.addWidget(theme.heading(title, self))
        head.addWidget(self.count)
        head.addStretch(1)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(theme.SMALL)
        self._rows.setVerticalSpacing(2)
        self._rows.setColumnStretch(1, 1)
        self._more = FlowLayout(spacing=theme.TIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        column.addLayout(head)
        column.addLayout(self._rows)
        column.addStretch(1)
        column.addLayout(self._more)

    def show_group(self, group: Group, today: date, note: str) -> None:
        """``note`` heads the list behind a link; ``{kind}`` in it becomes the ledger's name."""
        self._clear(self._rows)
        self._clear(self._more)
        theme.tint(self.count, f"{group.total} 件", self._tone if group.total else "calm")
        if not group.total:
            self._rows.addWidget(theme.muted(self._empty, self), 0, 0, 1, 3)
            return
        for row, due in enumerate(group.shown):
            kind = theme.muted(due.kind, self)
            kind.setWordWrap(False)
            link = LinkButton(due.title or due.kind, f"due_{due.ledger_key}_{due.record_id}", self)
            words, tone = _left(due, today)
            link.setAccessibleName(f"{due.kind}：{due.title}，{words}")
            link.clicked.connect(partial(self.chosen.emit, Target(due.ledger_key, record_id=due.record_id)))
            self._rows.addWidget(kind, row, 0)
            self._rows.addWidget(link, row, 1)
            self._rows.addWidget(theme.chip(words, tone, self), row, 2)
        for key, ids in group.ids.items():
            kind = KINDS.get(key, key)
            link = LinkButton(f"{kind} {len(ids)} 件", f"all_{key}", self)
            link.clicked.connect(partial(self.chosen.emit, Target(key, ids=ids, note=note.format(kind=kind))))
            self._more.addWidget(link)

    def _clear(self, layout: QLayout) -> None:
        while item := layout.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()


def _left(due: Due, today: date) -> tuple[str, str]:
    """The words at the end of a line and their tone."""
    days = due.days(today)
    if due.kind in ("待验收", "待销号"):
        return ("今天提交" if not days else f"已等 {max(-(days or 0), 0)} 天"), "warn"
    if days is None:
        return "未定时限", "calm"
    if days < 0:
        return f"逾期 {-days} 天", "bad"
    if days == 0:
        return "今天到期", "warn"
    return (f"还有 {days} 天", "warn") if days <= 7 else (f"{due.day.month}月{due.day.day}日", "calm")
