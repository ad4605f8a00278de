"""What does not fit together in the period: sentences of the checks, each leading to the records it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.state import Target
from desktop.widgets import theme
from desktop.widgets.link_button import LinkButton

if TYPE_CHECKING:
    from db.checks import Finding
    from db.periods import Period


class FindingsCard(QFrame):
    """The serious findings first, as many as there is room for."""

    chosen = Signal(object)  # Target

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("findings_card")
        self.setProperty("card", True)
        self._seen: tuple[object, ...] = ()  # what the lines say: made anew only when it changes
        self.count = theme.chip("…", "calm", self)
        head = QHBoxLayout()
        head.addWidget(theme.heading("需要核对", self))
        head.addWidget(self.count)
        head.addStretch(1)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        column.addLayout(head)
        column.addLayout(self._lines)
        column.addStretch(1)

    def show_findings(self, period: Period, findings: Sequence[Finding], shown: int) -> None:
        if self._seen == (period, tuple(findings), shown):
            return
        self._seen = period, tuple(findings), shown
        while item := self._lines.takeAt(0):
            item.widget().hide()
            item.widget().deleteLater()
        serious = any(finding.serious for finding in findings)
        theme.tint(self.count, f"{len(findings)} 处", "warn" if serious else "calm")
        for place, finding in enumerate(findings[:shown]):
            link = LinkButton(finding.sentence, f"finding_{place}", self)
            link.clicked.connect(partial(self.chosen.emit, Target(
                finding.ledger_key, ids=frozenset(finding.record_ids) or None, note=finding.sentence)))
            self._lines.addWidget(link)
        if not findings:
            self._lines.addWidget(theme.muted(f"{period.label}的记录没有发现前后矛盾。", self))
        elif len(findings) > shown:
            self._lines.addWidget(theme.muted(f"还有 {len(findings) - shown} 处，写报告时会一一列出。", self))
