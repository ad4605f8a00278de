"""A document as a Word file with the same page as the PDF: 22 rows of 28 characters, real heading levels, odd and even
page numbers.

The file is written from the ground up instead of from a library's template, which would bring along hundreds of styles
and theme fonts that a Chinese document must not fall back to.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from pathlib import Path

from desktop.reports import blocks as b
from desktop.reports import docx_heads as heads
from desktop.reports import docx_parts as parts
from desktop.reports.closing import attachment_label, attachment_lines, chinese_date, number_width, signature_rights
from desktop.reports.docx_grid import grid, note
from desktop.reports.docx_package import write_package
from desktop.reports.docx_styles import font_table, styles
from desktop.reports.docx_table import table
from desktop.reports.docx_text import runs, words
from desktop.reports.heads import HEAD_LINE_HEIGHT_PT
from desktop.reports.letterhead import Letterhead
from desktop.reports.linebreak import ems
from desktop.reports.style import MM, Style
from desktop.reports.tables import HAIRLINE_PT
from desktop.reports.target import Step, replace_file
from desktop.reports.title import title_lines

_SPARE_PT = 10.0
"""Kept free below a form that fills its page: Word's lines may break a little earlier than can be told here."""
_LINES_DIVIDED = 3
"""The fewest lines a paragraph has that can be divided with two lines overleaf."""
_HAIRLINE = '<w:spacing w:line="20" w:lineRule="exact"/>'


def write_docx(document: b.Document, style: Style, target: Path, step: Step | None = None) -> None:
    """Write the document to `target`, the same bytes for the same document; `step` is told block by block. Raises
    Refusal where that fails.
    """
    letterhead = _letterhead(document, style)
    writing = _Body(document, style, step, letterhead is not None)
    body = writing.compose()
    text = f"{parts.DECLARATION}<w:document {parts.NAMESPACES}><w:body>{body}</w:body></w:document>"
    named = {
        "styles": styles(style),
        "settings": parts.settings(),
        "fontTable": font_table(style),
        **parts.footers(style),
    }
    core = parts.core_properties(document.title, document.author, document.subject, document.made_on)
    replace_file(target, lambda part: write_package(part, text, named, core, writing.pictures, letterhead))


def _letterhead(document: b.Document, style: Style) -> Letterhead | None:
    """The hospital's letterhead for a document that has a title; a form has none."""
    if not style.letterhead or not any(isinstance(block, b.Title) for block in document.blocks):
        return None
    return Letterhead(style.letterhead, "设置里的红头底稿")


@dataclass
class _Paragraph:
    """A paragraph that can still learn that it stays with the next or that a section ends with it."""

    style: str
    runs: str = ""
    keep: bool = False
    new_page: bool = False
    layout: str = ""  # spacing and indents
    section: str = ""
    lines: float = 1

    def xml(self) -> str:
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self.style}"/>{"<w:keepNext/>" if self.keep else ""}'
            f"{'<w:pageBreakBefore/>' if self.new_page else ''}{self.layout}{self.section}</w:pPr>{self.runs}</w:p>"
        )


@dataclass
class _Table:
    block: b.Table
    style: Style
    keep: bool = False

    def xml(self) -> str:
        return table(self.block, self.style)


@dataclass
class _Made:
    """Finished XML of something `height` points high."""

    text: str
    height: float
    keep: bool = False

    def xml(self) -> str:
        return self.text


