"""外观 and 文字大小 in the 查看 menu: colours and type size of the window, remembered on this computer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup

from desktop.settings import WindowSettings
from desktop.widgets import theme
from desktop.widgets.scheme import SCHEMES, SIZES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

COLOURS, SIZE = "colours", "type_size"  # keys of the settings


def wear(settings: WindowSettings) -> None:
    """Takes the remembered look into use; an unknown word in the settings means the standard one."""
    _, scheme = SCHEMES.get(settings.get(COLOURS), SCHEMES["light"])
    _, size = SIZES.get(settings.get(SIZE), SIZES["normal"])
    theme.wear(scheme, size)


class Appearance(QObject):
    """The two choices as menus. ``changed`` says that the window should be built anew."""

    changed = Signal()

    def __init__(self, menu: QMenu, settings: WindowSettings):
        super().__init__(menu)
        self._settings = settings
        menu.addSeparator()
        self._offer(menu, "外观", COLOURS, {key: title for key, (title, _) in SCHEMES.items()}, "light")
        self._offer(menu, "文字大小", SIZE, {key: title for key, (title, _) in SIZES.items()}, "normal")

    def _offer(self, menu: QMenu, title: str, key: str, choices: dict[str, str], standard: str) -> None:
        below = menu.addMenu(title)
        below.setObjectName(f"menu_{key}")
        group = QActionGroup(below)
        present = self._settings.get(key)
        for choice, words in choices.items():
            action = below.addAction(words)
            action.setObjectName(f"{key}_{choice}")
            action.setCheckable(True)
            action.setChecked(choice == (present if present in choices else standard))
            action.triggered.connect(partial(self._choose, key, choice))
            group.addAction(action)

    def _choose(self, key: str, choice: str, checked: bool = True) -> None:
        if self._settings.get(key) != choice:
            self._settings.put(key, choice)
            self.changed.emit()
