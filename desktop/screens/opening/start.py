"""The page shown while no file is open: a new file, an existing one, a backup, the sample hospital."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import jobs, places
from desktop.screens.opening.card_place import in_the_middle
from desktop.screens.window.about import NO_SECRETS, PURPOSE
from desktop.screens.window.menus import FILES
from desktop.settings import WindowSettings
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.file_choice import LEDGER, choose_file
from desktop.widgets.link_button import LinkButton

CHOICES = (
    ("new", "新建台账", "第一次使用从这里开始：填写单位、录入名册，几分钟就好。", "new"),
    ("open", "打开已有台账", "打开本机上的台账文件（扩展名 .lvze）。", "open"),
    ("restore", "从备份恢复", "换了电脑或文件损坏时，从 U 盘或文件夹里的备份恢复。", "restore"),
    ("sample", "看看示例医院", "虚构的一家医院、一整年的记录，可以随便试，不影响您的台账。", "help"),
)


class StartPage(QWidget):
    """Four ways to begin, and the files opened lately."""

    open_wanted = Signal(Path)

    def __init__(self, state: State, settings: WindowSettings, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("start_page")
        self._state = state
        self.buttons: dict[str, QPushButton] = {}
        self._first: QPushButton | None = None  # the file opened last
        choices = QGridLayout()
        choices.setHorizontalSpacing(theme.LARGE)
        choices.setVerticalSpacing(theme.SMALL)
        for row, (key, title, words, icon) in enumerate(CHOICES):
            button = QPushButton(title, self)
            button.setObjectName(f"start_{key}")
            button.setAccessibleName(title)
            button.setAccessibleDescription(words)
            button.setIcon(theme.icon(icon, theme.ON_STRONG if key == "new" else theme.MUTED))
            button.setIconSize(QSize(theme.ICON, theme.ICON) * 1.25)
            button.setMinimumSize(168, 40)
            if key == "new":
                button.setProperty("main", True)
            button.setAutoDefault(True)  # Enter presses it, too
            button.clicked.connect(getattr(self, f"_{key}"))
            self.buttons[key] = button
            choices.addWidget(button, row, 0)
            choices.addWidget(theme.muted(words, self), row, 1)
        choices.setColumnStretch(1, 1)
        picture = QLabel(self)
        picture.setPixmap(theme.icon("lvze").pixmap(QSize(48, 48)))
        head = QHBoxLayout()
        head.addWidget(picture)
        head.addSpacing(theme.SMALL)
        head.addWidget(theme.heading("履责台账", self, theme.TITLE), 1)
        notice = theme.sentence(NO_SECRETS, "warn", self)
        card = QFrame(self)
        card.setProperty("card", True)
        card.setFixedWidth(theme.scaled(680))
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.HUGE, theme.HUGE, theme.HUGE, theme.HUGE)
        column.setSpacing(theme.MEDIUM)
        column.addLayout(head)
        column.addWidget(theme.muted(PURPOSE, self))
        column.addSpacing(theme.SMALL)
        column.addLayout(choices)
        recent = [path for path in settings.recent if path.is_file()][:4]
        if recent:
            column.addSpacing(theme.SMALL)
            column.addWidget(theme.heading("最近打开的台账", self))
            for place, path in enumerate(recent, start=1):
                link = LinkButton(f"{path.stem}　{path.parent}", f"start_recent_{place}", self)
                link.clicked.connect(partial(self.open_wanted.emit, path))
                column.addWidget(link)
                link.setAutoDefault(True)
                self._first = self._first or link
        column.addSpacing(theme.SMALL)
        column.addWidget(notice)
        in_the_middle(self, card)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        (self._first or self.buttons["new"]).setFocus()

    @Slot()
    def _new(self) -> None:
        from desktop.screens.opening.start_wizard import StartWizard

        StartWizard(self._state, self.window()).open()

    @Slot()
    def _open(self) -> None:
        if chosen := choose_file(self, "打开台账", FILES, LEDGER):
            self.open_wanted.emit(chosen)

    @Slot()
    def _restore(self) -> None:
        from desktop.screens.safety.restore_dialog import RestoreDialog

        RestoreDialog(self._state, self.window()).open()

    @Slot()
    def _sample(self) -> None:
        """The sample hospital lies in the program's own folder; it is made once."""
        path = places.user_folder() / "示例医院.lvze"
        if path.exists():
            self.open_wanted.emit(path)
            return

        def work(progress: jobs.Progress) -> Path:
            from db.workspace import Workspace
            from desktop.sample import build_to_try

            part = path.with_name("示例医院.正在生成.lvze")
            part.unlink(missing_ok=True)
            with Workspace.create(part) as workspace:
                build_to_try(workspace, progress=progress)
            _move(part, path)
            return path

        jobs.run(self, "正在生成示例医院", work, self.open_wanted.emit)


def _move(source: Path, target: Path) -> None:
    """Renames a closed file together with its evidence folder."""
    files = source.with_name(source.name + ".files")
    if files.exists():
        files.rename(target.with_name(target.name + ".files"))
    source.rename(target)
    source.with_name(source.name + ".lock").unlink(missing_ok=True)
