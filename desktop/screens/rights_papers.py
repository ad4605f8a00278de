"""Papers of 保存期限 and 个人信息: what the clerk can preview, print and export there."""

from __future__ import annotations

from datetime import date

from db.destroyed import Destruction
from db.errors import Missing
from db.workspace import Workspace
from desktop.reports.blocks import Document
from desktop.reports.forms.destruction import TITLE, destruction_list
from desktop.reports.forms.form import House
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
