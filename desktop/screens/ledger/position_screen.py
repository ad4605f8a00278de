"""阵地: the ledger of places, and one walk past many of them entered in one step (domain.md section 6, job 7)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QAction

from db.ledgers import LEDGERS
from desktop.operations.patrols import in_use, patrol_places
from desktop.operations.usual import usual_values
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.widgets.action_dialog import AskDialog


class PositionScreen(LedgerScreen):
    def build_tools(self) -> list[QAction]:
        self.walk = self.tools.action("patrol_many", "登记巡查…", "good")
        self.walk.setToolTip("给选中的阵地各登记一次没有发现问题的巡查；按 Ctrl+A 全选")
        self.walk.setVisible(False)  # until several rows are chosen, as 批量修改
        self.walk.triggered.connect(self.patrol)
        return [self.walk]

    @Slot()
    def patrol(self) -> None:
        """Asks when and by whom the places chosen were looked at."""
        workspace, ledger = self.state.workspace, LEDGERS["patrol"]
        places = in_use(workspace, self.table.selected_ids())

        def perform(answers: dict[str, Any]) -> str:
            return patrol_places(workspace, places, answers["day"], answers["person_id"], self.state.today())

        usual = {name: value for name, value in usual_values(workspace, ledger).items() if name == "person_id"}
        dialog = AskDialog("登记巡查", [ledger.field("day"), ledger.field("person_id")], self.form.lookup, perform, "登记", usual,
                           f"给选中的 {len(places)} 个在用阵地各记一次，结果是“未发现问题”；发现问题的，记在那个阵地的“巡查”里。", self.window())
        dialog.accepted.connect(lambda: self.note.say(f"已{dialog.result}，可以按 Ctrl+Z 整个撤销。", "good", ("undo", "撤销"),
                                                      ("close", "知道了")))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _update_actions(self, *given: object) -> None:
        super()._update_actions(*given)
        usable, chosen = self.state.writable and not self.tools.recycled.isChecked(), self.table.selected_rows()
        self.walk.setEnabled(usable and chosen > 0)
        self.walk.setVisible(usable and chosen > 1)

    @Slot(QPoint)
    def _row_menu(self, place: QPoint) -> None:
        menu = self.tools.row_menu()
        if self.walk.isEnabled():
            menu.addSeparator()
            menu.addAction("登记巡查…", self.patrol).setObjectName("row_patrol")
        menu.popup(place)
