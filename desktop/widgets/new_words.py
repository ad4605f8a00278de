"""Words of a file that the vocabularies do not have: one tick for each vocabulary adds them together with the import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.widgets import theme

if TYPE_CHECKING:
    from desktop.exchange.workbook_in import Added, Unknown

MOST = 40  # words; more are no list of terms but a column taken for the wrong field


class NewWords(QWidget):
    """Hidden while every word is known. ``changed`` follows the ticks, ``added`` is what they ask for."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.ticks: dict[str, QCheckBox] = {}
        self._asked: dict[str, Unknown] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.TIGHT)
        self.hide()

    @property
    def added(self) -> Added:
        return tuple((key, self._asked[key].words) for key, tick in self.ticks.items() if tick.isChecked())

    def clear(self) -> None:
        """Other rows or columns: nothing is asked about them yet."""
        self._show({})

    def show_unknown(self, unknown: Iterable[Unknown]) -> None:
        """Asks about the words that a try did not know; those ticked for it stay as they are."""
        kept = {key: self._asked[key] for key, tick in self.ticks.items() if tick.isChecked()}
        self._show(kept | {one.vocabulary: one for one in unknown})

    def _show(self, asked: dict[str, Unknown]) -> None:
        if asked == self._asked:
            return  # the keyboard stays on its tick
        ticked = {key for key, tick in self.ticks.items() if tick.isChecked() and self._asked[key] == asked.get(key)}
        self._asked = asked
        self.ticks = {}
        while (item := self._column.takeAt(0)) is not None:
            item.widget().deleteLater()
        for key, one in asked.items():
            self._column.addWidget(self._line(key, one, key in ticked))
        self.setVisible(bool(asked))

    def _line(self, key: str, one: Unknown, ticked: bool) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        if len(one.words) > MOST:
            row.addWidget(theme.sentence(
                f"“{one.title}”里没有的词有 {len(one.words)} 个，多半是列选错了，请先核对对应关系。", "warn", line), 1)
            return line
        tick = self.ticks[key] = QCheckBox(f"把下列 {len(one.words)} 个词增加到词汇“{one.title}”：", line)
        tick.setObjectName(f"import_words_{key}")
        tick.setAccessibleName(f"{tick.text()}{'、'.join(one.words)}")
        tick.setChecked(ticked)
        tick.toggled.connect(self._toggled)
        words = QLabel("、".join(one.words), line)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(tick)
        row.addWidget(words, 1)
        return line

    @Slot()
    def _toggled(self, *_: object) -> None:
        self.changed.emit()
