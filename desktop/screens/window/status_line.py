"""The line at the foot of the window: which file, whose, when last saved, how old the last backup is."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar, QWidget

from desktop.state import State
from desktop.widgets import theme

if TYPE_CHECKING:
    from db.overview import Overview


_NAME = 20  # Han characters of the file's name; the whole path stands in its tip
_BEHIND = 2  # the file and the hospital
PASSING = 6000  # ms that a message stays


class StatusLine(QStatusBar):
    """Permanent words at the right; passing messages at the left."""

    security_wanted = Signal()

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setSizeGripEnabled(False)
        self._state, self._name = state, ""
        self.file, self.hospital = self._word("status_file", "台账文件"), self._word("status_hospital", "单位")
        self.saved, self.backup = self._word("status_saved", "最近保存"), self._word("status_backup", "最近备份")
        state.changed.connect(self._changed)
        state.opened.connect(self._opened)
        state.closed.connect(self.forget)

    # The two that a file may need are made for the first one: Qt's great class of names, which they take, costs 14 ms of the first paint.

    @cached_property
    def looking(self) -> QLabel:
        """Said of a file that may only be looked at."""
        label = theme.chip("只读", "calm", self)
        label.setObjectName("status_read_only")
        label.setToolTip("只能看、导出和打印；要修改，请把文件复制到能写入的文件夹再打开。")
        label.hide()
        self.insertPermanentWidget(_BEHIND, label)
        return label

    @cached_property
    def password(self) -> QPushButton:
        """Leads to where a password is set."""
        from PySide6.QtCore import Qt

        button = QPushButton("未设密码", self)
        button.setProperty("link", True)
        button.setObjectName("status_password")
        button.setAccessibleName("未设密码")
        button.setToolTip("拿到这个文件的人都能打开；可以在“设置—安全”里设密码。")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setAutoDefault(True)
        button.hide()
        button.clicked.connect(self.security_wanted)
        self.insertPermanentWidget(_BEHIND + ("looking" in vars(self)), button)
        return button

    def _word(self, name: str, words: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setAccessibleName(words)
        self.addPermanentWidget(label)
        return label

    @Slot()
    def _opened(self) -> None:
        from PySide6.QtCore import Qt

        workspace = self._state.workspace
        widest = _NAME * self.fontMetrics().horizontalAdvance("汉")
        self._name = workspace.path.name
        self.file.setText(self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideMiddle, widest))
        self.file.setToolTip(str(workspace.path))
        self._show_hospital(workspace.hospital)
        self.looking.setVisible(workspace.read_only)
        self.password.setVisible(not workspace.encrypted)
        self.password.setEnabled(self._state.writable)
        self._read_backup()  # unlocked, the window may stand where no overview is read

    @Slot()
    def forget(self) -> None:
        """No file is open."""
        self.clearMessage()
        self._name = ""
        for label in (self.file, self.hospital, self.saved, self.backup):
            label.clear()
        for name in {"looking", "password"} & vars(self).keys():  # never made as long as no file was open
            getattr(self, name).hide()

    @Slot(object)
    def _changed(self, changes: Any) -> None:
        self.saved.setText(f"{datetime.now():%H:%M} 已保存")
        if changes.ids:
            step = changes.label.startswith(("撤销：", "重做："))
            self.pass_by(f"已{changes.label}" if step else f"{changes.label}：已保存")
            return
        # An event: settings or a backup may have changed.
        self._show_hospital(self._state.workspace.hospital)
        self._read_backup()

    def _read_backup(self) -> None:
        from db.sticks import BACKUPS, newest_backup

        self._show_backup(newest_backup(self._state.workspace.setting(BACKUPS)))

    def _show_hospital(self, name: str) -> None:
        """Not where the file is called after it."""
        self.hospital.setText(name)
        self.hospital.setVisible(not self._name.startswith(f"{name}."))

    def pass_by(self, words: str) -> None:
        """Shows a message for a while, cut with … where the words at the right begin."""
        from PySide6.QtCore import Qt

        room = self.file.x() if self.isVisible() else self.width()
        self.showMessage(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room - theme.LARGE), PASSING)

    def show_seen(self, seen: Overview) -> None:
        """What the overview knows: last save and last backup."""
        self._show_hospital(seen.hospital)
        if seen.saved_at is not None:
            self.saved.setText(f"{_day(seen.saved_at, seen.today)} 已保存")
        self._show_backup(seen.backup_at)

    def _show_backup(self, at: datetime | None) -> None:
        days = (self._state.today() - at.date()).days if at else None
        self.backup.setText("还没有备份" if days is None else "今天已备份" if days <= 0 else f"{days} 天前备份")


def _day(at: datetime, today: date) -> str:
    return f"{at:%H:%M}" if at.date() == today else f"{at.date().isoformat()}"
