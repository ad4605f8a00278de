"""佐证材料: the files that prove a record, added by button or by dropping them here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.fields import Day, Text
from db.ledger import Ledger
from desktop import errors
from desktop.operations.attachments import Proof, attach_files, change_proof, copy_of_proof, drop_proof, proofs_of
from desktop.state import State
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.file_choice import PROOFS, choose_files
from desktop.widgets.pane import Pane, PaneTable


class EvidencePane(Pane):
    """``opener(url)`` shows a file in the system's program."""

    title = "佐证材料"
    empty = "把文件拖到这里，或点“添加”；会复制一份存进台账。"
    ledgers = ("evidence",)

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None,
                 opener: Callable[[QUrl], bool] = QDesktopServices.openUrl):
        super().__init__(state, ledger, parent)
        self._opener = opener
        self.setAcceptDrops(True)
        self.add = self.add_button("add_proof", "添加…", "添加佐证材料", "clip")
        self.open = self.add_button("open_proof", "打开", "用系统里的程序打开", "open")
        self.change = self.add_button("change_proof", "名称和日期…", "修改材料名称和材料日期")
        self.drop = self.add_button("drop_proof", "移除", "移到回收站", "delete")
        self.table = PaneTable("proofs", "佐证材料", ["材料名称", "材料日期", "文件", "大小"], [0, 6, 0, 4], self)
        self.add_table(self.table)
        self.add.clicked.connect(self.choose_files)
        self.open.clicked.connect(self.open_current)
        self.change.clicked.connect(self.change_current)
        self.drop.clicked.connect(self.drop_current)
        self.table.itemActivated.connect(self.open_current)
        self.table.itemSelectionChanged.connect(self._selected)

    def refresh(self) -> None:
        found = proofs_of(self.lookup.workspace, self.ledger, self.view.id) if self.view is not None else []
        self.table.fill(
            [
                (one, [one.title, one.proof_day.isoformat() if one.proof_day else "", one.file_name, _size(one.size)])
                for one in found
            ]
        )
        self.tell_count(len(found))
        self._selected()

    def add_files(self, paths: list[Path]) -> None:
        """Attaches files to the record."""
        if self.view is None or not paths:
            return
        try:
            attach_files(self.lookup.workspace, self.ledger, self.view.id, paths)
        except Refusal as refusal:
            errors.tell(self, refusal)

    @Slot()
    def choose_files(self) -> None:
        self.add_files(choose_files(self, "选择佐证材料", "", PROOFS))

    @Slot()
    def open_current(self) -> None:
        proof = self._current()
        if proof is None:
            return
        try:
            copy = copy_of_proof(self.lookup.workspace, proof)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        if not self._opener(QUrl.fromLocalFile(str(copy))):
            errors.tell(self, f"这台电脑上没有能打开“{proof.file_name}”的程序。文件在：{copy}")

    def dialog(self, proof: Proof) -> AskDialog:
        fields = [Text("材料名称", name="title", required=True), Day("材料日期", name="proof_day", help="材料本身的日期，不是添加的日期")]

        def change(answers: dict[str, Any]) -> None:
            change_proof(self.lookup.workspace, proof.id, answers["title"], answers["proof_day"])

        return AskDialog(
            "修改佐证材料",
            fields,
            self.lookup,
            change,
            "保存",
            {"title": proof.title, "proof_day": proof.proof_day},
            parent=self,
            of=proof.id,
        )

    @Slot()
    def change_current(self) -> None:
        proof = self._current()
        if proof is not None:
            dialog = self.dialog(proof)
            dialog.exec()
            dialog.deleteLater()

    @Slot()
    def drop_current(self) -> None:
        """Removes a proof at once: 撤销 brings it back."""
        proof = self._current()
        if proof is not None:
            drop_proof(self.lookup.workspace, proof.id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self.add.isEnabled() and _local(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        event.acceptProposedAction()
        self.add_files(_local(event))

    def _current(self) -> Proof | None:
        key = self.table.current_key
        return key if isinstance(key, Proof) else None

    @Slot()
    def _selected(self) -> None:
        usable = self.usable
        chosen = self._current() is not None
        self.add.setEnabled(usable)
        self.open.setEnabled(chosen)
        self.change.setEnabled(usable and chosen)
        self.drop.setEnabled(usable and chosen)


def _local(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _size(size: int) -> str:
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} KB"
