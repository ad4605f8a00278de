"""设置 → 版式: how the reports' pages are reckoned, the hospital's own letterhead (红头底稿), the typefaces found here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QWidget

from db.errors import Refusal
from desktop import errors, jobs
from desktop.reports.export import STYLE_SETTING, house_style
from desktop.reports.installed import stand_ins
from desktop.reports.style import Style
from desktop.reports.style_settings import PRESETS, with_letterhead
from desktop.screens.settings.card_page import CardPage
from desktop.screens.reporting.report_files import documents_folder
from desktop.state import State
from desktop.widgets.question import ask

_LETTERHEAD = ("把单位印好的红头、院徽做成一个 Word 文件，导出的 Word 报告就接在它后面：页眉和正文里的内容都保留，"
               "报告的字体、行距、页码不变。表格和登记表不套用，PDF 也不套用。只收竖放的 A4、不带宏、不带链接的 .docx。")
_FACES = "PDF 优先用这台电脑上装的字体，没有就用程序自带的。Word 文件里写的是标准字体名，由打开它的电脑决定。"


class LayoutPage(CardPage):
    """Every choice is kept at once, in the file."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__("layout_page", parent)
        self._state = state
        self.preset = QComboBox(self)
        self.preset.setObjectName("layout_preset")
        self.preset.setAccessibleName("版面尺寸")
        for key, (words, _) in PRESETS.items():
            self.preset.addItem(words, key)
        self.preset.activated.connect(self._keep_preset)
        self.used = QLabel(self)
        self.used.setObjectName("letterhead_used")
        self.used.setWordWrap(True)
        self.used.setTextFormat(Qt.TextFormat.PlainText)
        self.choose = self.button("choose_letterhead", "选择底稿…", self._choose)
        self.remove = self.button("remove_letterhead", "不再使用", self._remove)
        self.remove.setAccessibleName("不再使用红头底稿")
        buttons = QHBoxLayout()
        buttons.addWidget(self.choose)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        self.faces = QLabel(self)
        self.faces.setObjectName("layout_faces")
        self.faces.setWordWrap(True)
        self.faces.setTextFormat(Qt.TextFormat.PlainText)
        self.card("版面尺寸", "每页22行、每行28字。两种算法都有单位在用，上级没有要求时不用改。", self.preset)
        self.card("红头底稿（Word）", _LETTERHEAD, self.used, buttons)
        self.card("字体", _FACES, self.faces)
        self.close_column()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.read()

    def read(self) -> None:
        """Shows what the file holds and what this computer has."""
        workspace = self._state.workspace
        stored = workspace.setting(STYLE_SETTING) or {}
        self.preset.setCurrentIndex(max(0, self.preset.findData(stored.get("preset", "standard"))))
        letterhead = stored.get("letterhead")
        self.used.setText(f"正在使用：{letterhead['name']}" if letterhead else "没有使用底稿，导出的 Word 报告从标题写起。")
        self.remove.setEnabled(letterhead is not None and not workspace.read_only)
        for widget in (self.choose, self.preset):
            widget.setEnabled(not workspace.read_only)
        self.faces.setText("正在查看这台电脑的字体…")
        jobs.quietly(self, lambda _: house_style(workspace), self._show_faces)

    def _show_faces(self, style: Style) -> None:
        missing = stand_ins(style)
        if not missing:
            self.faces.setText("公文要用的字体这台电脑都有，PDF 里用的就是它们。")
            return
        self.faces.setText("\n".join(f"没有“{face}”，PDF 里用自带的{shipped}代替" for face, shipped in missing.items()))

    def _store(self, changed: dict) -> None:
        try:
            self._state.workspace.set_setting(STYLE_SETTING, changed)
        except Refusal as refusal:
            errors.tell(self, refusal)
        self.read()

    def _keep_preset(self, row: int) -> None:
        stored = self._state.workspace.setting(STYLE_SETTING) or {}
        if stored.get("preset", "standard") != self.preset.itemData(row):
            self._store(stored | {"preset": self.preset.itemData(row)})

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选择红头底稿", documents_folder(), "Word 文档 (*.docx)")
        if chosen:
            self.take(Path(chosen))

    def take(self, file: Path) -> None:
        """Uses a file as the letterhead from now on, or says why it cannot be one."""
        stored = self._state.workspace.setting(STYLE_SETTING)
        try:
            content = file.read_bytes()
        except OSError:
            errors.tell(self, f"不能读取“{file.name}”，请检查文件是否还在、是否正被别的程序占用。")
            return
        try:
            changed = with_letterhead(stored, content, file.name)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        self._store(changed)

    def _remove(self) -> None:
        if ask(self, "不再使用红头底稿？以后导出的 Word 报告从标题写起；要再用时，重新选择底稿文件。", "不再使用"):
            self._store(with_letterhead(self._state.workspace.setting(STYLE_SETTING), b"", ""))
