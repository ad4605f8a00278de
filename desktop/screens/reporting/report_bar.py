"""The bar above a report: which report, which period, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from desktop.widgets import theme
from desktop.widgets.tab_order import in_order

EXPORTS = ((("docx", "pdf"), "Word 和 PDF 两者都导出", "export_both"), (("docx",), "导出 Word", "export_word"), (("pdf",), "导出 PDF", "export_pdf"))


@dataclass(frozen=True)
class SavedLine:
    """One stored report as the list shows it."""

    id: int
    words: str
    final: bool


class ReportBar(QWidget):
    """Emits what was asked for; knows nothing about reports."""

    kind_chosen = Signal(str)
    person_chosen = Signal()
    compose_wanted = Signal()
    saved_wanted = Signal(int)
    saved_listed = Signal()  # the list of stored reports is about to be shown
    edit_wanted = Signal()
    print_wanted = Signal()
    export_wanted = Signal(tuple)
    finalise_wanted = Signal()
    unseal_wanted = Signal()

    def __init__(self, kinds: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_bar")
        self.kind = QComboBox(self)
        self.kind.setObjectName("report_kind")
        self.kind.setAccessibleName("报告种类")
        for key, title in kinds.items():
            self.kind.addItem(title, key)
        self.person = QComboBox(self)
        self.person.setObjectName("report_person")
        self.person.setAccessibleName("述职人")
        self.person.setToolTip("述职报告由谁来述职")
        self.person.hide()
        self.period = theme.heading("", self, theme.BODY)
        self.period.setToolTip("报告期随右上角选择的时间走")
        self.compose = self._button("起草", "compose_report", "report", main=True)
        self.saved = self._menu_button("已存报告", "saved_reports", "open")
        self.edit = self._button("改文字", "edit_report")
        self.print = self._button("打印…", "print_report", "print")
        self.export = self._menu_button("导出", "export_report", "export")
        self.print.setShortcut(QKeySequence.StandardKey.Print)
        self.finalise = self._button("定稿…", "finalise_report", "good")
        self.unseal = self._button("取消定稿…", "unseal_report")
        self.unseal.hide()
        self.exports = [self._export(self.export.menu(), *line) for line in EXPORTS]
        self.export.menu().addSeparator()
        self.annex = self.export.menu().addAction("附上数据来源（口径和记录编号）")
        self.annex.setObjectName("export_annex")
        self.annex.setCheckable(True)
        self.faces = self.export.menu().addAction("")
        self.faces.setObjectName("export_faces")
        self.faces.setVisible(False)
        self.more = self._menu_button("更多", "report_more", "")
        self.state = QLabel(self)
        self.state.setObjectName("report_state")
        self._which = self._row(self.kind, self.person, self.period, self.state, self.compose, self.saved)
        self._doing = self._row(self.edit, _rule(self), self.export, self.print, self.finalise, self.unseal, self.more)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        self._rows.setSpacing(theme.TIGHT)
        self._rows.addLayout(self._which)
        self._rows.addStretch(1)
        self._rows.addLayout(self._doing)
        in_order(self.kind, self.person, self.compose, self.saved, self.edit, self.export, self.print, self.finalise, self.unseal, self.more)
        self.kind.currentIndexChanged.connect(lambda row: self.kind_chosen.emit(self.kind.itemData(row)))
        self.person.currentIndexChanged.connect(lambda _: self.person_chosen.emit())
        self.compose.clicked.connect(self.compose_wanted)
        self.edit.clicked.connect(self.edit_wanted)
        self.print.clicked.connect(self.print_wanted)
        self.finalise.clicked.connect(self.finalise_wanted)
        self.unseal.clicked.connect(self.unseal_wanted)
        self.saved.menu().aboutToShow.connect(self.saved_listed)

    def show_stand_ins(self, missing: Mapping[str, str]) -> None:
        """Says below the exports which faces the computer lacks and what the PDF takes instead."""
        first = next(iter(missing.items()), ("", ""))
        self.faces.setText(f"缺字体：“{first[0]}”用自带{first[1]}代替" + (f"，共 {len(missing)} 种…" if len(missing) > 1 else "…"))
        self.faces.setToolTip("\n".join(f"没有“{face}”，PDF 里用自带的{shipped}代替" for face, shipped in missing.items()))
        self.faces.setVisible(bool(missing))

    def _row(self, *widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def event(self, event: QEvent) -> bool:
        """In two rows where one is too narrow, rather than with words cut off."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            margins = self._rows.contentsMargins()
            wanted = self._which.sizeHint().width() + self._doing.sizeHint().width() + margins.left() + margins.right() + theme.LARGE
            direction = QBoxLayout.Direction.LeftToRight if wanted <= self.width() else QBoxLayout.Direction.TopToBottom
            if direction != self._rows.direction():
                self._rows.setDirection(direction)
        return super().event(event)

    def _button(self, text: str, name: str, icon: str = "", main: bool = False) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.rstrip("…"))
        if icon:
            button.setIcon(theme.icon(icon, theme.ON_STRONG if main else theme.MUTED))
        button.setProperty("main", main)
        return button

    def _menu_button(self, text: str, name: str, icon: str) -> QPushButton:
        button = self._button(text, name, icon)
        menu = QMenu(button)
        menu.setObjectName(f"{name}_menu")
        button.setMenu(menu)
        return button

    def _export(self, menu: QMenu, formats: tuple[str, ...], text: str, name: str) -> QAction:
        action = menu.addAction(text, lambda: self.export_wanted.emit(formats))
        action.setObjectName(name)
        return action

    def show_period(self, label: str) -> None:
        self.period.setText(label)

    def show_people(self, people: Sequence[tuple[int, str]], wanted: bool, chosen: int | None = None) -> None:
        """Offers who may report, when the kind of report asks for it; without ``chosen`` the choice stays. Tells nobody."""
        with QSignalBlocker(self.person):
            chosen = self.person.currentData() if chosen is None else chosen
            self.person.clear()
            for one, words in people:
                self.person.addItem(words, one)
            self.person.setCurrentIndex(max(0, self.person.findData(chosen)) if people else -1)
        self.person.setVisible(wanted)

    def follow(self, kind: str, label: str) -> None:
        """Says which report is shown, also when a stored one of another kind or period was opened. Tells nobody."""
        self.show_period(label)
        row = self.kind.findData(kind)
        if row >= 0:
            with QSignalBlocker(self.kind):
                self.kind.setCurrentIndex(row)

    def show_saved(self, lines: Sequence[SavedLine]) -> None:
        """Fills the list of stored reports."""
        menu = self.saved.menu()
        menu.clear()
        if not lines:
            menu.addAction("还没有存下的报告").setEnabled(False)
        for line in lines:
            action = menu.addAction(theme.icon("good" if line.final else "report"), line.words, lambda one=line.id: self.saved_wanted.emit(one))
            action.setObjectName(f"saved_{line.id}")

    def show_state(self, words: str, tone: str) -> None:
        """A word on the report shown: draft, final, or nothing."""
        self.state.setVisible(bool(words))
        self.state.setText(words)
        self.state.setProperty("tone", tone)
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)

    def allow(self, shown: bool, final: bool, writable: bool) -> None:
        """What may be pressed: with a report shown, with a final one, with a file that may be written."""
        for button in (self.print, self.export):
            button.setEnabled(shown)
        self.edit.setEnabled(shown and not final and writable)
        self.finalise.setEnabled(shown and not final and writable)
        self.finalise.setVisible(not final)
        self.unseal.setVisible(final)
        self.unseal.setEnabled(writable)
        self.compose.setText("重新取数" if shown and not final else "起草")
        self.compose.setAccessibleName(self.compose.text())


def _rule(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.VLine)
    line.setStyleSheet(f"color: {theme.LINE};")
    return line
