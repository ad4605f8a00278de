"""Words as runs of WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from desktop.reports.blocks import EditedWords, RaisedWords, Span

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff&<>]")
HINT = '<w:rFonts w:hint="eastAsia"/>'
_CHANGES = {
    "": HINT,
    "deleted": f'{HINT}<w:strike/><w:color w:val="B00020"/>',
    "added": f'{HINT}<w:color w:val="1A4F9C"/><w:u w:val="single"/>',
    "raised": f'{HINT}<w:vertAlign w:val="superscript"/>',
}


def words(text: str, change: str = "") -> str:
    """A run. The hint makes Word take the Chinese face for quotation marks and dashes too."""
    return run(text, _CHANGES[change])


def run(text: str, properties: str) -> str:
    """A run with the properties given; a tab or line feed becomes Word's own, what no XML may hold is left out."""
    if not _SPECIAL.search(text):
        inner = f'<w:t xml:space="preserve">{text}</w:t>' if text else ""
    else:
        inner = "".join(
            "<w:tab/>"
            if part == "\t"
            else "<w:br/>"
            if part == "\n"
            else f'<w:t xml:space="preserve">{escape(part)}</w:t>'
            for part in re.split("([\t\n])", _NOT_XML.sub("", text))
            if part
        )
    return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>" if inner else ""


def runs(spans: Sequence[Span]) -> str:
    """The runs of a paragraph; words struck out, put in or raised are marked as such."""
    return "".join(words(span.text, _change(span)) for span in spans)


def _change(span: Span) -> str:
    return span.change if isinstance(span, EditedWords) else "raised" if isinstance(span, RaisedWords) else ""
