"""The menu bar of the main window and its actions."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

from desktop.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction, QKeySequence
    from PySide6.QtWidgets import QToolButton

    from desktop.screens.window.main_window import MainWindow
    from desktop.slices import Job

FILES = "履责台账文件 (*.lvze)"
_LONGEST = 36  # characters of a step's name in the menu
_NAME, _FOLDER = 24, 20  # Han characters of a recent file's name and of its folder; the whole path stands in the tip


class Menus(QObject):
    """Makes the menus of ``window`` and keeps 撤销/重做 named after the step they would take."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._window = window
        bar = window.menuBar()
        bar.setObjectName("menu_bar")
        self._file, self._edit = self._menu("文件(&F)", "menu_file"), self._menu("编辑(&E)", "menu_edit")
        self._view, self._help = self._menu("查看(&V)", "menu_view"), self._menu("帮助(&H)", "menu_help")

    def fill(self) -> Job:
        """Puts the actions in. After the first paint: nobody opens a menu before it, and the icons take their time."""
        yield from self._build()
        self.show_recent()
        state = self._window.state
        for signal in (state.changed, state.opened, state.closed):
            signal.connect(self._show_steps)
        self._show_steps()

    def _build(self) -> Job:
        from PySide6.QtGui import QKeySequence

        from desktop.screens.window.appearance import Appearance

        window, file, edit = self._window, self._file, self._edit
        self.new = self._action(file, "new_file", "新建台账…", self._new_file, "new")
        self.open = self._action(file, "open_file", "打开…", self._open_file, "open", QKeySequence.StandardKey.Open)
        self.recent = file.addMenu("最近打开的台账")
        self.recent.setObjectName("menu_recent")
        self.recent.setToolTipsVisible(True)
        file.addSeparator()
        self.backup = self._action(file, "backup", "备份到 U 盘或文件夹…", window.show_backup, "backup")
        self.restore = self._action(file, "restore", "从备份恢复…", self._restore, "restore")
        file.addSeparator()
        self.blanks = self._action(file, "blank_forms", "打印空白表…", self._blank_forms, "print")
        self.lock = self._action(file, "lock", "锁定", self._lock, None, QKeySequence("Ctrl+L"))
        self.inspect = self._action(file, "inspect", "进入迎检模式…", lambda: window.inspection.toggle(), None)
        file.addSeparator()
        self.quit = self._action(file, "quit", "退出", window.close, None, QKeySequence("Ctrl+Q"))
        yield
        self.undo = self._action(edit, "undo", "撤销", self._undo, "undo", QKeySequence("Ctrl+Z"))
        self.redo = self._action(edit, "redo", "重做", self._redo, "redo", QKeySequence("Ctrl+Y"))
        edit.addSeparator()
        self.find = self._action(edit, "find_all", "查找全部…", window.find, "search", QKeySequence("Ctrl+K"))
        button = self._find_button()
        window.menuBar().setCornerWidget(button)
        button.show()  # the bar is shown already
        for place, (key, title) in enumerate(_tabs(), start=1):
            self._action(self._view, f"view_{key}", title, partial(window.turn_to, key), None,
                         QKeySequence(f"Ctrl+{place}"))
        self.appearance = Appearance(self._view, window.settings)
        self.appearance.changed.connect(window.look_changed)
        yield
        self.manual = self._action(self._help, "manual", "使用说明", lambda: window.help.open(), "help", QKeySequence(QKeySequence.StandardKey.HelpContents))
        self.keys = self._action(self._help, "keys", "快捷键", lambda: window.help.open("keys"), None)
        self._help.addSeparator()
        self.update = self._action(self._help, "update", "从 U 盘更新程序…", self._update, "import")
        self.about = self._action(self._help, "about", "关于履责台账", self._about, None)

    def _menu(self, title: str, name: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setObjectName(name)
        return menu

    def _action(self, menu: QMenu, name: str, words: str, act: Callable[[], object], icon: str | None,
                key: QKeySequence | QKeySequence.StandardKey | None = None) -> QAction:
        from PySide6.QtGui import QAction

        action = QAction(words, self._window)
        action.setObjectName(name)
        if icon:
            action.setIcon(theme.icon(icon))
        if key is not None:
            action.setShortcut(key)
        action.triggered.connect(lambda _=False: act())
        menu.addAction(action)
        return action

    def _find_button(self) -> QToolButton:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QToolButton

        button = QToolButton(self._window)
        button.setObjectName("find_button")
        button.setAccessibleName("查找全部")
        button.setText("查找全部（Ctrl+K）")
        button.setIcon(theme.icon("search"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._window.find)
        return button

    # -- file ------------------------------------------------------------------------------------------------------

    def show_recent(self) -> None:
        """Fills the list of recent files."""
        self.recent.clear()
        files = self._window.settings.recent
        for place, path in enumerate(files, start=1):
            name, folder = self._fitted(path.name, _NAME), self._fitted(str(path.parent), _FOLDER)
            action = self.recent.addAction(f"&{place}　{name}　（{folder}）")
            action.setObjectName(f"recent_{place}")
            action.setToolTip(str(path))
            action.triggered.connect(partial(self._open, path))
        self.recent.setEnabled(bool(files))

    def _fitted(self, words: str, width: int) -> str:
        """Words for a menu, of no more than so many Han characters' width: shortened in the middle."""
        from PySide6.QtCore import Qt

        metrics = self.recent.fontMetrics()
        return metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, width * metrics.horizontalAdvance("汉")).replace("&", "&&")

    def _open(self, path: Path, checked: bool = False) -> None:
        self._window.open_file(path)

    @Slot()
    def _open_file(self) -> None:
        from desktop.widgets.file_choice import LEDGER, choose_file

        if chosen := choose_file(self._window, "打开台账", FILES, LEDGER):
            self._window.open_file(chosen)

    @Slot()
    def _new_file(self) -> None:
        from desktop.screens.opening.start_wizard import StartWizard

        if self._window.may_leave():
            StartWizard(self._window.state, self._window).open()

    @Slot()
    def _restore(self) -> None:
        from desktop.screens.safety.restore_dialog import RestoreDialog

        RestoreDialog(self._window.state, self._window).open()

    @Slot()
    def _blank_forms(self) -> None:
        from desktop.reports.papers import blank_papers
        from desktop.screens.ledger.paper_dialog import show_papers

        if self._window.state.workspace is not None:
            show_papers(self._window.state, blank_papers(), self._window)

    def _lock(self) -> None:
        self._window.locking.lock()

    # -- edit ------------------------------------------------------------------------------------------------------

    @Slot()
    def _show_steps(self, *_: object) -> None:
        workspace = self._window.state.workspace
        for action, word, label in ((self.undo, "撤销", workspace.undo_label if workspace else None),
                                    (self.redo, "重做", workspace.redo_label if workspace else None)):
            action.setText(f"{word}：{_short(label)}" if label else word)
            action.setToolTip(f"{word}：{label}" if label else word)
            action.setEnabled(label is not None)
        self.backup.setEnabled(workspace is not None)
        self.blanks.setEnabled(workspace is not None)
        self.inspect.setEnabled(workspace is not None)
        self.lock.setEnabled(workspace is not None and workspace.encrypted)

    def _undo(self) -> None:
        self._step(back=True)

    def _redo(self) -> None:
        self._step(back=False)

    def _step(self, back: bool) -> None:
        from desktop.screens.window.step_back import step

        step(self._window, self._window.state, back)

    # -- help ------------------------------------------------------------------------------------------------------

    @Slot()
    def _update(self) -> None:
        from desktop.screens.window import update_flow

        update_flow.choose(self._window)

    @Slot()
    def _about(self) -> None:
        from desktop.screens.window.about import AboutDialog

        AboutDialog(self._window).open()


def _short(label: str) -> str:
    """A step's name for the menu, where "&" would mark a letter."""
    return (label if len(label) <= _LONGEST else label[:_LONGEST] + "…").replace("&", "&&")


def _tabs() -> tuple[tuple[str, str], ...]:
    from desktop.screens.window.main_window import TABS

    return TABS
