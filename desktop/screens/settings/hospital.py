"""The hospital's names and the limits the program reckons with."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

from db.errors import Refusal
from db.settings import DEFAULTS
from desktop import errors
from desktop.screens.settings.card_page import CardPage
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.steady import steady

NAMES = (("hospital", "单位全称", "印在报告的落款里"), ("party_committee", "党委名称", "不填就用“中共……委员会”"),
         ("addressee", "主送机关", "报告开头的主送机关，例如上级党委"))
LIMITS = (
    ("due_soon_days", "整改临期提醒", "天", "离时限还有几天起提醒"),
    ("first_reply_hours", "舆情首次回应时限", "小时", "从发现到回应"),
    ("complaint_days", "投诉办结时限", "个工作日", "从发现的次日算起，节假日不算"),
    ("report_days", "报告定稿期限", "天", "季度、半年、年度结束后几天内定稿"),
    ("lecture_lead_days", "讲座提前报批", "天", "举办前几天提出申请"),
    ("lecture_lead_days_abroad", "境外人员讲座提前报批", "天", "有境外主讲人时"),
    ("late_entry_days", "补录须写明原因", "天", "事后超过几天才登记的，要写明补录原因"),
    ("small_group", "报告里合并的小组人数", "人", "人数比这少的分组在报告里合并，避免看出是谁"),
)
_WHAT = "hospital"  # what is put by


class HospitalForm(CardPage):
    """Saves all at once; nothing is written until 保存."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__("hospital_form", parent)
        self._state = state
        self.names: dict[str, QLineEdit] = {}
        self.limits: dict[str, QSpinBox] = {}
        names, limits = self._grid(), self._grid()
        for row, (key, label, help_) in enumerate(NAMES):
            edit = self.names[key] = QLineEdit(self)
            edit.setObjectName(f"setting_{key}")
            edit.setAccessibleName(label)
            edit.setPlaceholderText(help_ if state.writable else "")
            edit.textEdited.connect(self._edited)
            names.addWidget(QLabel(label, self), row, 0)
            names.addWidget(edit, row, 1)
        for row, (key, label, unit, help_) in enumerate(LIMITS):
            spin = self.limits[key] = QSpinBox(self)
            spin.setObjectName(f"setting_{key}")
            spin.setAccessibleName(label)
            spin.setAccessibleDescription(help_)
            spin.setRange(1, 365)
            spin.setSuffix(f" {unit}")
            spin.setFixedWidth(self.fontMetrics().horizontalAdvance("365 个工作日") + theme.HUGE)
            spin.valueChanged.connect(self._edited)
            steady(spin)
            limits.addWidget(QLabel(label, self), row, 0)
            limits.addWidget(spin, row, 1)
            limits.addWidget(theme.muted(f"{help_}，平常是 {DEFAULTS[key]} {unit}", self), row, 2)
        names.setColumnStretch(1, 1)
        limits.setColumnStretch(2, 1)
        self.save_button = self.button("save_settings", "保存", self.save, main=True)
        self.save_button.setAccessibleName("保存设置")
        self.save_button.setShortcut("Ctrl+S")
        self.undo_button = self.button("revert_settings", "恢复原样", self.read)
        self.card("单位", "名称印在报告和各种表上，填全称。", names.parentWidget())
        self.card("期限", "工作台的提醒和报告前的核对按这些期限算。", limits.parentWidget())
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.undo_button)
        buttons.addStretch(1)
        self.column.addLayout(buttons)
        self.close_column()
        self.read()
        if (left := state.taken_up(_WHAT)) is not None:
            self._put(left)
            self._mark(True)

    def _grid(self) -> QGridLayout:
        """Its first column is as wide in one card as in the other."""
        grid = QGridLayout(QWidget(self))
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.SMALL)
        grid.setHorizontalSpacing(theme.MEDIUM)
        widest = max(self.fontMetrics().horizontalAdvance(label) for _, label, *_ in (*NAMES, *LIMITS))
        grid.setColumnMinimumWidth(0, widest + theme.SMALL)
        return grid

    @Slot()
    def read(self) -> None:
        """Shows what the file holds."""
        workspace = self._state.workspace
        self._put({key: workspace.setting(key) for key in (*self.names, *self.limits)})
        for widget in (*self.names.values(), *self.limits.values()):
            widget.setEnabled(self._state.writable)
        self._mark(False)

    @Slot()
    def save(self) -> None:
        workspace = self._state.workspace
        values = self._values()
        try:
            if not values["hospital"]:
                raise Refusal("请填写单位全称，它会印在报告的落款里。")
            for key, value in values.items():
                if value != (workspace.setting(key) or ""):
                    workspace.set_setting(key, value)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        self._mark(False)

    def _put(self, values: dict[str, Any]) -> None:
        for key, edit in self.names.items():
            edit.setText(values[key] or "")
        for key, spin in self.limits.items():
            spin.setValue(int(values[key]))

    def _values(self) -> dict[str, Any]:
        return {key: edit.text().strip() for key, edit in self.names.items()} | {key: spin.value() for key, spin in self.limits.items()}

    def keep_draft(self) -> None:
        """The window is about to be locked, or the file closed."""
        if self.has_unsaved():
            self._state.put_by(_WHAT, self._values())

    def has_unsaved(self) -> bool:
        return self.save_button.isEnabled()

    @Slot()
    def _edited(self, *_: object) -> None:
        self._mark(True)

    def _mark(self, edited: bool) -> None:
        self.save_button.setEnabled(edited)
        self.undo_button.setEnabled(edited)
