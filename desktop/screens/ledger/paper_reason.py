"""What names people of a sensitive ledger leaves the program only with a reason, which the log keeps
(domain.md section 5, P-08)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from db.fields import Text
from desktop.reports.papers import Paper
from desktop.state import State

USUAL = "签字后存档"
_HELP = "里面有谈话对象的姓名和谈话内容。打印或导出要写明用途，用途记入操作记录。"


def ask_reason(state: State, parent: QWidget, paper: Paper, then: Callable[[str], None]) -> None:
    """Calls ``then`` with the clerk's reason, at once with none where none is needed; not at all when he turns back."""
    if not paper.guarded:
        then("")
        return
    from desktop.widgets.action_dialog import AskDialog
    from desktop.widgets.lookup import Lookup

    field = Text("用途", name="why", required=True, limit=60)
    dialog = AskDialog("打印或导出谈话资料", [field], Lookup(state), lambda answers: answers["why"], "继续",
                       {"why": USUAL}, _HELP, parent)
    dialog.setObjectName("reason_dialog")

    def finished(accepted: int) -> None:
        why = dialog.result
        dialog.deleteLater()
        if accepted:
            then(why)

    dialog.finished.connect(finished)
    dialog.open()
