"""The main window: tabs built at first show, the shared period, menus, and the open file's state in the status bar."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from db.errors import Damaged, ReadOnlyPlace
from desktop import errors, slices
from desktop.operations import lent
from desktop.screens.window.dropping import Dropping
from desktop.screens.window.inside import Inside
from desktop.screens.window.menus import Menus
from desktop.screens.window.pages import Pages
from desktop.screens.window.status_line import StatusLine
from desktop.settings import WindowSettings
from desktop.state import State, Target
from desktop.widgets.period_picker import PeriodPicker

if TYPE_CHECKING:
    from db.keyring import Keys
    from db.workspace import Workspace
    from desktop.jobs import Progress
    from desktop.screens.window.help_window import HelpKey
    from desktop.screens.window.hints import Hints
    from desktop.screens.window.inspection_mode import InspectionMode
    from desktop.screens.window.locking import Locking
    from desktop.screens.safety.safekeeping import Safekeeping
    from desktop.screens.workbench import Workbench
    from desktop.warm import Warming

TABS = (("bench", "工作台"), ("duty", "责任清单"), ("talk", "谈心谈话"), ("risk", "风险排查"), ("rectify", "整改台账"),
        ("work", "工作记录"), ("report", "报告"), ("settings", "设置"))
HOMES = {"own": "work"}  # groups of ledgers without a tab of their own
_WIDTH, _HEIGHT, _FRAME = 1240, 700, 40  # of the first start; room for the system's title bar
AUTOMATIC_COPY = 30 * 60_000  # ms between automatic copies


class MainWindow(QMainWindow):
    """Everything the clerk sees. Knows pages by their tab only; they are made by ``desktop.screens.page``."""

    painted = Signal()  # once, after the first paint
    look_changed = Signal()  # other colours or sizes were chosen: the window is to be built anew

    def __init__(self, state: State, settings: WindowSettings):
        super().__init__()
        self.setObjectName("main_window")
        self.state, self.settings = state, settings
        self._painted = self._last_tab_shown = False
        self.dropping = Dropping(state, self)
        self._pages = Pages(self)
        self._start: Any = None
        self._find: Any = None
        self.status = StatusLine(state, self)
        self.status.security_wanted.connect(self.show_security)
        self.setStatusBar(self.status)
        self.menus = Menus(self)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setObjectName("tab_bar")
        self.tabs.tabBar().setAccessibleName("页签")
        for key, title in TABS:
            holder = QWidget()
            holder.setObjectName(f"tab_{key}")
            QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(holder, title)
        self.picker = PeriodPicker(state, self)
        self.tabs.setCornerWidget(self.picker)
        self.places = QStackedWidget(self)
        self.places.addWidget(self.tabs)
        inside = Inside(self)
        self.column = QVBoxLayout(inside)  # above the pages there is room for bars
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.places)
        self.setCentralWidget(inside)
        self.setWindowTitle("履责台账")
        self.setMinimumSize(880, 460)
        self._copying = QTimer(self, interval=AUTOMATIC_COPY)
        self._copying.timeout.connect(self._copy_quietly)
        self._restore()
        self.tabs.currentChanged.connect(self._tab_shown)
        state.opened.connect(self._file_opened)
        state.closed.connect(self._file_closed)
        state.changed.connect(self._changed)
        state.wanted.connect(self.show_target)
        state.papers_wanted.connect(self._show_papers)

    # -- start -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def begin(self, path: Path | None, keys: Keys | None = None) -> None:
        """After the first paint: opens the file, or shows the start page when there is none.

        ``keys`` are those of an encrypted file that was open a moment ago.
        """
        lent.take_back()
        from desktop.screens.window import beginning

        beginning.begin(self, path, keys)

    @cached_property
    def locking(self) -> Locking:
        """Made when first needed: nothing of it stands before the first paint."""
        from desktop.screens.window.locking import Locking

        return Locking(self)

    @cached_property
    def safekeeping(self) -> Safekeeping:
        """Made when the first file opens."""
        from desktop.screens.safety.safekeeping import Safekeeping

        return Safekeeping(self)

    @cached_property
    def help(self) -> HelpKey:
        """The manual and its key; made once something is shown to which it belongs."""
        from desktop.screens.window.help_window import HelpKey

        return HelpKey(self)

    @cached_property
    def warming(self) -> Warming:
        """Loads ahead what pages will need, once a file is open."""
        from desktop.warm import Warming

        return Warming(self)

    @cached_property
    def inspection(self) -> InspectionMode:
        """迎检模式; made when it is first entered."""
        from desktop.screens.window.inspection_mode import InspectionMode

        return InspectionMode(self)

    @property
    def inspected(self) -> bool:
        """Whether the file is shown in 迎检模式."""
        return "inspection" in self.__dict__ and self.inspection.on

    def _refuses(self, key: str) -> bool:
        return self.inspected and self.inspection.refuses(key)

    @cached_property
    def hints(self) -> Hints:
        from desktop.screens.window.hints import Hints

        return Hints(self)

    def warm_status(self) -> None:
        """What 工作台 has read stands in the status line, too."""
        bench = self.workbench()
        if bench.overview is not None:
            self.status.show_seen(bench.overview)

    def _restore(self) -> None:
        geometry = self.settings.geometry
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableSize()
            self.resize(min(_WIDTH, room.width()), min(_HEIGHT, room.height() - _FRAME))
        kind = self.settings.get("period_kind", "quarter")
        if kind in ("quarter", "half", "year"):
            from db.periods import Period

            self.state.set_period(Period.of(kind, self.state.today()))

    # -- the file --------------------------------------------------------------------------------------------------

    def open_file(self, path: Path, quiet: bool = False, read_only: bool = False, keys: Keys | None = None) -> None:
        """Opens a file in a worker. ``quiet``: at the start, when no dialog should flash up; ``keys``: already unlocked."""
        if self.state.workspace is not None and (self.state.workspace.path == path or self._refuses("open")):
            return
        if not self.may_leave():
            return

        from desktop import jobs
        from desktop.screens.opening import door
        from desktop.screens.window.beginning import has_password

        if not read_only and path.is_file():
            read_only = door.must_only_look(self, path)
            if read_only is None:
                self._not_opened()
                return
        if keys is None and has_password(path):
            self.locking.ask(path, read_only)
            return

        def work(_: Progress) -> Workspace:
            from db.workspace import Workspace

            return Workspace.open(path, read_only, keys=keys)

        def failed(error: BaseException) -> None:
            if isinstance(error, ReadOnlyPlace) and path.is_file() and door.agrees_to_look(self, path):
                self.open_file(path, quiet, read_only=True)
                return
            if isinstance(error, Damaged):
                door.offer_help(self.state, path, str(error), self)
            elif not isinstance(error, ReadOnlyPlace):
                errors.report(error, self)
            if not path.is_file():
                self.settings.forget(path)
                self.menus.show_recent()
            self._not_opened()

        if quiet:
            jobs.quietly(self, work, self.state.adopt, failed)
        else:
            jobs.run(self, "正在打开台账", work, self.state.adopt, failed)

    def _not_opened(self) -> None:
        if self.state.workspace is None:
            self.show_start()

    @Slot()
    def _file_opened(self) -> None:
        workspace = self.state.workspace
        self.settings.opened(workspace.path)
        self.menus.show_recent()
        self._show_title()
        self.places.setCurrentWidget(self.tabs)
        if self._start is not None:
            self._start.deleteLater()
            self._start = None
        self._copying.start()
        last = self.settings.get("last_tab", "bench")
        self._tab_shown(self.tabs.currentIndex())
        if not self._last_tab_shown:
            self._last_tab_shown = True
            self.show_tab(last)
        slices.soon(self, self._settle())

    def _settle(self) -> slices.Job:
        """What works from now on beside the pages."""
        yield
        self.locking.set_time()
        yield
        _ = self.safekeeping
        if getattr(sys, "frozen", False):
            from desktop.screens.window import update_flow

            update_flow.tidy(self)
        yield
        _ = self.help  # F1 is listened for
        yield
        _ = self.warming

    @Slot()
    def _file_closed(self) -> None:
        self._copying.stop()
        self._pages.clear()
        self.setWindowTitle("履责台账")
        lent.take_back()

    @Slot(object)
    def _changed(self, changes: Any) -> None:
        if not changes.ids:  # no records, so it may be a setting
            self._show_title()

    def _show_title(self) -> None:
        workspace = self.state.workspace
        if workspace is not None:
            kind = "迎检模式" if workspace.inspection.on else "只读" if workspace.read_only else ""
            file = workspace.path.stem if workspace.path.stem != workspace.hospital else ""
            parts = workspace.hospital, file, kind, "履责台账"
            self.setWindowTitle("　".join(part for part in parts if part))

    def show_start(self) -> None:
        """The start page: open, new, restore, sample."""
        _ = self.help
        from desktop.screens.opening.start import StartPage

        if self._start is None:
            self._start = StartPage(self.state, self.settings, self)
            self._start.open_wanted.connect(self.open_file)
            self.places.addWidget(self._start)
        self.places.setCurrentWidget(self._start)
        self.status.forget()

    # -- tabs ------------------------------------------------------------------------------------------------------

    def workbench(self) -> Workbench:
        """The first tab's page; it exists before a file is open."""
        return self._pages.bench

    def page(self, key: str) -> Any:
        """The page of a tab, made now when it was never shown. Needs an open file."""
        slices.finish()
        return self._pages.page(key)

    def holder(self, key: str) -> QWidget:
        """What a tab's page stands in."""
        return self.tabs.widget(self._index(key))

    @property
    def current(self) -> str:
        """The key of the tab in front."""
        return TABS[self.tabs.currentIndex()][0]

    @Slot(int)
    def _tab_shown(self, index: int) -> None:
        if self.state.workspace is not None:
            key = TABS[index][0]
            slices.soon(self, self._pages.bring(key))
            self.settings.put("last_tab", key)
            if self.inspected:
                self.inspection.note(f"迎检查看：{TABS[index][1]}")
            self.hints.show_for(key, self.tabs.widget(index))
        else:
            self._pages.announce(TABS[index][0])

    def _index(self, key: str) -> int:
        return [name for name, _ in TABS].index(key)

    def show_tab(self, key: str) -> None:
        """Brings a tab to the front; unknown keys mean the first."""
        if self._refuses(key):
            return
        self.tabs.setCurrentIndex(self._index(key) if key in dict(TABS) else 0)

    def turn_to(self, key: str) -> None:
        """Brings a tab to the front and the keyboard to its page."""
        self.show_tab(key)
        if self.state.workspace is not None:
            slices.soon(self, self._pages.focus(key))

    @Slot(object)
    def show_target(self, target: Target) -> None:
        """Goes to the tab of the target's ledger and lets its page show the place."""
        if self.state.workspace is None:
            return
        tab = self.tab_of(target.ledger_key)
        if self._refuses(tab):
            return
        self.show_tab(tab)
        slices.soon(self, self._pages.bring_target(tab, target))

    @Slot(str, int, object)
    def _show_papers(self, ledger_key: str, record_id: int, over: QWidget) -> None:
        from desktop.screens.ledger.paper_dialog import show_record_papers

        show_record_papers(self.state, ledger_key, record_id, over)

    def tab_of(self, ledger_key: str) -> str:
        """The tab in which a ledger's records, or the reports, are shown."""
        if ledger_key == "report":
            return ledger_key
        from db.ledgers import LEDGERS

        group = LEDGERS[ledger_key].group
        return HOMES.get(group, group)

    def find(self) -> None:
        """查找全部, built when first wanted."""
        from desktop.screens.window.find_box import FindBox

        if self._find is None:
            self._find = FindBox(self)
        self._find.begin()

    def show_settings(self, key: str) -> None:
        """One page of 设置."""
        if self.state.workspace is not None and not self._refuses("settings"):
            self.show_tab("settings")
            slices.soon(self, self._pages.bring_place("settings", key))

    @Slot()
    def show_backup(self) -> None:
        self.show_settings("backup")

    @Slot()
    def show_security(self) -> None:
        self.show_settings("security")

    def first_step(self, key: str) -> None:
        """Where a new file begins: "roster", "duties" or "talk"."""
        if self.state.workspace is None:
            return
        if key == "roster":
            self.show_settings("import")
        elif key == "duties":
            self.show_target(Target("duty_list"))
        else:
            self.show_tab("talk")
            self.page("talk").new_record("talk")

    # -- leaving ---------------------------------------------------------------------------------------------------

    def unsaved(self) -> list[str]:
        """Titles of pages in which something typed is not saved yet."""
        return self._pages.unsaved()

    def may_leave(self) -> bool:
        """True when nothing is unsaved, or the clerk says that the drafts may wait."""
        titles = self.unsaved()
        if not titles:
            return True
        from desktop.widgets.question import ask

        agreed = ask(self, f"“{'、'.join(titles)}”里有填写了还没有保存的内容。离开后会作为草稿保留，下次打开时可以接着填。",
                     "保留草稿并离开", "返回")
        if agreed:
            self.locking.keep_drafts()
        return agreed

    def closeEvent(self, event: QCloseEvent) -> None:
        from desktop.screens.window import leaving

        event.setAccepted(leaving.put_away(self, for_good=True))

    @Slot()
    def _copy_quietly(self) -> None:
        from desktop import jobs
        from desktop.operations import copies

        workspace = self.state.workspace
        if workspace is not None:
            jobs.quietly(self, lambda _: copies.automatic(workspace), failed=copies.note_failure)