class _Body:
    """Turns the blocks of one document into the body of the Word file."""

    def __init__(self, document: b.Document, style: Style, step: Step | None, has_head: bool) -> None:
        self.step = step
        self.has_head = has_head
        self.document = document
        self.style = style
        self.elements: list[_Paragraph | _Table | _Made] = []
        self.pictures: dict[str, bytes] = {}
        self.landscape = False
        self.numbered = document.numbered
        self._section_start = 0
        self._last_body = 0  # where the last piece of body text begins, which a signature must not leave
        self._signatures = 0

    def compose(self) -> str:
        """The body's XML, with its last section."""
        blocks = self.document.blocks
        for number, block in enumerate(blocks):
            if self.step is not None:
                self.step(number, len(blocks), "正在写 Word 文件…")
            self._add(block)
        return "".join(element.xml() for element in self.elements) + self._section()

    def _section(self) -> str:
        return parts.section(self.style, self.landscape, self.numbered)

    def _put(self, style: str, text: str = "", **more: bool | str | float) -> None:
        self.elements.append(_Paragraph(style, words(text), **more))  # type: ignore[arg-type]

    def _add(self, block: b.Block) -> None:
        if not isinstance(block, b.Table | b.Grid | b.FormHead | b.Attachment | b.Imprint):
            self._orient(False)
        match block:
            case b.RedHead() if self.has_head:
                self._make(heads.number_line(block, self.style, ""), self.style.pitch_pt * 3)
            case b.RedHead():
                self._make(heads.red_head(block, self.style), self.style.pitch_pt * 10)
            case b.Line():
                self._line(block)
            case b.Grid():
                self._grid(block)
            case b.FormHead():
                if self.elements or block.landscape != self.landscape:
                    self._turn(block.landscape)  # every form of a document begins on a page of its own
                self._title("Title", block.title)
                self._make(heads.form_head_line(block, self.style), HEAD_LINE_HEIGHT_PT)
            case b.Chart():
                self._chart(block)
            case b.Remark():
                self._put("Remark", f"（{block.text}）")
            case b.Imprint():
                self._imprint(block)
            case b.Title():
                self._title("Title", block.text)
                if block.byline:
                    self._put("Byline", block.byline)
                self._put("Normal", keep=True)
            case b.Addressee():
                self._put("Addressee", block.text)
            case b.Heading():
                self.elements.append(_Paragraph(f"Heading{block.level}", runs(block.spans)))
            case b.Paragraph():
                self._last_body = len(self.elements)
                self.elements.append(
                    _Paragraph(
                        "BodyText",
                        runs(block.spans),
                        lines=ceil((ems(b.plain_text(block.spans)) + 2) / self.style.columns),
                    )
                )
            case b.Table():
                self._table(block)
            case b.AttachmentNote():
                self._attachment_note(block)
            case b.Signature():
                self._signature(block)
            case b.Attachment():
                self._attachment(block)

    def _orient(self, landscape: bool) -> None:
        if landscape != self.landscape:
            self._turn(landscape)

    def _turn(self, landscape: bool) -> None:
        """Ends the section; the next one begins on a new page."""
        if self.elements:
            if not isinstance(self.elements[-1], _Paragraph) or self.elements[-1].section:
                self._put("Normal", layout=_HAIRLINE)
            self.elements[-1].section = self._section()  # type: ignore[union-attr]
        self.landscape = landscape
        self._section_start = len(self.elements)
        self._last_body = len(self.elements)

    def _title(self, style: str, text: str) -> None:
        measure = (self.style.area_height_mm if self.landscape else self.style.area_width_mm) * MM
        lines = title_lines(text, measure / self.style.title_pt)
        self._put(style, "\n".join(lines), lines=len(lines))

    def _table(self, block: b.Table) -> None:
        self._orient(block.landscape)
        if block.caption:
            self._put("Caption", block.caption)
        else:
            # A section or page that begins with a bare table loses its orientation in some programs.
            self._put("Normal", keep=True, layout=_HAIRLINE)
        self._last_body = len(self.elements)
        self.elements.append(_Table(block, self.style))
        self._put("Normal", layout=_HAIRLINE)

    def _make(self, text: str, height: float) -> None:
        self.elements.append(_Made(text, height))

    def _line(self, block: b.Line) -> None:
        side = "center" if block.place == "centre" else block.place
        layout = f'<w:jc w:val="{side}"/>'
        self.elements.append(
            _Paragraph("TitledLine" if block.titled else "PlainLine", runs(block.spans), layout=layout)
        )

    def _free(self) -> float:
        """Height in points left on the page, as far as it can be told without laying out the text."""
        height = (self.style.area_width_mm if self.landscape else self.style.area_height_mm) * MM
        used = 0.0
        for element in self.elements[self._section_start :]:
            if isinstance(element, _Paragraph):
                used += HAIRLINE_PT if element.layout == _HAIRLINE else element.lines * self.style.pitch_pt
            elif isinstance(element, _Made):
                used += element.height
        return height - used % height

    def _grid(self, block: b.Grid) -> None:
        self._orient(block.landscape)
        if not block.ruled:  # places to sign
            for element in self.elements[self._last_body :]:
                element.keep = True
        self._put("Normal", keep=True, layout=_HAIRLINE)
        self._make(grid(block, self.style, self._free() - _SPARE_PT), 0)
        self._last_body = len(self.elements)
        for text in block.notes:
            self._make(note(text), 0)
        self._put("Normal", layout=_HAIRLINE)

    def _chart(self, block: b.Chart) -> None:
        from desktop.reports.pdf_chart import chart_picture

        if block.caption:
            self._put("Caption", block.caption)
        number = len(self.pictures) + 1
        name = f"picture{number}"
        self.pictures[name], width, height = chart_picture(block, self.style)
        self._make(heads.picture(name, number, block.caption or self.document.title, width, height), height)

    def _imprint(self, block: b.Imprint) -> None:
        """版记 stands on an even page: the pages of the PDF tell how many breaks bring it there."""
        from desktop.reports.pdf_writer import room_for_imprint

        breaks, free = room_for_imprint(self.document, self.style)
        if self.landscape:  # the turn itself begins a page
            self._orient(False)
        elif breaks == 2:
            self._put("Normal", layout=_HAIRLINE, section=self._section())
        elif breaks:
            self._put("Normal", layout=_HAIRLINE, new_page=True)
        if breaks == 2:
            self.numbered = False
            self._put("Normal", layout=_HAIRLINE)
            self._put("Normal", layout=_HAIRLINE, new_page=True)
        self._make(heads.imprint(block, self.style, free), 0)
        self._put("Normal", layout=_HAIRLINE)

    def _indent(self, left: float, hanging: float) -> str:
        edge, hang = parts.characters(left, self.style), parts.characters(hanging, self.style)
        return f'<w:ind w:left="{edge}" w:hanging="{hang}"/>'

    def _attachment_note(self, note: b.AttachmentNote) -> None:
        self._put("Normal")
        number_left, gap = self.style.indent + 3.0, number_width(note.names)
        for index, (number, name) in enumerate(attachment_lines(note.names)):
            hanging = gap + (3 if index == 0 else 0)
            label = "附件：" if index == 0 else ""
            self._put(
                "AttachmentNote",
                label + (f"{number}\t" if number else "") + name,
                layout=self._indent(number_left + gap, hanging),
            )

    def _signature(self, signature: b.Signature) -> None:
        for element in self.elements[self._last_body :][:1]:
            element.keep = self._stays(element)
        for element in self.elements[self._last_body + 1 :]:
            element.keep = True
        self._signatures += 1
        day = chinese_date(signature.day)
        rights = signature_rights(ems(signature.organisation), ems(day), signature.sealed, self.style)
        for _ in range(self.style.sealed_rows if signature.sealed else 1):
            self._put("Normal", keep=True)
        for name, text, right, keep in zip(
            ("Organisation", "DayOfIssue"), (signature.organisation, day), rights, (True, False)
        ):
            self._put(name, text, keep=keep, layout=f'<w:ind w:right="{parts.characters(right, self.style)}"/>')

    def _stays(self, paragraph: _Paragraph | _Table | _Made) -> bool:
        """Whether the last piece of body text must be told to stay with the signature. One that is divided with lines
        enough for the next page must not: some programs never divide a paragraph told so, but move all of it and, when
        it does not fit one page with the signature, leave that behind alone.
        """
        from desktop.reports.pdf_writer import divided_before_signatures

        if not isinstance(paragraph, _Paragraph) or paragraph.lines < _LINES_DIVIDED:
            return True
        return not divided_before_signatures(self.document, self.style)[self._signatures]

    def _attachment(self, attachment: b.Attachment) -> None:
        first = attachment.blocks[0] if attachment.blocks else None
        turned = self.landscape
        self._orient(isinstance(first, b.Table) and first.landscape)
        self._put("AttachmentLabel", attachment_label(attachment.number), new_page=self.landscape == turned)
        self._put("Normal", keep=True)
        self._title("AttachmentTitle", attachment.title)
        self._put("Normal", keep=True)
        for block in attachment.blocks:
            self._add(block)
