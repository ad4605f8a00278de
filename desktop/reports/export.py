"""Writing a report's files: Word, PDF or both, with progress, none left half-written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.reports.blocks import Document
from desktop.reports.style import STANDARD, Style

Step = Callable[[int, int, str], None]
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
SUFFIXES = {"docx": "Word 文件", "pdf": "PDF 文件"}


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, and the characters that no shipped face can draw in the PDF (a □ stands there)."""

    files: tuple[Path, ...]
    missing: tuple[str, ...] = ()


def file_stem(document: Document) -> str:
    """A file name without suffix for the document, good on every system."""
    return _FORBIDDEN.sub("", document.title.replace("\n", "")).strip(" .")[:80] or "报告"


def write_files(document: Document, targets: Iterable[Path], step: Step, style: Style = STANDARD) -> Exported:
    """Writes every target in the format its suffix names (.docx, .pdf).

    ``step`` is told before each file and may raise to stop; files already written then stay, whole. Raises Refusal like the writers.
    """
    wanted = list(targets)
    missing: tuple[str, ...] = ()
    for number, target in enumerate(wanted):
        step(number, len(wanted), f"正在写出“{target.name}”…")
        if target.suffix.lower() == ".docx":
            from desktop.reports.docx_writer import write_docx

            write_docx(document, style, target)
        else:
            from desktop.reports.pdf_writer import write_pdf

            missing = write_pdf(document, style, target).missing
    return Exported(tuple(wanted), missing)
