"""Documents out of the program, to files and to the printer: where to, in the background, logged, and measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from db.errors import Refusal
from desktop import errors, jobs
from desktop.reports.blocks import Document
from desktop.reports.export import MEASURED_PAGES, SUFFIXES, Exported, file_stem, house_style, measured, write_files
from desktop.reports.page_images import PageImages
from desktop.reports.preview import preview
from desktop.widgets.file_choice import EXPORT, choose_folder, keep, start_of

if TYPE_CHECKING:
    from db.workspace import Workspace
    from desktop.jobs import Progress
    from desktop.reports.papers import Paper
    from desktop.state import State

_FORMATS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}


class Files(QObject):
    """The ways a document leaves the program, in the hospital's own layout. ``parent`` is the page, over which dialogs
    stand. ``logged`` is what the log calls the document: its kind and number, never its contents."""

    exported = Signal(object)  # Exported
    printed = Signal(int)  # pages

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent

    def export(self, workspace: Workspace, document: Document, formats: tuple[str, ...], logged: str = "") -> None:
        """Asks where to, then writes the files with progress."""
        targets = self.ask(document, formats)
        if targets:
            self.write(workspace, document, targets, logged)

    def write(self, workspace: Workspace, document: Document, targets: list[Path], logged: str = "") -> None:
        """Writes the files in the background and measures them; the export stands in the file's log."""

        def work(progress: Progress) -> Exported:
            style = house_style(workspace)
            written = write_files(document, targets, progress.step, style)
            kinds = "、".join(_FORMATS[target.suffix[1:].lower()] for target in targets)
            written = replace(written, logged=workspace.log_out(f"导出{logged or _named(document)}（{kinds}）"))
            return measured(written, document, style, progress.step)

        jobs.run(self._page, f"正在导出{document.subject}", work, self.exported.emit)

    def export_list(self, state: State, paper: Paper, why: str, formats: tuple[str, ...] = tuple(reversed(SUFFIXES))) -> None:
        """Asks where to and in which of the formats, then writes the list; ``why`` is for the log."""
        from desktop.reports.ledger_list import list_title, told_apart

        ledger = paper.query.ledger
        with state.workspace.read() as session:
            which = told_apart(session, paper.query, state.workspace.words(session), state.today())
        stem = file_stem(f"{list_title(ledger)} {which}")
        target = self._ask_one(f"导出{ledger.title}", stem, formats)
        if target is not None:
            self.write_list(state, paper, target, why)

    def write_list(self, state: State, paper: Paper, target: Path, why: str = "") -> None:
        """Writes a list with the rows and columns shown, in the format the file's name says."""
        workspace, today = state.workspace, state.today()

        def work(progress: Progress) -> Exported:
            if target.suffix.lower() == ".xlsx":
                from desktop.exchange.workbook_out import write_list

                rows = write_list(workspace, paper.query, target, paper.columns, progress.step, why)
                return Exported((target,), rows=rows, logged=workspace.keeps_log)
            document, style = paper.make(workspace, today, progress.step), house_style(workspace)
            written = write_files(document, [target], progress.step, style)
            kept = workspace.log_out(f"导出{paper.named(why)}（{_FORMATS[target.suffix[1:].lower()]}）")
            written = replace(written, logged=kept)
            return measured(written, document, style, progress.step)

        jobs.run(self._page, "正在导出", work, self.exported.emit)

    def ask(self, document: Document, formats: tuple[str, ...]) -> list[Path]:
        """One file: its name and place. Both: the folder; files that are there already are asked about."""
        stem = file_stem(document.title)
        if len(formats) == 1:
            target = self._ask_one(f"导出{document.subject}", stem, formats)
            return [] if target is None else [target]
        folder = choose_folder(self._page, "把 Word 和 PDF 导出到哪个文件夹", EXPORT)
        if folder is None:
            return []
        targets = [Path(folder, f"{stem}.{suffix}") for suffix in formats]
        there = [target.name for target in targets if target.exists()]
        if there:
            from desktop.widgets.question import ask

            if not ask(self._page, f"这个文件夹里已经有“{'”和“'.join(there)}”，要替换成现在导出的吗？", "替换"):
                return []
        return targets

    def _ask_one(self, title: str, stem: str, formats: tuple[str, ...]) -> Path | None:
        """The name and place of one file; its format is the one chosen, unless the name says another."""
        filters = [f"{SUFFIXES[suffix]} (*.{suffix})" for suffix in formats]
        start = start_of(EXPORT) / f"{stem}.{formats[0]}"
        name, chosen = QFileDialog.getSaveFileName(self._page, title, str(start), ";;".join(filters))
        if not name:
            return None
        target = Path(name)
        wanted = formats[filters.index(chosen)] if chosen in filters else formats[0]
        typed = target.suffix.lower().lstrip(".")
        if typed in formats and (len(formats) == 1 or typed != formats[0]):
            wanted = typed  # the clerk wrote another ending than the one proposed
        keep(target.parent, EXPORT)
        return target.with_suffix(f".{wanted}") if typed in SUFFIXES else target.with_name(f"{target.name}.{wanted}")

    def print(self, workspace: Workspace, document: Document, logged: str = "") -> None:
        """Asks for the printer, then prints with progress."""
        from desktop.widgets.page_printing import ask_printer, print_pages

        def set_pages(progress: Progress) -> PageImages:
            progress.step(0, 0, "正在排版…")
            return PageImages(preview(document, house_style(workspace), progress.step).pdf)

        def choose(source: PageImages) -> None:
            try:
                printer = ask_printer(self._page, _named(document), len(source.sizes))
            except Refusal as refusal:
                source.close()
                errors.tell(self._page, refusal)
                return
            if printer is None:
                source.close()
                return

            def work(progress: Progress) -> int:
                try:
                    pages = print_pages(source, printer, progress)
                finally:
                    source.close()
                workspace.log_out(f"打印{logged or _named(document)}，共 {pages} 页")
                return pages

            jobs.run(self._page, f"正在打印{document.subject}", work, self.printed.emit)

        jobs.run(self._page, "正在准备打印", set_pages, choose)


