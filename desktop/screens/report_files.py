"""Exporting and printing a report: where to, in the background, and what comes after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import jobs
from desktop.reports.blocks import Document
from desktop.reports.export import SUFFIXES, Exported, file_stem, write_files
from desktop.reports.page_images import PageImages
from desktop.reports.preview import preview
from desktop.settings import WindowSettings

if TYPE_CHECKING:
    from db.workspace import Workspace
    from desktop.jobs import Progress

_KEPT = "export_folder"


class Files(QObject):
    """The ways a report leaves the program. ``parent`` is the page, over which dialogs stand."""

    exported = Signal(object)  # Exported
    printed = Signal(int)  # pages

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._settings = WindowSettings()

    def export(self, workspace: Workspace, document: Document, formats: tuple[str, ...]) -> None:
        """Asks where to, then writes the files with progress."""
        targets = self.ask(document, formats)
        if targets:
            self._settings.put(_KEPT, str(targets[0].parent))
            self.write(workspace, document, targets)

    def write(self, workspace: Workspace, document: Document, targets: list[Path]) -> None:
        """Writes the files in the background; the export stands in the file's log."""

        def work(progress: Progress) -> Exported:
            found = write_files(document, targets, progress.step)
            if not workspace.read_only:
                workspace.log(f"导出{document.title}（{'、'.join(target.name for target in targets)}）"[:200])
            return found

        jobs.run(self._page, "正在导出报告", work, self.exported.emit)

    def ask(self, document: Document, formats: tuple[str, ...]) -> list[Path]:
        """One file: its name and place. Both: the folder; files that are there already are asked about."""
        start = Path(self._settings.get(_KEPT) or documents_folder())
        stem = file_stem(document)
        if len(formats) == 1:
            suffix = formats[0]
            name, _ = QFileDialog.getSaveFileName(self._page, "导出报告", str(start / f"{stem}.{suffix}"), f"{SUFFIXES[suffix]} (*.{suffix})")
            if not name:
                return []
            target = Path(name)
            return [target if target.suffix.lower() == f".{suffix}" else target.with_name(f"{target.name}.{suffix}")]
        folder = QFileDialog.getExistingDirectory(self._page, "把 Word 和 PDF 导出到哪个文件夹", str(start))
        if not folder:
            return []
        targets = [Path(folder, f"{stem}.{suffix}") for suffix in formats]
        there = [target.name for target in targets if target.exists()]
        if there:
            from desktop.widgets.question import ask

            if not ask(self._page, f"这个文件夹里已经有“{'”和“'.join(there)}”，要替换成现在的报告吗？", "替换"):
                return []
        return targets

    def print(self, workspace: Workspace, document: Document) -> None:
        """Asks for the printer, then prints with progress."""
        from desktop.widgets.page_printing import ask_printer, print_pages

        def set_pages(progress: Progress) -> PageImages:
            progress.step(0, 0, "正在排版…")
            return PageImages(preview(document).pdf)

        def choose(source: PageImages) -> None:
            printer = ask_printer(self._page, document.title, len(source.sizes))
            if printer is None:
                source.close()
                return

            def work(progress: Progress) -> int:
                try:
                    pages = print_pages(source, printer, progress)
                finally:
                    source.close()
                if not workspace.read_only:
                    workspace.log(f"打印{document.title}，共 {pages} 页"[:200])
                return pages

            jobs.run(self._page, "正在打印报告", work, self.printed.emit)

        jobs.run(self._page, "正在准备打印", set_pages, choose)


def open_file(path: Path) -> bool:
    """Opens a file, or a folder, with the system's program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def documents_folder() -> str:
    """The folder in which a file dialog starts when none was used yet."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
