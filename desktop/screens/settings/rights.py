"""设置 → 个人信息: the copy for a person who asks for it, the notice, the impact assessment."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QFormLayout, QWidget

from db.errors import Refusal
from db.fields import Day, Link
from desktop import errors
from desktop.reports.forms import FORMS
from desktop.reports.papers import Paper, blank_papers
from desktop.screens.settings.card_page import CardPage
from desktop.screens.settings.rights_papers import assessment_paper, person_paper
from desktop.state import State
from desktop.widgets.editors import editor_for
from desktop.widgets.lookup import Lookup

NOTICE = FORMS["notice"].title
COPY = ("本人要求查阅、复制自己的信息时，从这里整理出一份，打印或导出后交本人签收。名册登记和以他为谈话对象的记录给全文，"
        "其他记录只列编号，他人姓名略去。每次查看、打印、导出都记入操作日志，只记人员的序号，不记姓名和内容。")
RIGHT = ("要求更正的：名册和没有定稿的谈话直接改，修改历史里留有改前改后的内容；已经定稿的谈话不改原文，更正写在“跟进”里。"
         "要求删除的：在“保存期限”的期满清单里按编号另选，报批后销毁。")

ASSESS = ("记录谈话属于处理个人信息，涉及敏感内容的，应当事先评估并保存评估情况三年。评估表按台账现在的情况填好事实，"
          "结论和改进措施由人来写。告知书在记录谈话前交本人阅读、签字。")


class RightsPage(CardPage):
    """One card for each thing."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__("rights_page", parent)
        self._state = state
        lookup = Lookup(state)
        self.person = editor_for(Link("本人", target="person", name="rights_person", required=True), lookup, self)
        self.asked = editor_for(Day("申请日期", name="rights_asked", required=True, past=True), lookup, self)
        self.asked.set_value(state.today())
        form_box = QWidget(self)
        form = QFormLayout(form_box)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("本人", self.person)
        form.addRow("申请日期", self.asked)
        form_box.setMaximumWidth(420)
        self.copy = self.button("rights_copy", "整理给本人的一份…", self.show_copy, main=True)
        self.card("本人查阅、复制", COPY, form_box, self.copy)
        self.card("更正和删除", RIGHT)
        self.assess = self.button("rights_assess", "影响评估表和告知书…", self.show_assessment)
        self.card("影响评估和告知", ASSESS, self.assess)
        self.close_column()

    def show_copy(self) -> QWidget | None:
        """Opens the pages of the copy, and logs that they were looked at."""
        wrong = [editor for editor in (self.person, self.asked) if self._complains(editor)]
        if wrong:
            wrong[0].input.setFocus()
            return None
        person_id, asked_on = self.person.value(), self.asked.value()
        workspace = self._state.workspace
        if not workspace.read_only:
            try:
                workspace.log(f"查看个人信息 人员{person_id}（本人申请，{asked_on}）")
            except Refusal as refusal:
                errors.tell(self, refusal)
                return None
        return self.show_papers([person_paper(person_id, asked_on)])

    def show_assessment(self) -> QWidget:
        """The impact assessment, and the notice to be filled in by hand."""
        return self.show_papers([assessment_paper(), *(paper for paper in blank_papers(["talk"]) if paper.title == NOTICE)])

    def show_papers(self, papers: list[Paper]) -> QWidget:
        from desktop.screens.ledger.paper_dialog import PaperDialog

        dialog = PaperDialog(self._state, papers, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    @staticmethod
    def _complains(editor: Any) -> bool:
        editor.set_problem(editor.complaint())
        return bool(editor.problem)
