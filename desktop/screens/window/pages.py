"""The pages of the main window's tabs: each is made when its tab is first shown, in slices, and dropped with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop import slices

if TYPE_CHECKING:
    from desktop.screens.window.main_window import MainWindow
    from desktop.screens.workbench import Workbench
    from desktop.state import Target


class Pages:
    """Knows pages by their tab's key."""

    def __init__(self, window: MainWindow):
        self._window = window
        self._made: dict[str, Any] = {}
        self._waiting: dict[str, QWidget] = {}  # stands where a page will

    @property
    def bench(self) -> Workbench:
        """The first tab's page; it exists before a file is open."""
        if "bench" not in self._made:
            from desktop.screens.workbench import Workbench

            window = self._window
            bench = Workbench(window.state)
            bench.backup_wanted.connect(window.show_backup)
            bench.setup_wanted.connect(window.first_step)
            bench.filled.connect(window.warm_status)
            self._put("bench", bench)
        return self._made["bench"]

    def page(self, key: str) -> Any:
        """The page of a tab, made now when it was never shown. Needs an open file."""
        if key == "bench":
            return self.bench
        if key not in self._made:
            from desktop import screens

            self._put(key, screens.page(self._window.state, key))
        return self._made[key]

    def announce(self, key: str) -> None:
        """Says in a tab that is chosen while the file is still being opened what is waited for."""
        from PySide6.QtCore import Qt

        from desktop.widgets import theme

        if key not in self._made and key not in self._waiting:
            self._waiting[key] = theme.muted("正在打开台账…")
            self._waiting[key].setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._window.holder(key).layout().addWidget(self._waiting[key])

    def _put(self, key: str, page: QWidget) -> None:
        if key in self._waiting:
            self._waiting.pop(key).deleteLater()
        self._made[key] = page
        self._window.holder(key).layout().addWidget(page)

    def bring(self, key: str) -> slices.Job:
        """Makes the page of the tab in front once the tab is seen to be chosen."""
        if key not in self._made:
            yield from self._load(key)
        if self._window.current == key:
            page = self.page(key)
            yield
            page.show()  # Qt would do it in its own time: too late for a key pressed meanwhile

    def _load(self, key: str) -> slices.Job:
        from desktop import screens, warm

        yield
        if key in screens.PAGES:
            yield from warm.load(screens.PAGES[key].partition(":")[0])

    def focus(self, key: str) -> slices.Job:
        """Gives the keyboard to a page."""
        yield from self._load(key)
        self.page(key).setFocus()

    def bring_place(self, key: str, place: str) -> slices.Job:
        """Lets a page of several places show one of them."""
        yield from self._load(key)
        page = self.page(key)
        yield
        yield from page.bring(place)

    def bring_target(self, key: str, target: Target) -> slices.Job:
        """Lets a page show a place."""
        yield from self._load(key)
        page = self.page(key)
        yield
        if hasattr(page, "bring_target"):
            yield from page.bring_target(target)
        else:
            page.show_target(target)

    @property
    def made(self) -> tuple[str, ...]:
        """The tabs whose pages stand."""
        return tuple(self._made)

    def unsaved(self) -> list[str]:
        """Titles of pages in which something typed is not saved yet."""
        return [words for page in self._made.values() if hasattr(page, "unsaved") for words in page.unsaved()]

    def clear(self) -> None:
        """Drops all pages: those of the next file are made afresh."""
        for key, page in self._made.items():
            self._window.holder(key).layout().removeWidget(page)
            self._window.dropping.drop(page)
        self._made.clear()
