"""What a ledger's screen does to the chosen rows: into the recycle bin, out of it, one value for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from db.errors import Refusal
from desktop import errors
from desktop.operations.records import restore_records, void_records
from desktop.screens.window.step_back import AT_ONCE
from desktop.widgets.question import ask

if TYPE_CHECKING:
    from desktop.screens.ledger.ledger_screen import LedgerScreen

_UNDO = (("undo", "撤销"), ("close", "知道了"))


class ManyRows(QObject):
    """Answers 删除, 恢复 and 批量修改 of one ledger screen. Few records are done at once, many with progress."""

    def __init__(self, screen: LedgerScreen):
        super().__init__(screen)
        self._screen = screen
        for action, slot in ((screen.tools.delete, self.delete), (screen.tools.restore, self.restore),
                             (screen.tools.change, self.change)):
            action.triggered.connect(slot)

    @Slot()
    def delete(self) -> None:
        """Moves the selected records into the recycle bin; 撤销 brings them back."""
        screen = self._screen
        chosen = screen.table.selected_ids()
        if not chosen or screen.tools.recycled.isChecked():
            return
        if len(chosen) > 1 and not ask(
                screen, f"要删除选中的 {len(chosen)} 条记录吗？删除后可以撤销，也可以在回收站里恢复。", "删除"):
            return
        if screen.form.record_id not in chosen or screen.form.may_leave():
            self._run("正在删除", void_records, chosen, "已{label}，可以按 Ctrl+Z 撤销，或在回收站里恢复。", *_UNDO)

    @Slot()
    def restore(self) -> None:
        """Takes the selected records out of the recycle bin."""
        chosen = self._screen.table.selected_ids()
        if chosen and self._screen.tools.recycled.isChecked():
            self._run("正在恢复", restore_records, chosen, "已{label}。", _UNDO[-1])

    @Slot()
    def change(self) -> None:
        """Asks for the field and its value, and shows what would change."""
        from desktop.screens.ledger.bulk_dialog import BulkDialog

        screen = self._screen
        chosen = screen.table.selected_ids()
        if chosen and screen.may_leave():
            dialog = BulkDialog(screen.state, screen.ledger, chosen, screen.window())
            dialog.changed.connect(self._changed)
            dialog.open()

    @Slot(str)
    def _changed(self, label: str) -> None:
        self._screen.note.say(f"已{label}，可以按 Ctrl+Z 整个撤销。", "good", *_UNDO)

    def _run(self, title: str, operation: Callable[..., str], chosen: list[int], sentence: str,
             *buttons: tuple[str, str]) -> None:
        screen, workspace = self._screen, self._screen.state.workspace
        row = screen.table.currentIndex().row()

        def done(label: str) -> None:
            screen.note.say(sentence.format(label=label), "calm", *buttons)
            screen.show_row(row)

        if len(chosen) > AT_ONCE or workspace.writing:
            from desktop import jobs

            jobs.run(screen, title, lambda told: operation(workspace, screen.ledger, chosen, told.step), done)
            return
        try:
            done(operation(workspace, screen.ledger, chosen))
        except Refusal as refusal:
            errors.tell(screen, refusal)
