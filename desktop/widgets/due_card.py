"""A card of things due: kind, title, how long still or how long over. Every line leads to its record."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from db.periods import Period
from desktop.state import Target
from desktop.widgets import theme
from desktop.widgets.flow import FlowLayout
from desktop.widgets.link_button import LinkButton

if TYPE_CHECKING:
    from db.overview import Due, Group, Tier

KINDS = {"duty_item": "应办事项", "pledge": "责任书", "talk": "谈心谈话", "risk_point": "风险点", "problem": "整改事项",
         "opinion": "意见建议", "lecture": "讲座论坛", "incident": "舆情与投诉", "document": "上报材料", "report": "报告"}
LINE_SPACING = 2
_NUMBER = re.compile(r"[A-Z]+-[\dQ-]+　")
Left = Callable[["Due", date], tuple[str, str]]
"""Says how long there still is for a thing: words and tone."""


class DueCard(QFrame):
    """Shows the first things of a ``Group`` and, below them, how many there are of each ledger."""

    chosen = Signal(object)  # Target

    def __init__(self, title: str, empty: str, tone: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("card", True)
        self._empty, self._tone = empty, tone
        self._title = title
        self._seen: tuple[object, ...] = ()  # what the lines and the links below say: made anew only when it changes
        self._tiers_seen: tuple[object, ...] = ()
        self._lines: list[tuple[LinkButton, QLabel]] = []  # what leads to the record, and how long there still is
        self.count = theme.chip("…", "calm", self)
        head = QHBoxLayout()
        head.addWidget(theme.heading(title, self))
        head.addWidget(self.count)
        head.addStretch(1)
        self.now = theme.chip("", tone, self)
        self.now.hide()
        head.insertWidget(2, self.now)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(theme.SMALL)
        self._rows.setVerticalSpacing(LINE_SPACING)
        self._rows.setColumnStretch(1, 1)
        self._tiers = FlowLayout(spacing=theme.SMALL)
        self._more = FlowLayout(spacing=theme.SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        column.addLayout(head)
        column.addLayout(self._rows)
        column.addStretch(1)
        column.addLayout(self._tiers)
        column.addLayout(self._more)

    def show_tiers(self, tiers: Sequence[Tier], label: str) -> None:
        """How far the duties of a quarter are, one line for each level of responsibility."""
        if self._tiers_seen == (tuple(tiers), label):
            return
        self._tiers_seen = tuple(tiers), label
        self._clear(self._tiers)
        for place, tier in enumerate(tiers):
            link = LinkButton(f"{tier.label} 已办 {tier.done}/{tier.total}", f"tier_{place}", self)
            left = f"，还有 {len(tier.open_ids)} 件没有办" if tier.open_ids else "，全部办完"
            link.setAccessibleName(f"{tier.label}{left}")
            link.clicked.connect(partial(self.chosen.emit, Target(
                "duty_item", ids=tier.open_ids or tier.ids, note=f"{label} {tier.label}{left}")))
            self._tiers.addWidget(link)

    def show_group(self, group: Group, today: date, note: str, now: int = 0, left: Left | None = None) -> None:
        """``note`` heads the list behind a link; ``{kind}`` in it becomes the ledger's name. ``now`` of them are for today;
        ``left`` says how long there still is, in days when it is not given."""
        left = left or days_left
        theme.tint(self.now, f"今天 {now} 件", self._tone)
        self.now.setVisible(now > 0)
        if self._seen != (group, today, note):
            self._seen = group, today, note
            theme.tint(self.count, f"{group.total} 件", self._tone if group.total else "calm")
            self._clear(self._rows)
            self._clear(self._more)
            self._lines = [self._add_line(row, due) for row, due in enumerate(group.shown)]
            self._add_totals(group, note)
        for due, (link, chip) in zip(group.shown, self._lines):
            words, tone = left(due, today)
            theme.tint(chip, words, tone)
            link.setAccessibleName(f"{due.kind}：{due.title}，{words}")

    def _add_line(self, row: int, due: Due) -> tuple[LinkButton, QLabel]:
        kind = theme.muted(due.kind, self)
        kind.setWordWrap(False)
        title = due.title or due.kind
        short = title.partition("　")[2] if _NUMBER.match(title) else ""  # the words say more than the number
        link = LinkButton(title, f"due_{due.ledger_key}_{due.record_id}", self, short)
        link.clicked.connect(partial(self.chosen.emit, _target(due)))
        chip = theme.chip("", "calm", self)
        for column, widget in enumerate((kind, link, chip)):
            self._rows.addWidget(widget, row, column)
        return link, chip

    def _add_totals(self, group: Group, note: str) -> None:
        if not group.total:
            self._rows.addWidget(theme.muted(self._empty, self), 0, 0, 1, 3)
        for key, ids in group.ids.items():
            if key == "report":
                continue  # every one stands above: there are three at most
            kind = KINDS.get(key, key)
            link = LinkButton(f"{kind} {len(ids)} 件", f"all_{key}", self)
            link.clicked.connect(partial(self.chosen.emit, Target(key, ids=ids, note=note.format(kind=kind))))
            self._more.addWidget(link)

    def _clear(self, layout: QLayout) -> None:
        while item := layout.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()


def _target(due: Due) -> Target:
    if not due.code:
        return Target(due.ledger_key, record_id=due.record_id)
    kind, period = due.code.split()
    return Target(due.ledger_key, filters={"kind": kind}, period=Period.parse(period))


def workdays_left(due: Due, today: date) -> tuple[str, str]:
    """The same in working days. Loads the calendar of holidays: not before the first paint."""
    words, tone = days_left(due, today)
    if due.day is None or due.day <= today or not words.startswith("还有"):
        return words, tone
    from db.workdays import until

    left = until(today, due.day)
    return (left.words if left.days else "节假日内到期"), tone


def days_left(due: Due, today: date) -> tuple[str, str]:
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
