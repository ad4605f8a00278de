"""接龙: a list of names pasted from a chat becomes 实到 and the reasons of the absent; same and unknown names are shown first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import Refusal
from desktop.exchange.chain import AWAY, HERE, OUT, Match, counted, match, read_chain
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.composing import ProseBox
from desktop.widgets.editor import Editor
from desktop.widgets.fitting import fit
from desktop.widgets.own_keys import own_keys

_FATES = ((HERE, "参加"), (AWAY, "请假"), (OUT, "不计"))
_PATIENCE = 250  # ms after the last key before the list is read again


class ChainDialog(QDialog):
    """``taken`` gives how many were present and the reasons of the absent, once the clerk agrees."""

    taken = Signal(int, str)

    def __init__(self, state: State, day: date | None, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("chain_dialog")
        self.setWindowTitle("从接龙取人数")
        self._state, self._day = state, day
        self._matches: list[Match] = []
        self.text: QPlainTextEdit = ProseBox(self)
        self.text.setObjectName("chain_text")
        self.text.setAccessibleName("接龙原文")
        self.text.setPlaceholderText("把群里的接龙整段粘贴到这里，例如：\n#接龙\n1. 张三\n2. 李四 请假（出差）")
        self.table = QTableWidget(0, 4, self)
        self.table.setObjectName("chain_names")
        self.table.setAccessibleName("核对名单")
        self.table.setHorizontalHeaderLabels(["接龙里写的", "名册里的人", "怎么算", "说明"])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        for column, width in enumerate((130, 170, 80)):
            self.table.setColumnWidth(column, theme.scaled(width))
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.said = QLabel(self)
        self.said.setObjectName("chain_said")
        self.said.setWordWrap(True)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._timer.timeout.connect(self.read)
        self._lay_out()
        self.text.textChanged.connect(self._timer.start)
        clipboard = QApplication.clipboard().text()
        if "接龙" in clipboard:
            self.text.setPlainText(clipboard)
        self.read()

    @property
    def matches(self) -> list[Match]:
        return self._matches

    @Slot()
    def read(self) -> None:
        """Reads the pasted text and matches its names."""
        self._timer.stop()
        self._matches = []
        if not self.text.toPlainText().strip():
            theme.tint(self.said, "名字只用来核对和计数，记录里只写人数和缺席原因。", "calm")
        else:
            try:
                entries = read_chain(self.text.toPlainText())
                with self._state.workspace.read() as session:
                    self._matches = match(session, entries, self._day)
            except Refusal as refusal:
                theme.tint(self.said, str(refusal), "warn")
        self._fill()

    def _fill(self) -> None:
        self.table.setRowCount(len(self._matches))
        for row, one in enumerate(self._matches):
            item = QTableWidgetItem(f"{one.entry.place}. {one.entry.text}")
            item.setToolTip(one.entry.text)
            self.table.setItem(row, 0, item)
            if len(one.candidates) > 1:
                self.table.setCellWidget(row, 1, self._combo(row, "是哪一位", [(None, "请选择…"), *one.candidates], one.person))
            else:
                self.table.removeCellWidget(row, 1)
                self.table.setItem(row, 1, QTableWidgetItem(one.candidates[0][1] if one.candidates else "—"))
            self.table.setCellWidget(row, 2, self._combo(row, "怎么算", list(_FATES), one.fate))
            told = QTableWidgetItem(one.told or (one.entry.reason and f"写着：{one.entry.rest.strip('（）()')}"))
            if one.told:
                told.setIcon(theme.icon("warn", theme.tone("warn").text))
            self.table.setItem(row, 3, told)
        self._say()

    def _combo(self, row: int, words: str, choices: list[tuple[Any, str]], current: Any) -> QComboBox:
        combo = QComboBox(self.table)
        combo.setObjectName(f"chain_{'fate' if words == '怎么算' else 'person'}_{row}")
        combo.setAccessibleName(f"{self._matches[row].entry.name}：{words}")
        for key, label in choices:
            combo.addItem(label, key)
        combo.setCurrentIndex(combo.findData(current))
        combo.setProperty("row", row)
        combo.currentIndexChanged.connect(self._chosen)
        return combo

    @Slot()
    def _chosen(self) -> None:
        combo = self.sender()
        row, key = combo.property("row"), combo.currentData()
        if combo.objectName().startswith("chain_fate"):
            self._matches[row] = replace(self._matches[row], fate=key)
        else:
            again = any(one.person == key for place, one in enumerate(self._matches) if place != row) and key is not None
            self._matches[row] = replace(self._matches[row], person=key, told="前面已经接过龙，不重复算" if again else "",
                                         fate=OUT if again else self._matches[row].fate)
            self.table.item(row, 3).setText(self._matches[row].told)
            fate = self.table.cellWidget(row, 2)
            fate.setCurrentIndex(fate.findData(self._matches[row].fate))
        self._say()

    def _say(self) -> None:
        matches = self._matches
        here, reasons = counted(matches)
        undecided = sum(len(one.candidates) > 1 and one.person is None and one.fate != OUT for one in matches)
        unknown = sum(not one.candidates and one.fate != OUT for one in matches)
        self.go.setEnabled(bool(matches) and not undecided)
        self.go.setText(f"取用：实到 {here} 人" if matches else "取用")
        if matches:
            parts = [f"接龙 {len(matches)} 行，参加 {here} 人"] + [f"缺席：{reasons}"] * bool(reasons)
            parts += [f"{unknown} 个名字不在名册里（也算在内，可改成“不计”）"] * bool(unknown)
            parts += [f"{undecided} 个同名的还要选"] * bool(undecided)
            theme.tint(self.said, "；".join(parts) + "。", "warn" if undecided or unknown else "good")

    @Slot()
    def accept(self) -> None:
        if self.go.isEnabled():
            self.taken.emit(*counted(self._matches))
            super().accept()

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.addWidget(self.text, 2)
        body.addWidget(self.table, 5)
        buttons = QDialogButtonBox(self)
        self.go = buttons.addButton("取用", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("chain_go")
        theme.make_main(self.go)
        self.go.setAutoDefault(False)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.said)
        column.addLayout(body, 1)
        column.addWidget(buttons)
        fit(self, 900, 480)


class ChainButton(QToolButton):
    """Stands at the right of 实到 and fills it, and the reasons of the absent where the form has a field for them."""

    def __init__(self, state: State, attended: Editor, editors: dict[str, Editor], day: str):
        super().__init__(attended)
        self._state, self._attended, self._editors, self._day = state, attended, editors, day
        self.setObjectName("chain_button")
        self.setText("接龙…")
        self.setAccessibleName(f"{attended.field.label}：从接龙取人数")
        self.setToolTip("粘贴群里的接龙，核对名字后取人数（Ctrl+J）")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from field to field; Ctrl+J leads here
        own_keys(attended.input, "Ctrl+J", self.open)
        self.clicked.connect(self.open)
        attended.add_beside(self)

    @Slot()
    def open(self) -> None:
        """Opens the list; the names are looked up on the day that stands in the form."""
        if self._state.workspace is None or not self._attended.isEnabled():
            return
        try:
            day = self._editors[self._day].value()
        except (Refusal, KeyError):
            day = None
        dialog = ChainDialog(self._state, day, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.taken.connect(self._taken)
        dialog.open()

    @Slot(int, str)
    def _taken(self, here: int, reasons: str) -> None:
        self._put(self._attended, here)
        if "absence" in self._editors and reasons:
            self._put(self._editors["absence"], reasons)

    def _put(self, editor: Editor, value: object) -> None:
        editor.set_value(value)
        editor.edited.emit()
        editor.left.emit()
