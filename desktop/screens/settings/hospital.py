"""The hospital's names and the limits the program reckons with."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QSpinBox, QVBoxLayout,
                               QWidget)

from db.errors import Refusal
from db.settings import DEFAULTS
from desktop import errors
from desktop.state import State
from desktop.widgets import theme

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


class HospitalForm(QWidget):
    """Saves all at once; nothing is written until 保存."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("hospital_form")
        self._state = state
        self.names: dict[str, QLineEdit] = {}
        self.limits: dict[str, QSpinBox] = {}
        form = QFormLayout()
        form.setVerticalSpacing(theme.SMALL)
        form.setHorizontalSpacing(theme.LARGE)
        form.addRow(theme.heading("单位", self))
        for key, label, help_ in NAMES:
            edit = QLineEdit(self)
            edit.setObjectName(f"setting_{key}")
            edit.setAccessibleName(label)
            edit.setPlaceholderText(help_)
            edit.textEdited.connect(self._edited)
            self.names[key] = edit
            form.addRow(label, edit)
        form.addRow(theme.heading("期限", self))
        for key, label, unit, help_ in LIMITS:
            spin = QSpinBox(self)
            spin.setObjectName(f"setting_{key}")
            spin.setAccessibleName(label)
            spin.setAccessibleDescription(help_)
            spin.setRange(1, 365)
            spin.setSuffix(f" {unit}")
            spin.setFixedWidth(110)
            spin.valueChanged.connect(self._edited)
            self.limits[key] = spin
            row = QHBoxLayout()
            row.setSpacing(theme.MEDIUM)
            row.addWidget(spin)
            row.addWidget(theme.muted(f"{help_}，平常是 {DEFAULTS[key]} {unit}", self), 1)
            form.addRow(label, row)
        self.save_button = QPushButton("保存", self)
        self.save_button.setObjectName("save_settings")
        self.save_button.setAccessibleName("保存设置")
        self.save_button.setProperty("main", True)
        self.save_button.setShortcut("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.undo_button = QPushButton("恢复原样", self)
        self.undo_button.setObjectName("revert_settings")
        self.undo_button.setAccessibleName("恢复原样")
        self.undo_button.clicked.connect(self.read)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.undo_button)
        buttons.addStretch(1)
        inside = QWidget(self)
        inside.setMaximumWidth(760)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.LARGE)
        column.addLayout(form)
        column.addLayout(buttons)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.read()

    @Slot()
    def read(self) -> None:
        """Shows what the file holds."""
        workspace = self._state.workspace
        for key, edit in self.names.items():
            edit.setText(workspace.setting(key) or "")
        for key, spin in self.limits.items():
            spin.setValue(int(workspace.setting(key)))
        self._mark(False)

    @Slot()
    def save(self) -> None:
        workspace = self._state.workspace
        values = {key: edit.text().strip() for key, edit in self.names.items()}
        values |= {key: spin.value() for key, spin in self.limits.items()}
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

    def has_unsaved(self) -> bool:
        return self.save_button.isEnabled()

    @Slot()
    def _edited(self, *_: object) -> None:
        self._mark(True)

    def _mark(self, edited: bool) -> None:
        self.save_button.setEnabled(edited)
        self.undo_button.setEnabled(edited)
