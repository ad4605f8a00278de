"""Papers of 保存期限 and 个人信息: what the clerk can preview, print and export there."""

from __future__ import annotations

from datetime import date

from db.assessment import facts
from db.destroyed import Destruction
from db.errors import Missing
from db.workspace import Workspace
from desktop.reports.blocks import Document
from desktop.reports.forms.assessment import TITLE as ASSESSMENT
from desktop.reports.forms.assessment import assessment
from desktop.reports.forms.destruction import TITLE, destruction_list
from desktop.reports.forms.form import House
from desktop.reports.forms.person_copy import TITLE as COPY
from desktop.reports.forms.person_copy import person_copy
from desktop.reports.papers import Paper
from desktop.reports.target import Step


def destruction_paper(workspace: Workspace, destruction_id: int) -> Paper:
    """The list of one destruction."""
    with workspace.read() as session:
        number = session.get(Destruction, destruction_id).number

    def make(workspace: Workspace, today: date, step: Step) -> Document:
        with workspace.read() as session:
            record = session.get(Destruction, destruction_id)
            if record is None:
                raise Missing("这张销毁清单不在了。")
            return destruction_list(session, record, workspace.words(session), House.of(session, today))

    return Paper(TITLE, "销毁清单", make, f"{TITLE} {number}")


def person_paper(person_id: int, asked_on: date) -> Paper:
    """The copy for one person; the log names the person by the number of the roster row only."""

    def make(workspace: Workspace, today: date, step: Step) -> Document:
        with workspace.read() as session:
            return person_copy(session, person_id, asked_on, workspace.words(session), House.of(session, today))

    return Paper(COPY, "给本人的", make, f"{COPY} 人员{person_id}（申请日期 {asked_on}）", guarded=True,
                 help="只在本人提出查阅、复制时制作，交本人签收")


def assessment_paper() -> Paper:
    """The impact assessment with the facts of today."""

    def make(workspace: Workspace, today: date, step: Step) -> Document:
        found = facts(workspace, today)
        with workspace.read() as session:
            return assessment(found, House.of(session, today))

    return Paper(ASSESSMENT, "评估与告知", make, ASSESSMENT, "按台账现在的情况填好，补上意见、签字，至少保存三年")
