"""The top of a form: which record it is, in which state, whether it is saved, and 保存."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from db.fields import Choice
from db.ledger import Ledger
from desktop.operations.records import RecordView
from desktop.widgets import theme


class FormHead(QWidget):
    def __init__(self, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(parent)
        self._ledger = ledger
        self.title = theme.heading("", self)
        self.title.setObjectName("record_title")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(theme.TIGHT)
        self._unsaved = theme.chip("未保存", "warn", self)
        self._unsaved.setObjectName("unsaved")
        self.save_button = QPushButton("保存", self)
        self.save_button.setObjectName("form_save")
        self.save_button.setAccessibleName("保存")
        self.save_button.setToolTip("保存（Ctrl+S）")
        self.save_button.setProperty("main", True)
        self.save_button.setAutoDefault(True)  # Enter leads here from the last field, and presses it
        self.save_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard in the field: disabled, it would go anywhere
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        row.addWidget(self.title)
        row.addLayout(self._chips)
        row.addStretch(1)
        row.addWidget(self._unsaved)
        row.addWidget(self.save_button)

    def set_unsaved(self, changed: bool, can_save: bool) -> None:
        self._unsaved.setVisible(changed)
        self.save_button.setEnabled(can_save)

    def show_record(self, view: RecordView | None) -> None:
        """Number and states of a record, the same word once; None = a new one."""
        while item := self._chips.takeAt(0):
            item.widget().hide()
            item.widget().deleteLater()
        if view is None:
            self.title.setText(f"新增{self._ledger.one}")
            return
        self.title.setText(view.number or self._ledger.one)
        said = set()
        for field in (*self._ledger.fields, *self._ledger.derived):
            computed = field.name in view.state
            if not computed and not (isinstance(field, Choice) and field.readonly):
                continue
            code = view.state[field.name] if computed else view.values[field.name]
            if code is None or not getattr(field, "states", ()) or not field.state(code).tone or field.state(code).label in said:
                continue
            said.add(field.state(code).label)
            chip = theme.chip(field.state(code).label, field.state(code).tone, self)
            chip.setAccessibleName(f"{field.label}：{field.state(code).label}")
            self._chips.addWidget(chip)
        if view.voided:
            self._chips.addWidget(theme.chip("在回收站里", "bad", self))
