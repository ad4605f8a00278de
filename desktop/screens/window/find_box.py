"""查找全部 (Ctrl+K): one line over everything in the file and every command, over the window's top, answered as one types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QMenu, QVBoxLayout, QWidget

from shiboken6 import isValid

from db.workspace import Workspace
from desktop import jobs, screens
from desktop.state import Target
from desktop.widgets import theme
from desktop.widgets.composing import ComposingLine
from desktop.widgets.found_list import FoundLine, FoundList

if TYPE_CHECKING:
    from db.find import Group
    from desktop.screens.window.main_window import MainWindow

_PATIENCE = 40  # ms after the last key before the file is asked
_COMMANDS = 6
_WIDTH = 680
_HINT = "↑ ↓ 选择　　Enter 打开　　Esc 关闭"
_EMPTY = "输入两个字以上：任何文字、编号、姓名拼音首字母（如 lsj）、佐证材料文件名，或者要做的事（如“备份”）。"


class FindBox(QFrame):
    """Lies over the window's content and takes no keys from input methods: the line keeps the keyboard all the time."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.setObjectName("find_box")
        self.setAccessibleName("查找全部")
        self.setProperty("card", True)
        self.setAutoFillBackground(True)
        self._window = window
        self._asked = 0
        self._groups: list[Group] = []
        self._before: QWidget | None = None
        self.line = ComposingLine(self)
        self.line.setObjectName("find_line")
        self.line.setAccessibleName("查找全部台账和命令")
        self.line.setPlaceholderText("查找全部台账、人员、佐证材料和命令")
        self.line.begin_with("search")
        self.line.offer_clear()
        theme.sized(self.line, theme.HEADING)
        self.found = FoundList(self)
        self.hint = theme.muted(_EMPTY, self)
        self.hint.setObjectName("find_hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SMALL, theme.SMALL, theme.SMALL, theme.SMALL)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.line)
        column.addWidget(self.found, 1)
        column.addWidget(self.hint)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._timer.timeout.connect(self._ask)
        self.line.settled.connect(self._typed)
        self.line.installEventFilter(self)
        self.found.chosen.connect(self._open)
        window.places.currentChanged.connect(self.put_away)
        self.hide()

    # -- opening and closing ---------------------------------------------------------------------------------------

    @Slot()
    def begin(self) -> None:
        """Shows itself with what was sought last, all of it marked for typing over."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
            for watched in (self._window, self._window.windowHandle()):
                watched.installEventFilter(self)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        self._ask()

    @Slot()
    def finish(self) -> None:
        """Closes; the keyboard goes back to where it was."""
        if self.isVisible():
            self.hide()
            for watched in (self._window, self._window.windowHandle()):
                watched.removeEventFilter(self)
            if self._before is not None and isValid(self._before) and self._before.isVisible():
                self._before.setFocus()

    @Slot()
    def put_away(self) -> None:
        """Closes and forgets what was sought and found: the window was locked, or another file opened."""
        self.finish()
        self._asked += 1  # no answer that is on its way is shown
        self.line.clear()
        self._show([], "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self.line:
            return event.type() == QEvent.Type.KeyPress and self._key(event)
        if event.type() == QEvent.Type.MouseButtonPress and watched is not self._window:  # it comes to Qt's own window first
            if not self.geometry().contains(event.position().toPoint()):
                self.finish()
        elif event.type() == QEvent.Type.Resize and watched is self._window:
            self._place()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            self.found.walk(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self._timer.stop()
                self._ask()
            elif self.found.current is not None:
                self._open(self.found.current.target)
        elif key == Qt.Key.Key_Escape:
            self.finish()
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):  # there is nowhere else to go while it is open
            return False
        return True

    # -- asking ----------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        return self.line.text().strip()

    @Slot(str)
    def _typed(self, _: str) -> None:
        self._timer.start()

    @Slot()
    def _ask(self) -> None:
        self._asked += 1
        workspace, text, number = self._window.state.workspace, self.text, self._asked
        if workspace is None or len(text) < 2 or self._window.places.currentWidget() is not self._window.tabs:
            self._show([], text)
            return

        def work(_: jobs.Progress) -> list[Group]:
            return look(workspace, text)

        jobs.quietly(self, work, lambda groups: self._show(groups, text) if number == self._asked else None)

    def _show(self, groups: list[Group], text: str) -> None:
        self._groups = groups
        lines: list[FoundLine] = []
        pieces = text.casefold().split()
        commands = [line for line in self._commands() if pieces and all(piece in line.words.casefold() for piece in pieces)]
        commands = [FoundLine("命令"), *commands[:_COMMANDS]] if commands else []
        meant = any(line.words.removeprefix("打开").startswith(text) for line in commands[1:])
        if meant:
            lines += commands
        for group in groups:
            lines.append(FoundLine(group.title))
            lines += [FoundLine(hit.title, hit.before, hit.match, hit.after, partial(self._go, Target(hit.ledger_key, hit.record_id)))
                      for hit in group.hits]
            if group.more and group.key in _ledgers():
                lines.append(FoundLine(f"还有更多：在“{group.title}”里全部列出", target=partial(self._list, group.key, text)))
        if not meant:
            lines += commands
        self.found.show_lines(lines, text.split())
        self.hint.setText(_HINT if lines else f"没有找到“{text}”。可以少写几个字，或换个说法。" if len(text) > 1 else _EMPTY)
        self._place()

    def _place(self) -> None:
        """Under the top edge, in the middle, as high as what it shows, never higher than the window."""
        wide = min(_WIDTH, self._window.width() - 2 * theme.HUGE)
        top = self._window.menuBar().height() + theme.SMALL
        self.found.setVisible(self.found.count() > 0)
        list_height = min(self.found.wanted_height(), self._window.height() - top - 140) if self.found.count() else 0
        self.found.setFixedHeight(max(0, list_height))
        self.setFixedWidth(wide)
        self.adjustSize()
        self.move((self._window.width() - wide) // 2, top)

    # -- answering -------------------------------------------------------------------------------------------------

    @Slot(object)
    def _open(self, act: Callable[[], None]) -> None:
        self._before = None
        self.finish()
        act()

    def _go(self, target: Target) -> None:
        self._window.state.go(target)

    def _list(self, key: str, text: str) -> None:
        from db.find import ids_of

        with self._window.state.workspace.read() as session:
            ids = ids_of(session, key, text)
        self._go(Target(key, ids=ids, note=f"查找“{text}”：{len(ids)} 条"))

    def _commands(self) -> Iterator[FoundLine]:
        """What can be done now: the menus' actions, going to a ledger, a new record in it."""
        for menu in self._window.menuBar().findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            # PySide's QAction.menu() takes the submenu over and deletes it with the answer, so the submenus are asked.
            inner = [submenu.menuAction() for submenu in menu.findChildren(QMenu)]
            for action in menu.actions():
                if action.isEnabled() and not action.isSeparator() and action not in inner and action.text():
                    yield FoundLine(_plain(action), after=action.shortcut().toString(), target=action.trigger)
        if self._window.state.workspace is None:
            return
        for key, title in _homes():
            if title not in _tab_titles():
                yield FoundLine(f"打开{title}", target=partial(self._go, Target(key)))
            if not self._window.state.workspace.read_only:
                yield FoundLine(f"新增{title}", target=partial(self._new, key))

    def _new(self, key: str) -> None:
        tab = self._window.tab_of(key)
        self._window.show_tab(tab)
        self._window.page(tab).new_record(key)


def look(workspace: Workspace, text: str) -> list[Any]:
    """In a worker: the groups that the file holds."""
    from db.find import everything

    with workspace.read() as session:
        return everything(session, text)


def _ledgers() -> dict[str, Any]:
    from db.ledgers import LEDGERS

    return LEDGERS


def _homes() -> list[tuple[str, str]]:
    keys = ("talk", "problem", *screens.tops("work"), *screens.tops("own"), *screens.tops("settings"))
    return [(key, _ledgers()[key].title) for key in keys]


def _tab_titles() -> set[str]:
    from desktop.screens.window.main_window import TABS

    return {title for _, title in TABS}


def _plain(action: QAction) -> str:
    """An action's words without its letter: 备份…"""
    return action.text().split("(&")[0].replace("&", "")
