"""导入名册: departments, branches and people from an Excel roster into the open file, as one step that can be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop import jobs
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.roster_pane import RosterPane


class ImportPage(QWidget):
    """The roster pane and a button that takes the roster over."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("import_page")
        self._state = state
        self.pane = RosterPane(self)
        self.take = QPushButton("录入这份名册", self)
        self.take.setObjectName("take_roster")
        self.take.setAccessibleName("录入这份名册")
        self.take.setProperty("main", True)
        self.take.setEnabled(False)
        self.take.clicked.connect(self._take)
        self.pane.changed.connect(self._offer)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.addWidget(theme.heading("从 Excel 名册录入科室、支部和人员", self))
        column.addWidget(theme.muted("已经有的不会重复录入。录入后可以在“编辑”菜单里整个撤销。", self))
        column.addWidget(self.pane, 1)
        column.addWidget(self.take, alignment=Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _offer(self) -> None:
        self.take.setEnabled(self.pane.plan is not None and self._state.writable)

    @Slot()
    def _take(self) -> None:
        workspace, plan = self._state.workspace, self.pane.plan

        def work(_: jobs.Progress) -> dict[str, int]:
            from desktop.exchange import roster

            return roster.apply(workspace, plan)

        def done(counts: dict[str, int]) -> None:
            self.pane.clear()
            known = f"，另有 {counts['known']} 条原来就有，没有重复录入" if counts["known"] else ""
            new = "科室 {department} 个、支部 {branch} 个、人员 {person} 人".format_map(counts)
            self.pane.said.setText(f"已录入：{new}{known}。")

        jobs.run(self, "正在录入名册", work, done)
