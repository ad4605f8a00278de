"""The line under 备份: how many old backups stay, and after how many days a new one is asked for."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget

from db.backup.generations import MOST, SETTING, Generations
from db.sticks import EVERY_DAYS
from desktop import errors
from desktop.state import State
from desktop.widgets import theme

_ROWS = (("daily", "旧备份按天留", " 天"), ("weekly", "按周留", " 周"), ("quarterly", "按季留", " 季"))
_WHY = ("每天、每周、每季都留当时最后的一份，最近几份总会留下；新的一份从盘上重新读出、核对无误以后，才清理旧的。")


class BackupRules(QWidget):
    """Saved as soon as a number is finished; the newest backups stay in any case."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("backup_rules")
        self._state = state
        self.numbers: dict[str, QSpinBox] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for name, words, unit in _ROWS:
            self._add(row, f"keep_{name}", words, unit, 0)
        row.addSpacing(theme.MEDIUM)
        self._add(row, EVERY_DAYS, "没备份满", " 天提醒", 1)
        row.addStretch(1)
        self.setToolTip(_WHY)

    def _add(self, row: QHBoxLayout, name: str, words: str, unit: str, least: int) -> None:
        number = QSpinBox(self)
        number.setObjectName(name)
        number.setAccessibleName(f"{words} {unit.strip()}")
        number.setRange(least, MOST)
        number.setSuffix(unit)
        number.editingFinished.connect(self.save)
        self.numbers[name] = number
        row.addWidget(QLabel(words, self))
        row.addWidget(number)

    def read(self) -> None:
        """Shows what the file says."""
        workspace = self._state.workspace
        keep = Generations.of(workspace.setting(SETTING))
        for name, number in self.numbers.items():
            number.setValue(workspace.setting(name) if name == EVERY_DAYS else getattr(keep, name.removeprefix("keep_")))
        self.setEnabled(not workspace.read_only)

    @Slot()
    def save(self) -> None:
        workspace = self._state.workspace
        if workspace is None or workspace.read_only:
            return
        keep = {name.removeprefix("keep_"): number.value() for name, number in self.numbers.items() if name != EVERY_DAYS}
        try:
            if Generations(**keep) != Generations.of(workspace.setting(SETTING)):
                workspace.set_setting(SETTING, keep)
            if (days := self.numbers[EVERY_DAYS].value()) != workspace.setting(EVERY_DAYS):
                workspace.set_setting(EVERY_DAYS, days)
        except errors.Refusal as refusal:
            errors.tell(self, refusal)
