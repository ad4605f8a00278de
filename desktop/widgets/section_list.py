"""The headings of a report at its left, for jumping."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidgetItem, QWidget

from desktop.reports.blocks import Attachment, Block, Document, Heading, Title, plain_text
from desktop.reports.marks import walk
from desktop.widgets import theme
from desktop.widgets.plain_list import PlainList

_NUMBER = Qt.ItemDataRole.UserRole
_STEP = "　"


class SectionList(PlainList):
    """One line for the title, for each heading and for each attachment; reworded sections carry a mark."""

    chosen = Signal(int)  # the heading's block number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("report_sections", "报告的各部分", parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(_NUMBER)))
        self.itemActivated.connect(lambda item: self.chosen.emit(item.data(_NUMBER)))

    def show_document(self, document: Document | None, reworded: Sequence[int] = ()) -> None:
        """``reworded`` are the numbers of the blocks that carry the clerk's own words."""
        self.clear()
        head: QListWidgetItem | None = None
        for number, block in enumerate(walk(document.blocks) if document else ()):
            line = _line(block)
            if line is not None:
                depth, words = line
                head = QListWidgetItem(_STEP * depth + words, self)
                head.setData(_NUMBER, number)
                head.setToolTip(words)
            if number in reworded and head is not None and not head.text().endswith("✎"):
                head.setText(head.text() + " ✎")
                head.setToolTip(head.toolTip() + "（有改过的文字）")
                head.setForeground(QColor(theme.ACCENT))

    def mark(self, block: int) -> None:
        """Shows which section a block lies in."""
        rows = [row for row in range(self.count()) if self.item(row).data(_NUMBER) <= block]
        self.setCurrentRow(rows[-1] if rows else -1)


def _line(block: Block) -> tuple[int, str] | None:
    if isinstance(block, Title):
        return 0, "标题"
    if isinstance(block, Heading):
        return block.level - 1, plain_text(block.spans)
    if isinstance(block, Attachment):
        return 0, f"附件{block.number or ''}　{block.title}"
    return None
