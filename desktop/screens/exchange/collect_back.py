"""收回收集表: the filled forms of one collection, tried, compared and taken over as one step."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import Refusal
from desktop import errors, jobs
from desktop.exchange import collect_in
from desktop.exchange.collect_in import Reply, Taking
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.clash_view import ClashView
from desktop.widgets.fitting import fit
from desktop.widgets.pane import PaneTable
from desktop.widgets.plain_table import Cell, PlainTable


class CollectBackDialog(QDialog):
    """``taken`` carries a sentence once the answers are in the ledger."""

    taken = Signal(str)

    def __init__(
        self, state: State, title: str, collection_id: int, replies: list[Reply], parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setObjectName("collect_back")
        self.setWindowTitle(f"收回：{title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state, self._title, self._id, self._replies = state, title, collection_id, replies
        self._choices: dict[tuple[object, ...], int] = {}
        self.plan: Taking | None = None
        self._progress: jobs.Progress | None = None
        self.said = theme.sentence("", "calm", self)
        self.said.setObjectName("back_said")
        self.replies = PlainTable("back_replies", "交回的表", ["科室", "结果", "文件"], self, stretch=1)
        self.clashes = ClashView(self)
        self.problems = PaneTable("back_problems", "没有收下的行", ["科室", "行", "为什么"], [10, 4, 0], self)
        self.clash_head, self.problem_head = (
            theme.heading("几份说法不一致的，请选定用哪一份", self),
            theme.heading("有错、不能收下的行", self),
        )
        self.keep = QPushButton(theme.icon("export"), "另存有错的行…", self)
        self.keep.setObjectName("back_keep")
        self.keep.setAccessibleName(self.keep.text())
        self.keep.setAutoDefault(False)
        buttons = QDialogButtonBox(self)
        self.go = buttons.addButton("收下", QDialogButtonBox.ButtonRole.ActionRole)
        self.go.setObjectName("back_go")
        theme.make_main(self.go)
        self.go.setAutoDefault(False)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("back_cancel")
        foot = QHBoxLayout()
        foot.addWidget(self.keep)
        foot.addStretch(1)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.said)
        column.addWidget(self.replies, 2)
        column.addWidget(self.clash_head)
        column.addWidget(self.clashes, 3)
        column.addWidget(self.problem_head)
        column.addWidget(self.problems, 2)
        column.addLayout(foot)
        for widget in (self.clash_head, self.clashes, self.problem_head, self.problems, self.keep):
            widget.hide()
        fit(self, 940, 620)
        self.go.clicked.connect(self._take)
        self.keep.clicked.connect(self.save_problems)
        buttons.rejected.connect(self.reject)
        self.clashes.settled.connect(self._settled)
        self._try()

    @Slot(object, int)
    def _settled(self, key: tuple[object, ...], choice: int) -> None:
        self._choices[key] = choice
        self._try()

    def _try(self) -> None:
        if self._progress is not None:
            self._progress.cancelled = True
        self.plan = None
        self._say("正在核对…", "calm")
        self.go.setEnabled(False)
        workspace, today, choices = self._state.workspace, self._state.today(), dict(self._choices)
        self._progress = progress = jobs.run(
            self,
            "正在核对交回的表",
            lambda progress: collect_in.plan(workspace, self._id, self._replies, choices, today, progress.step),
            lambda plan: self._show(plan) if self._progress is progress else None,
            lambda error: self._in_vain(error) if self._progress is progress else None,
        )

    def _in_vain(self, error: BaseException) -> None:
        if isinstance(error, (jobs.Cancelled, Refusal)):
            self._say("核对已取消，请关上窗口再收一次。" if isinstance(error, jobs.Cancelled) else str(error), "warn")
        else:
            errors.report(error, self)

    def _show(self, plan: Taking) -> None:
        self.plan = plan
        self.replies.show_rows([(place, self._line(plan, reply)) for place, reply in enumerate(plan.replies)])
        self.clashes.show_clashes(plan.clashes, plan.choices)
        self.clash_head.setVisible(bool(plan.clashes))
        left = [
            (error.sheet, error.row, f"“{error.column}”：{error.sentence}" if error.column else error.sentence)
            for error in plan.errors
        ]
        self.problems.fill([((place,), [sheet, str(row), why]) for place, (sheet, row, why) in enumerate(left)])
        for widget in (self.problem_head, self.problems, self.keep):
            widget.setVisible(bool(left))
        new, changed, same, dropped, wrong = (
            plan.count(verdict) for verdict in ("new", "changed", "same", "dropped", "error")
        )
        nothing = sum(reply.nothing for reply in plan.replies if not reply.refused)
        words = (
            f"新增 {new} 条" + (f"，更新 {changed} 条" if changed else "") + (f"，{same} 条已经有了" if same else "")
        )
        words += (f"，不用的 {dropped} 条" if dropped else "") + (f"，{nothing} 个科室本期没有" if nothing else "")
        words += (f"；有错 {wrong} 行，不收" if wrong else "") + (
            f"；还有 {len(plan.open)} 处不一致要您选定" if plan.open else ""
        )
        self._say(f"{words}。", "warn" if plan.open or wrong else "good")
        useful = any(not reply.refused for reply in plan.replies)
        self.go.setEnabled(useful and not plan.open)
        self.go.setText(f"收下 {sum(not reply.refused for reply in plan.replies)} 份")

    def _line(self, plan: Taking, reply: Reply) -> list[Cell]:
        if reply.refused:
            return [Cell(reply.department or "（不明）"), Cell(reply.refused, "bad"), Cell(reply.path.name)]
        again = "（以前交过，这次是补充或更正）" if reply.again else ""
        rows = plan.rows.get(reply.path, ())
        wrong = sum(bool(row.errors) for row in rows)
        words = "本期没有要填的" if reply.nothing else f"{len(rows)} 行" + (f"，其中 {wrong} 行有错" if wrong else "")
        return [Cell(reply.department), Cell(words + again, "warn" if wrong else "good"), Cell(reply.path.name)]

    @Slot()
    def _take(self) -> None:
        workspace, plan, today = self._state.workspace, self.plan, self._state.today()
        jobs.run(self, "正在收下", lambda progress: collect_in.apply(workspace, plan, today, progress.step), self._done)

    def _done(self, counts: dict[str, int]) -> None:
        changed = f"、更新 {counts['changed']} 条" if counts["changed"] else ""
        left = f"有错的 {counts['error']} 行没有收，请科室改好再交。" if counts["error"] else ""
        self.taken.emit(f"“{self._title}”：新增 {counts['new']} 条{changed}，可以按 Ctrl+Z 整个撤销。{left}")
        self.accept()

    @Slot()
    def save_problems(self) -> None:
        from desktop.exchange.left_over import write_reasons

        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        chosen, _ = QFileDialog.getSaveFileName(
            self, "另存有错的行", str(documents / f"{self._title}有错的行.xlsx"), "Excel 工作簿 (*.xlsx)"
        )
        if not chosen:
            return
        try:
            write_reasons([(error.sheet, error.row, str(error)) for error in self.plan.errors], Path(chosen))
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        errors.tell(self, f"有错的行已保存到：{chosen}")

    def reject(self) -> None:
        if self._progress is not None:
            self._progress.cancelled = True
        super().reject()

    def _say(self, sentence: str, tone: str) -> None:
        theme.tint(self.said, sentence, tone)