UNLOGGED = "台账是以只读方式打开的，这次导出没有记入操作日志。"


def exported_words(exported: Exported, listed: bool = True) -> tuple[str, str]:
    """What is said after an export, and its tone; ``listed``: what measuring found is listed below the pages."""
    if not exported.logged:
        words, _ = exported_words(replace(exported, logged=True), listed)
        return f"{words}{UNLOGGED}", "warn"
    if exported.files[0].suffix.lower() == ".xlsx":
        return f"已导出 {exported.rows} 行到“{exported.files[0].name}”。", "good"
    written = f"已导出“{'”和“'.join(file.name for file in exported.files)}”。"
    if not exported.findings:
        part = "" if exported.wholly_measured else f"（查了前 {MEASURED_PAGES} 页）"
        return f"{written}版面检查通过{part}。", "good"
    found = f"{written}版面检查有 {len(exported.findings)} 处要看一看"
    if listed:
        return f"{found}，列在页面下边。", "warn"
    return f"{found}：{'；'.join(f'{kind} {finding}' for kind, finding in exported.findings[:2])}", "warn"


def exported_buttons(exported: Exported) -> list[tuple[str, str]]:
    """The buttons below those words: the files and their folder."""
    opening = [(f"open_{file.suffix[1:]}", f"打开 {_FORMATS[file.suffix[1:].lower()]}") for file in exported.files]
    return [*opening, ("open_folder", "打开所在文件夹")]


def open_exported(parent: QWidget, exported: Exported, name: str) -> None:
    """Does what one of those buttons says."""
    if name == "open_folder":
        place = exported.files[0].parent
    else:
        place = next(file for file in exported.files if file.suffix == f".{name.removeprefix('open_')}")
    if not open_file(place):
        errors.tell(parent, f"系统没有能打开“{place.name}”的程序，文件在“{place.parent}”。")


def _named(document: Document) -> str:
    return document.title.replace("\n", "")


def open_file(path: Path) -> bool:
    """Opens a file, or a folder, with the system's program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
