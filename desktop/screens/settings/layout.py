"""设置 → 版式: the hospital's own page with a picture of it, its letterhead (红头底稿), the typefaces found here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.errors import Refusal
from desktop import errors, jobs
from desktop.reports.export import STYLE_SETTING
from desktop.reports.installed import stand_ins, with_installed
from desktop.reports.layout_sample import sample_document
from desktop.reports.preview import Preview, preview
from desktop.reports.style import Style
from desktop.reports.style_settings import departures, problem_of, style_of, with_letterhead
from desktop.screens.settings.card_page import CardPage
from desktop.screens.settings.layout_form import LayoutForm
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.file_choice import IMPORT, choose_file
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.page_panel import PagePanel
from desktop.widgets.question import ask

_PAGE = "报告、清单、表格都按这里的版式排。两种版面尺寸都有单位在用，上级没有要求时不用改。"
_LETTERHEAD = ("把单位印好的红头、院徽做成一个 Word 文件，导出的 Word 报告就接在它后面：页眉和正文里的内容都保留，"
               "报告的字体、行距、页码不变。表格和登记表不套用，PDF 也不套用。只收竖放的 A4、不带宏、不带链接的 .docx。")
_FACES = "PDF 优先用这台电脑上装的字体，没有就用程序自带的。Word 文件里写的是这里选的字体名，由打开它的电脑决定。"
_WHAT = "layout"  # what is put by
_PAUSE = 250  # ms after the last change before the page is set anew


class LayoutPage(QWidget):
    """The page's numbers are a draft until 保存; the letterhead is kept at once. Both stand in the file."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("layout_page")
        self._state = state
        self._setting: jobs.Progress | None = None
        self.cards = CardPage("layout_cards", self)
        self.form = LayoutForm(self.cards)
        self.form.edited.connect(self._edited)
        self.used = self._words("letterhead_used")
        self.choose = self.cards.button("choose_letterhead", "选择底稿…", self._choose)
        self.remove = self.cards.button("remove_letterhead", "不再使用", self._remove)
        self.remove.setAccessibleName("不再使用红头底稿")
        self.faces = self._words("layout_faces")
        self.save_button = self.cards.button("save_layout", "保存", self.save, main=True)
        self.save_button.setAccessibleName("保存版式")
        self.save_button.setShortcut("Ctrl+S")
        self.revert = self.cards.button("revert_layout", "恢复原样", self.read)
        self.reset = self.cards.button("reset_layout", "恢复为预设", self.form.reset)
        self.note = NoteBar("layout_note", self)
        self.pages = PagePanel(self)
        self.pages.view.setAccessibleName("版面样张")
        self.pages.view.editable = lambda block: False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._set_page)
        self._mark(False)

    def prepare(self) -> None:
        """Puts everything in its place: half of the page's making, and not needed before it is seen."""
        if self.layout() is None:
            self._lay_out()

    def _words(self, name: str) -> QLabel:
        label = QLabel(self.cards)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _lay_out(self) -> None:
        self.cards.card("版面", _PAGE, self.form.preset, self.form.numbers())
        self.cards.card("字体", _FACES, self.form.typefaces(), self.form.heavy(), self.faces)
        self.cards.card("红头底稿（Word）", _LETTERHEAD, self.used, _row(self.choose, self.remove))
        self.cards.close_column()
        buttons = _row(self.save_button, self.revert, self.reset)
        buttons.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.cards, 1)
        left.addLayout(buttons)
        right.addWidget(self.note)
        right.addWidget(self.pages, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addLayout(right, 1)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        self.prepare()
        super().showEvent(event)
        if not self.has_unsaved():
            self.read()
            if (left := self._state.taken_up(_WHAT)) is not None:
                self.form.show(left)
                self._edited()

    @property
    def _stored(self) -> dict[str, Any]:
        return self._state.workspace.setting(STYLE_SETTING) or {}

    def read(self) -> None:
        """Shows what the file holds and what this computer has."""
        self.form.show(self._stored)
        self.form.set_enabled(not self._state.workspace.read_only)
        self._mark(False)
        self._read_letterhead()
        self._set_page()

    def _read_letterhead(self) -> None:
        workspace, letterhead = self._state.workspace, self._stored.get("letterhead")
        self.used.setText(f"正在使用：{letterhead['name']}" if letterhead else "没有使用底稿，导出的 Word 报告从标题写起。")
        self.remove.setEnabled(letterhead is not None and not workspace.read_only)
        self.choose.setEnabled(not workspace.read_only)

    # -- the page ----------------------------------------------------------------------------------------------------

    @Slot()
    def _edited(self) -> None:
        self._mark(True)
        self._pause.start()

    def _mark(self, edited: bool) -> None:
        for button in (self.save_button, self.revert):
            button.setEnabled(edited)
        self.reset.setEnabled(bool(self.form.draft().keys() - {"preset"}) and not self._state.workspace.read_only)

    def keep_draft(self) -> None:
        """The window is about to be locked, or the file closed."""
        if self.has_unsaved():
            self._state.put_by(_WHAT, self.form.draft())

    def has_unsaved(self) -> bool:
        return self.save_button.isEnabled()

    @Slot()
    def _set_page(self) -> None:
        """Says what is wrong with the draft or unlike the standard, and shows its page."""
        self._pause.stop()
        draft, workspace, today = self.form.draft(), self._state.workspace, self._state.today()
        if self._setting is not None:
            self._setting.cancelled = True  # of the draft before
        if problem := problem_of(draft):
            self.note.say(f"{problem}改正以后才能保存。", "bad")
            return
        self._say_grid(style_of(draft), departures(draft))

        def work(progress: jobs.Progress) -> tuple[Style, Preview]:
            style = with_installed(style_of(draft))
            return style, preview(sample_document(workspace.hospital, today), style, progress.step)

        def done(made: tuple[Style, Preview]) -> None:
            self._show_faces(made[0])
            self.pages.show_preview(made[1])

        self._setting = jobs.quietly(self, work, done)

    def _say_grid(self, style: Style, unlike: tuple[str, ...]) -> None:
        area = f"版心{style.area_width_mm:.4g}×{style.area_height_mm:.4g}毫米，每页{style.rows}行、每行{style.columns}字"
        if unlike:
            self.note.say("\n".join((f"{area}。与国家标准 GB/T 9704 不同的地方（可以照用）：", *unlike)), "warn")
        else:
            self.note.say(f"{area}，符合公文格式的国家标准。", "good")

    def _show_faces(self, style: Style) -> None:
        missing = stand_ins(style)
        if not missing:
            self.faces.setText("要用的字体这台电脑都有，PDF 里用的就是它们。")
            return
        self.faces.setText("\n".join(f"没有“{face}”，PDF 里用自带的{shipped}代替" for face, shipped in missing.items()))

    # -- keeping -----------------------------------------------------------------------------------------------------

    def _store(self, changed: dict[str, Any]) -> bool:
        try:
            self._state.workspace.set_setting(STYLE_SETTING, changed)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return False
        return True

    @Slot()
    def save(self) -> None:
        """Keeps the draft in one step; says why not when it cannot be."""
        draft = self.form.draft()
        if problem := problem_of(draft):
            errors.tell(self, problem)
            return
        letterhead = {key: value for key, value in self._stored.items() if key == "letterhead"}
        if self._store(draft | letterhead):
            self._mark(False)

    def _choose(self) -> None:
        if chosen := choose_file(self, "选择红头底稿", "Word 文档 (*.docx)", IMPORT):
            self.take(chosen)

    def take(self, file: Path) -> None:
        """Uses a file as the letterhead from now on, or says why it cannot be one."""
        try:
            content = file.read_bytes()
        except OSError:
            errors.tell(self, f"不能读取“{file.name}”，请检查文件是否还在、是否正被别的程序占用。")
            return
        try:
            changed = with_letterhead(self._stored, content, file.name)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        self._store(changed)
        self._read_letterhead()

    def _remove(self) -> None:
        if ask(self, "不再使用红头底稿？以后导出的 Word 报告从标题写起；要再用时，重新选择底稿文件。", "不再使用"):
            self._store(with_letterhead(self._stored, b"", ""))
            self._read_letterhead()


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SMALL)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
