"""Writing a document's files: Word, PDF or both, in the hospital's own layout, with progress, none left half-written;
and measuring them afterwards (版面实测).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.reports.blocks import Document
from desktop.reports.installed import with_installed
from desktop.reports.style import STANDARD, Style
from desktop.reports.style_settings import style_of

if TYPE_CHECKING:
    from db.workspace import Workspace
    from desktop.reports.inspection import Finding

Step = Callable[[int, int, str], None]
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
SUFFIXES = {"docx": "Word 文件", "pdf": "PDF 文件", "xlsx": "Excel 工作簿"}
STYLE_SETTING = "style"
"""Under this name the hospital's layout stands in the file (`style_settings`)."""
MEASURED_PAGES = 100
"""Of a longer list the first ones are measured: the others are made the same way."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, the characters that no shipped face can draw in the PDF (a □ stands there), how many pages it has,
    what measuring the files found, each with the kind of file, the rows of a workbook, and whether the log could tell of it.
    """

    files: tuple[Path, ...]
    missing: tuple[str, ...] = ()
    findings: tuple[tuple[str, Finding], ...] = ()
    pages: int = 0
    rows: int = 0
    logged: bool = True

    @property
    def wholly_measured(self) -> bool:
        """Whether no page was left out."""
        return self.pages <= MEASURED_PAGES


def house_style(workspace: Workspace) -> Style:
    """The layout of the open file's hospital with this computer's typefaces. Raises Refusal when what is stored cannot
    be.
    """
    return with_installed(style_of(workspace.setting(STYLE_SETTING)))


def file_stem(title: str) -> str:
    """A file name without suffix for what has this title, good on every system."""
    return _FORBIDDEN.sub("", title.replace("\n", "")).strip(" .")[:80] or "报告"


def write_files(document: Document, targets: Iterable[Path], step: Step, style: Style = STANDARD) -> Exported:
    """Writes every target in the format its suffix names (.docx, .pdf).

    ``step`` is told often and may raise to stop; files already written then stay, whole. Raises Refusal like the writers.
    """
    wanted = list(targets)
    missing: tuple[str, ...] = ()
    pages = 0
    for target in wanted:
        step(0, 0, f"正在写出“{target.name}”…")
        if target.suffix.lower() == ".docx":
            from desktop.reports.docx_writer import write_docx

            write_docx(document, style, target, step)
        else:
            from desktop.reports.pdf_writer import write_pdf

            result = write_pdf(document, style, target, step)
            missing, pages = result.missing, result.pages
    return Exported(tuple(wanted), missing, pages=pages)


def measured(exported: Exported, document: Document, style: Style, step: Step) -> Exported:
    """The same with what measuring the written files found (版面实测); ``step`` as for ``write_files``."""
    found: list[tuple[str, Finding]] = []
    for file in exported.files:
        step(0, 0, f"正在检查“{file.name}”的版面…")
        if file.suffix.lower() == ".docx":
            from desktop.reports.docx_inspection import inspect_docx

            found += [("Word", finding) for finding in inspect_docx(file, style, document.numbered)]
        else:
            from desktop.reports.inspection import inspect_pdf

            found += [("PDF", finding) for finding in inspect_pdf(
                file, style, exported.missing, document.numbered, MEASURED_PAGES)]
    return replace(exported, findings=tuple(found))
