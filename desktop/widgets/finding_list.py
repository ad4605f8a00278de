"""What the checks found for a report's period, or what changed since it was sealed. Each finding leads to its records."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.checks import Finding
from desktop.widgets import theme


class FindingList(QScrollArea):
    """A card for each finding."""

    wanted = Signal(object)  # Finding: show its records

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_findings")
        self.setAccessibleName("校验结果")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_findings((), "")

    def show_findings(self, findings: Sequence[Finding], none: str) -> None:
        """Replaces the list. ``none`` is said when there is nothing to list."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.SMALL, theme.SMALL, theme.SMALL, theme.SMALL)
        column.setSpacing(theme.SMALL)
        if not findings:
            column.addWidget(theme.muted(none, inside))
        for number, finding in enumerate(findings):
            column.addWidget(self._card(number, finding, inside))
        column.addStretch(1)
        self.setWidget(inside)

    def _card(self, number: int, finding: Finding, parent: QWidget) -> QFrame:
        card = QFrame(parent)
        card.setProperty("card", True)
        words = theme.muted(finding.sentence, card)
        words.setProperty("quiet", False)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        foot = QHBoxLayout()
        foot.addWidget(theme.chip("须核对" if finding.serious else "提示", "bad" if finding.serious else "warn", card))
        foot.addStretch(1)
        if finding.record_ids:
            go = QPushButton(f"查看 {len(finding.record_ids)} 条记录", card)
            go.setObjectName(f"finding_{number}")
            go.setAccessibleName(f"查看记录：{finding.sentence}")
            go.setProperty("link", True)
            go.clicked.connect(lambda _=False, one=finding: self.wanted.emit(one))
            foot.addWidget(go)
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        column.setSpacing(theme.TIGHT)
        column.addWidget(words)
        column.addLayout(foot)
        return card
