"""Dialogs that try rows before they take them over: each try runs in the background and a newer one replaces it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from db.errors import Refusal
from desktop import errors, jobs
from desktop.exchange.layout import Source
from desktop.exchange.sheets import Sheet
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.file_choice import EXCEL, IMPORT, choose_file, choose_target
from desktop.widgets.new_words import NewWords
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.twin_choice import TwinChoice

if TYPE_CHECKING:
    from desktop.exchange.workbook_in import Plan

TABLES = "Excel、Word 或 CSV 文件 (*.xlsx *.xlsm *.xls *.et *.docx *.doc *.wps *.csv *.txt)"
LEFT = ("error", "twin")  # what is not taken over and can be kept as a workbook


class TrialDialog(QDialog):
    """``said`` tells how the try came out, ``go`` takes over, ``keep`` writes what is not taken. Names begin with
    ``prefix``; subclasses put their own widgets into ``lay_out``."""

    def __init__(self, state: State, prefix: str, name: str, title: str, words: tuple[str, str], parent: QWidget | None):
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state, self._prefix = state, prefix
        self._progress: jobs.Progress | None = None
        self.said = theme.sentence("", "calm", self)
        self.said.setObjectName(f"{prefix}_said")
        go, keep = words
        self.keep = self.button("keep", keep, self.save_left_over, "export")
        self._buttons = QDialogButtonBox(self)
        self.go = self._buttons.addButton(go, QDialogButtonBox.ButtonRole.ActionRole)
        self.go.setObjectName(f"{prefix}_go")
        self.go.setAutoDefault(False)
        theme.make_main(self.go)
        self.leave = self._buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.leave.setObjectName(f"{prefix}_leave")
        self.leave.setAutoDefault(False)  # Enter goes on, it never throws away
        self._buttons.rejected.connect(self.reject)

    def lay_out(self, rows: list[tuple[QWidget | QLayout, int]], *foot: QWidget) -> None:
        """Rows from top to bottom with how much of the height each takes, and what stands left of the buttons."""
        last = QHBoxLayout()
        last.setSpacing(theme.MEDIUM)
        for widget in foot:
            last.addWidget(widget)
        last.addStretch(1)
        last.addWidget(self._buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        for row, share in [*rows, (last, 0)]:
            if isinstance(row, QLayout):
                column.addLayout(row)
            else:
                column.addWidget(row, share)

    def button(self, name: str, words: str, act: Callable[[], object], icon: str) -> QPushButton:
        button = QPushButton(theme.icon(icon), words, self)
        button.setObjectName(f"{self._prefix}_{name}")
        button.setAccessibleName(words.rstrip("…"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: act())
        return button

    def say(self, sentence: str, tone: str) -> None:
        theme.tint(self.said, sentence, tone)

    # -- trying ----------------------------------------------------------------------------------------------------

    def give_up(self) -> None:
        """The try that still runs, if any, shows nothing any more."""
        if self._progress is not None:
            self._progress.cancelled = True
        self._progress = None

    def begin(self, title: str, work: Callable[[jobs.Progress], Any], show: Callable[[Any], None], cancelled: str) -> None:
        """Runs ``work`` in place of an earlier try and shows what it gives; ``cancelled`` says how to try again."""
        self.give_up()
        self.say("正在核对…", "calm")

        def in_vain(error: BaseException) -> None:
            if isinstance(error, (jobs.Cancelled, Refusal)):
                self.say(cancelled if isinstance(error, jobs.Cancelled) else str(error), "warn")
            else:
                errors.report(error, self)

        self._progress = progress = jobs.run(
            self,
            title,
            work,
            lambda found: show(found) if self._progress is progress else None,
            lambda error: in_vain(error) if self._progress is progress else None,
        )

    def reject(self) -> None:
        self.give_up()
        super().reject()

    # -- what is left ----------------------------------------------------------------------------------------------

    def save_left_over(self) -> None:
        """Asks where what is not taken goes, and writes it there."""
        raise NotImplementedError

    def write(self, what: str, name: str, write: Callable[[Path], object]) -> None:
        """Asks where a workbook goes, writes it and says where it is."""
        target = choose_target(self, f"保存{what}", name, EXCEL)
        if target is None:
            return
        try:
            write(target)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        errors.tell(self, f"{what}已保存到：{target}")


class ImportTrial(TrialDialog):
    """A file's rows tried and taken over as a ``plan``. ``imported`` carries a sentence once rows have come in."""

    imported = Signal(str)

    def __init__(self, state: State, prefix: str, name: str, title: str, parent: QWidget | None):
        super().__init__(state, prefix, name, title, ("导入", "另存没有导入的行…"), parent)
        self.source: Source | None = None
        self.plan: Plan | None = None
        self._sheets: list[Sheet] = []
        self.choose_file = self.button("choose", "选择文件…", self.choose, "open")
        self.choose_file.setDefault(True)
        self.notes = NoteBar(f"{prefix}_notes", self)
        self.words = NewWords(self)
        self.twins = TwinChoice(self)
        self.only_good = QCheckBox("只导入没有问题的行", self)
        self.only_good.setObjectName(f"{prefix}_only_good")
        self.only_good.setAccessibleName(self.only_good.text())
        self.go.clicked.connect(self._import)
        self.only_good.toggled.connect(self.offer)

    def choose(self) -> None:
        if path := choose_file(self, "选择要导入的文件", TABLES, IMPORT):
            self.read_file(path)

    def read_file(self, path: Path) -> None:
        """Reads a file in the background and tries it."""
        source = Source(path.name, path)
        jobs.run(self, "正在读文件", jobs.reading(source.read), lambda sheets: self.take_in(source, sheets))

    def take_in(self, source: Source, sheets: list[Sheet]) -> None:
        """The sheets of a file have been read."""
        raise NotImplementedError

    @Slot()
    def offer(self) -> None:
        """What can be pressed now."""
        plan = self.plan
        wrong = plan is not None and bool(plan.errors)
        useful = plan is not None and bool(plan.count("new") + plan.count("changed"))
        self.only_good.setVisible(wrong)
        self.keep.setVisible(wrong or bool(plan and plan.count("twin")))
        self.go.setEnabled(useful and (not wrong or self.only_good.isChecked()))
        self.go.setText(f"导入 {plan.count('new') + plan.count('changed')} 行" if useful else "导入")
        (self.go if self.go.isEnabled() else self.choose_file).setDefault(True)

    @Slot()
    def _import(self) -> None:
        workspace, plan, today = self._state.workspace, self.plan, self._state.today()

        def work(progress: jobs.Progress) -> dict[str, int]:
            from desktop.exchange import workbook_in

            return workbook_in.apply(workspace, plan, today, leave_out_errors=True, progress=progress.step)

        jobs.run(self, "正在导入", work, self._done)

    def _done(self, counts: dict[str, int]) -> None:
        changed = f"、修改 {counts['changed']} 条" if counts["changed"] else ""
        sentence = f"已导入：新增 {counts['new']} 条{changed}，可以按 Ctrl+Z 整个撤销。"
        self.imported.emit(sentence)
        left = sum(counts[verdict] for verdict in LEFT)
        if not left:
            self.accept()
            return
        self.say(f"{sentence}有 {left} 行没有导入，列在下面；可以另存成 Excel，改好后再导入。", "warn")
        self.close_input(counts)
        for widget in (self.choose_file, self.words, self.twins):
            widget.setEnabled(False)
        self.only_good.hide()
        self.go.hide()
        self.leave.setText("完成")
        self.leave.setDefault(True)

    def close_input(self, counts: dict[str, int]) -> None:
        """Rows have come in and some are left: nothing can be chosen any more."""
        raise NotImplementedError


def told(plan: Plan) -> str:
    """What a plan will do, in one sentence without its full stop."""
    new, changed, same, twin, wrong = (plan.count(verdict) for verdict in ("new", "changed", "same", "twin", "error"))
    sentence = f"共 {new + changed + same + twin + wrong} 行：新增 {new} 条" + (f"，修改已有的 {changed} 条" if changed else "")
    sentence += (f"，{same} 条已经有了、不重复录入" if same else "") + (f"，相似的 {twin} 条跳过" if twin else "")
    return sentence + (f"；有错 {wrong} 行、{len(plan.errors)} 处" if wrong else "，没有发现问题")
