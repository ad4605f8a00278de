"""First-use hints: one line above a tab until the clerk has read it; all of them can be switched off."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import manual
from desktop.settings import WindowSettings
from desktop.widgets.note_bar import NoteBar

if TYPE_CHECKING:
    from desktop.screens.window.main_window import MainWindow

_WANTED, _READ = "hints", "hints_read"


def wanted(settings: WindowSettings) -> bool:
    """Whether hints are shown at all."""
    return settings.get(_WANTED, "on") == "on"


def set_wanted(settings: WindowSettings, shown: bool) -> None:
    settings.put(_WANTED, "on" if shown else "off")


def read(settings: WindowSettings) -> set[str]:
    """The tabs whose hint was closed."""
    return set(settings.get(_READ).split())


def show_all_again(settings: WindowSettings) -> None:
    settings.put(_READ, "")


class Hints(QObject):
    """Puts a line above the page of a tab when it comes to the front."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._window, self._settings = window, window.settings
        self.bars: dict[str, NoteBar] = {}

    def show_for(self, tab: str, holder: QWidget) -> None:
        """The hint of ``tab``, when there is one that was not read yet; none where nothing can be entered."""
        page = manual.page_of([tab, {"bench": "workbench", "rectify": "rectify", "report": "reports"}.get(tab, tab)])
        shown = (page is not None and page.hint and self._window.state.writable
                 and wanted(self._settings) and tab not in read(self._settings))
        if not shown:
            if tab in self.bars:
                self.bars[tab].clear()
            return
        if tab not in self.bars:
            bar = self.bars[tab] = NoteBar(f"hint_{tab}", holder)
            layout = holder.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(0, bar, alignment=Qt.AlignmentFlag.AlignTop)  # not the whole tab while its page is being made
            bar.pressed.connect(partial(self._pressed, tab, page.key))
        self.bars[tab].say(page.hint, "calm", ("hint_read", "知道了"), ("hint_more", "看说明"), ("hint_never", "以后都不提示"))

    def _pressed(self, tab: str, page: str, button: str) -> None:
        if button == "hint_more":
            self._window.help.open(page)
            return
        if button == "hint_never":
            set_wanted(self._settings, False)
        else:
            self._settings.put(_READ, " ".join(sorted(read(self._settings) | {tab})))
        self.bars[tab].clear()
