"""A list out of the program: to an Excel workbook, or on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import errors, jobs
from desktop.settings import WindowSettings
from desktop.state import State

if TYPE_CHECKING:
    from db.lists import ListQuery
    from desktop.reports.blocks import Document

_KEPT = "export_folder"


class ListsOut(QObject):
    """Answers ``export_wanted`` and ``print_wanted`` of one ledger screen; lives as long as the screen."""

    def __init__(self, state: State, screen: QWidget):
        super().__init__(screen)
        self._state, self._screen, self._settings = state, screen, WindowSettings()
        screen.export_wanted.connect(self.export)
        screen.print_wanted.connect(self.print)

    @Slot(object)
    def export(self, query: ListQuery) -> None:
        """Asks where to; the workbook holds the rows and columns shown."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        place = Path(self._settings.get(_KEPT) or documents) / f"{query.ledger.title}{self._state.today():%Y%m%d}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self._screen, "导出到 Excel", str(place), "Excel 工作簿 (*.xlsx)")
        if chosen:
            self._settings.put(_KEPT, str(Path(chosen).parent))
            self.write(query, Path(chosen))

    def write(self, query: ListQuery, target: Path) -> None:
        """Writes the workbook in the background and says how many rows it has."""
        workspace = self._state.workspace

        def work(_: jobs.Progress) -> int:
            from desktop.exchange.workbook_out import write_list

            return write_list(workspace, query, target)

        jobs.run(self._screen, "正在导出", work, lambda rows: errors.tell(self._screen, f"已导出 {rows} 行到：{target}"))

    @Slot(object)
    def print(self, query: ListQuery) -> None:
        workspace, today = self._state.workspace, self._state.today()

        def work(_: jobs.Progress) -> Document:
            from desktop.reports.listing import listing

            return listing(workspace, query, today)

        def done(document: Document) -> None:
            from desktop.screens.report_files import Files

            Files(self._screen).print(workspace, document)

        jobs.run(self._screen, "正在准备打印", work, done)
