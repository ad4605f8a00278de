"""A document as pages to look at: the very PDF that would be exported, with the places of its blocks and figures."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from desktop.reports.blocks import Document
from desktop.reports.marks import Places, marked, places
from desktop.reports.style import STANDARD, Style
from desktop.reports.target import Step


@dataclass(frozen=True)
class Preview:
    """The PDF's bytes, where things stand in it, and the characters no shipped face can draw."""

    pdf: bytes
    places: Places
    missing: tuple[str, ...]


def preview(document: Document, style: Style = STANDARD, step: Step | None = None) -> Preview:
    """Sets the document; `step` is told page by page and may raise to stop. Nothing of it lies on the disk at any time."""
    import_module("pypdfium2")  # what will show the pages is loaded here, in a worker, and not while the window waits
    from desktop.reports.pdf_writer import pdf_bytes

    content, result = pdf_bytes(marked(document), style, step)
    return Preview(content, places(result.figure_boxes), result.missing)
