"""设置 → 使用帮助: the manual, and whether the tabs show their hints."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.screens.settings.card_page import CardPage
from desktop.screens.window import hints
from desktop.settings import WindowSettings
from desktop.state import State
from desktop.widgets import theme


class HelpPage(CardPage):
    """Kept on this computer, not in the file."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__("help_page", parent)
        self._settings = WindowSettings()
        self.open = self.button("open_manual", "打开使用说明（F1）", self._open)
        self.shown = QCheckBox("在各页顶上显示使用提示", self)
        self.shown.setObjectName("hints_wanted")
        self.shown.setAccessibleName("在各页顶上显示使用提示")
        self.shown.setChecked(hints.wanted(self._settings))
        self.shown.toggled.connect(self._want)
        self.again = self.button("hints_again", "把看过的提示重新显示", self._again)
        self.said = theme.muted("", self)
        self.card("使用说明", "在任何地方按 F1，说明就翻到您正在用的那一页；小窗口里也可以。", self.open)
        self.card("使用提示", "每个页签第一次打开时，顶上有一句话说它怎么用。", self.shown, self.again, self.said)
        self.close_column()

    @Slot()
    def _open(self) -> None:
        self.window().help.open()

    @Slot(bool)
    def _want(self, shown: bool) -> None:
        hints.set_wanted(self._settings, shown)
        self.said.setText("切换页签时就会显示。" if shown else "已关闭，各页不再显示提示。")

    @Slot()
    def _again(self) -> None:
        hints.show_all_again(self._settings)
        self.shown.setChecked(True)
        self.said.setText("看过的提示会重新显示。")
