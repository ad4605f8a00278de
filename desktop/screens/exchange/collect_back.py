"""收回收集表: the filled forms of one collection, tried, compared and taken over as one step."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop import jobs
from desktop.exchange import collect_in
from desktop.exchange.collect_in import Clash, Reply, Taking
from desktop.screens.exchange.trial_dialog import TrialDialog
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.clash_view import ClashView
from desktop.widgets.fitting import fit
from desktop.widgets.pane import PaneTable
from desktop.widgets.plain_table import Cell, PlainTable


class CollectBackDialog(TrialDialog):
    """``taken`` carries a sentence once the answers are in the ledger."""

    taken = Signal(str)

    def __init__(
        self, state: State, title: str, collection_id: int, replies: list[Reply], parent: QWidget | None = None
    ):
        super().__init__(state, "back", "collect_back", f"收回：{title}", ("收下", "另存有错的行…"), parent)
        self._title, self._id, self._replies = title, collection_id, replies
        self._choices: dict[tuple[object, ...], int] = {}
        self._clashes: tuple[Clash, ...] = ()  # as seen last
        self._left = state.taken_up(self._what) or {}
        self.plan: Taking | None = None
        self.replies = PlainTable("back_replies", "交回的表", ["科室", "结果", "文件"], self, stretch=1)
        self.replies.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.clashes = ClashView(self)
        self.problems = PaneTable("back_problems", "没有收下的行", ["科室", "行", "为什么"], [10, 4, 0], self)
        self.clash_head, self.problem_head = (
            theme.heading("几份说法不一致的，请选定用哪一份", self),
            theme.heading("有错、不能收下的行", self),
        )
        self.lay_out(
            [
                (self.said, 0),
                (self.replies, 2),
                (self.clash_head, 0),
                (self.clashes, 3),
                (self.problem_head, 0),
                (self.problems, 2),
            ],
            self.keep,
        )
        for widget in (self.clash_head, self.clashes, self.problem_head, self.problems, self.keep):
            widget.hide()
        fit(self, 940, 620)
        self.go.clicked.connect(self._take)
        self.clashes.settled.connect(self._settled)
        self._try()

    @property
    def _what(self) -> tuple[str, int]:
        return "back", self._id

    @property
    def half_typed(self) -> bool:
        return bool(self._choices)

    def keep_draft(self) -> None:
        """The window is about to be locked, which closes every dialog."""
        if self.half_typed:
            self._state.put_by(self._what, {_weighed(one): self._choices[one.key] for one in self._clashes if one.key in self._choices})

    @Slot(object, int)
    def _settled(self, key: tuple[object, ...], choice: int) -> None:
        self._choices[key] = choice
        self._try()

    def _try(self) -> None:
        self.plan = None
        self.go.setEnabled(False)
        workspace, today, choices = self._state.workspace, self._state.today(), dict(self._choices)
        self.begin(
            "正在核对交回的表",
            lambda progress: collect_in.plan(workspace, self._id, self._replies, choices, today, progress.step),
            self._show,
            "核对已取消，请关上窗口再收一次。",
        )

    def _show(self, plan: Taking) -> None:
        self._clashes, left, self._left = plan.clashes, self._left, {}
        if again := {one.key: left[_weighed(one)] for one in plan.clashes if _weighed(one) in left}:
            self._choices = again
            self._try()
            return
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
        self.say(f"{words}。", "warn" if plan.open or wrong else "good")
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

    def save_left_over(self) -> None:
        from desktop.exchange.left_over import write_reasons

        rows = [(error.sheet, error.row, str(error)) for error in self.plan.errors]
        self.write("有错的行", f"{self._title}有错的行.xlsx", lambda target: write_reasons(rows, target))


def _weighed(clash: Clash) -> str:
    """A choice that was put by holds only while every side says what it said then."""
    return repr((clash.title, clash.sides))
