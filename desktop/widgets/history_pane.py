"""修改历史: what was changed in a record, when, in which step, from what to what; an old value can be put back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from db import journal
from db.errors import Refusal
from db.ledger import Ledger
from db.vocabulary import Words
from desktop import errors
from desktop.operations.records import restore_value
from desktop.state import State
from desktop.widgets.pane import Pane, PaneTable
from desktop.widgets.question import ask


class HistoryPane(Pane):
    title = "修改历史"

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        self.restore_button = self.add_button("restore_value", "恢复为以前的内容", "把选中的这一项恢复为“从”一栏的内容", "restore")
        self.table = PaneTable("history", "修改历史", ["时间", "哪一项", "从", "到", "哪一步"], [10, 8, 0, 0, 10], self)
        self.column.addWidget(self.table, 1)
        self.restore_button.clicked.connect(self.restore)
        self.table.itemSelectionChanged.connect(self._selected)
        self._lines: list[journal.FieldChange] = []

    def refresh(self) -> None:
        rows: list[tuple[object, list[str]]] = []
        self._lines = []
        if self.view is not None:
            with self.lookup.workspace.read() as session:
                self._lines = [
                    line
                    for line in journal.history(session, self.ledger.model, self.view.id)
                    if self._label(line.attribute)
                ]
                words = self.lookup.workspace.words(session)
                for number, line in enumerate(self._lines):
                    rows.append(
                        (
                            number,
                            [
                                f"{line.at:%Y-%m-%d %H:%M}",
                                self._label(line.attribute),
                                self._words(line.attribute, line.before, words),
                                self._words(line.attribute, line.after, words),
                                line.label,
                            ],
                        )
                    )
        self.table.fill(rows)
        self.counted.emit(-1)
        self._selected()

    @Slot()
    def restore(self) -> None:
        """Puts the old value of the chosen line back, after asking."""
        line = self._line()
        if line is None or self.view is None:
            return
        label = self.ledger.field(line.attribute).label
        if ask(self, f"把“{label}”恢复为以前的内容吗？现在的内容会留在修改历史里。", "恢复"):
            try:
                restore_value(
                    self.lookup.workspace, self.ledger, self.view.id, line.attribute, line.before, self.state.today()
                )
            except Refusal as refusal:
                errors.tell(self, refusal)

    @Slot()
    def _selected(self) -> None:
        self.restore_button.setEnabled(self._line() is not None and self.usable)

    def _line(self) -> journal.FieldChange | None:
        """The chosen line when its old value can be put back."""
        key = self.table.current_key
        line = self._lines[key] if isinstance(key, int) and key < len(self._lines) else None
        typed = {field.name for field in self.ledger.fields if not field.readonly}
        return line if line is not None and line.attribute in typed else None

    def _label(self, attribute: str) -> str:
        if attribute in ("", "voided_at", "number"):
            return {"": "（新建）", "voided_at": "回收站", "number": "编号"}[attribute]
        try:
            return self.ledger.field(attribute).label
        except KeyError:
            return ""  # bookkeeping that no person reads

    def _words(self, attribute: str, value: Any, words: Words) -> str:
        if attribute == "voided_at":
            return "已删除" if value is not None else "在用"
        return self.ledger.field(attribute).display(value, words) if attribute else ""
