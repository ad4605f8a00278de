"""From blocks to strips: everything a PDF page holds, broken into lines, but not yet divided into pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from db.giving_way import give_way
from desktop.reports import blocks as b
from desktop.reports.closing import attachment_label, attachment_lines, chinese_date, number_width, signature_rights
from desktop.reports.fonts import Faces
from desktop.reports.linebreak import Item, Line, break_lines, itemise, natural_width
from desktop.reports.pdf_chart import chart_strip
from desktop.reports.pdf_grid import grid_strips
from desktop.reports.pdf_heads import form_head_strips, imprint_strip, red_head_strip
from desktop.reports.pdf_strips import SAME, Foot, Part, Strip, Text, Turn, top_of
from desktop.reports.pdf_table import table_strips
from desktop.reports.style import MM, Face, Style
from desktop.reports.tables import HAIRLINE_PT
from desktop.reports.title import title_lines


class Composer:
    """Turns the blocks of one document into strips."""

    def __init__(self, style: Style, faces: Faces) -> None:
        self.style = style
        self.faces = faces
        self.parts: list[Part] = []
        self.landscape = False
        self.signed: list[tuple[range, int]] = []  # of each signature: the paragraph before it and the date, as parts
        self._body_start = 0
        self._body_end = 0  # parts up to here end with body text, which a signature must not leave

    def compose(self, blocks: Sequence[b.Block]) -> list[Part]:
        """The strips and page turns of the blocks, in order."""
        for block in blocks:
            self._add(block)
        return self.parts

    @property
    def measure(self) -> float:
        """Width of the type area in points."""
        return (self.style.area_height_mm if self.landscape else self.style.area_width_mm) * MM

    def items(self, spans: Sequence[b.Span], face: Face, size: float, longest: float) -> list[Item]:
        """Spans cut into items of a face and size; Latin runs wider than `longest` points are cut."""
        cell = size + (self.style.tracking_pt if size == self.style.body_pt else 0.0)
        latin = (*face.latin.files, *face.files) if face.latin else face.files
        return itemise(spans, face.files, size, self.faces, cell, longest, latin)

    def _add(self, block: b.Block) -> None:
        give_way()
        match block:
            case b.Table():
                self._table(block)
            case b.Grid():
                self._orient(block.landscape)
                if not block.ruled:
                    self._keep_body()  # places to sign
                self.parts += grid_strips(block, self, self._free())
                self._body_end = len(self.parts)
            case b.FormHead():
                if self.parts or block.landscape != self.landscape:
                    self._turn(block.landscape)  # every form of a document begins on a page of its own
                self._title_lines(block.title)
                self.parts += form_head_strips(block, self)
            case b.Attachment():
                self._attachment(block)
            case _:
                self._orient(False)
                match block:
                    case b.Title():
                        self._title(block)
                    case b.RedHead():
                        self.parts.append(red_head_strip(block, self))
                        self._blank(keep=True)
                        self._blank(keep=True)
                    case b.Line():
                        self._line(block)
                    case b.Addressee():
                        self._text((b.Words(block.text),), self.style.body)
                    case b.Heading():
                        self._heading(block)
                    case b.Paragraph():
                        self._body_start = len(self.parts)
                        self._text(block.spans, self.style.body, indent=self.style.indent)
                        self._body_end = len(self.parts)
                    case b.AttachmentNote():
                        self._attachment_note(block)
                    case b.Signature():
                        self._signature(block)
                    case b.Remark():
                        self._text((b.Words(f"（{block.text}）"),), self.style.body, indent=self.style.indent)
                    case b.Imprint():
                        self.parts.append(Foot(imprint_strip(block, self)))
                    case b.Chart():
                        if block.caption:
                            self.centred(block.caption, self.style.caption, self.style.caption_pt)
                        self.parts.append(chart_strip(block, self))
                        self._body_end = len(self.parts)

    def _orient(self, landscape: bool) -> None:
        if landscape != self.landscape:
            self._turn(landscape)

    def _free(self) -> float:
        """Height in points left on the page that the next strip begins on."""
        height = (self.style.area_width_mm if self.landscape else self.style.area_height_mm) * MM
        filled = 0.0
        for part in self.parts:
            if isinstance(part, Strip):
                top = top_of(filled, part, self.style.pitch_pt)
                filled = top + part.height if top + part.height <= height + SAME else part.height
            else:
                filled = 0.0
        return height - filled

    def _turn(self, landscape: bool) -> None:
        self.landscape = landscape
        self.parts.append(Turn(landscape))
        self._body_end = len(self.parts)

    def _blank(self, keep: bool = False) -> None:
        self.parts.append(Strip(self.style.pitch_pt, keep=keep, on_grid=not self.landscape))

    def _row(self, *texts: Text, keep: bool = False, outline: tuple[str, int] | None = None) -> None:
        upright = not self.landscape  # a landscape page has no grid, neither here nor in Word
        self.parts.append(Strip(self.style.pitch_pt, texts, keep=keep, on_grid=upright, outline=outline))

    def _text(
        self,
        spans: Sequence[b.Span],
        face: Face,
        indent: int = 0,
        keep: bool = False,
        bold: bool = False,
        outline: tuple[str, int] | None = None,
    ) -> None:
        size, middle = self.style.body_pt, self.style.pitch_pt / 2
        first = indent * self.style.cell_pt
        for number, line in enumerate(
            break_lines(self.items(spans, face, size, self.measure - first), self.measure, first)
        ):
            text = Text(line, 0 if number else first, middle, size, bold=bold)
            self._row(text, keep=keep, outline=None if number else outline)

    def centred(
        self, text: str, face: Face, size: float, keep: bool = True, outline: tuple[str, int] | None = None
    ) -> None:
        """Add a line, or several, in the middle of the measure."""
        for number, line in enumerate(
            break_lines(self.items((b.Words(text),), face, size, self.measure), self.measure)
        ):
            left = max(0.0, (self.measure - natural_width(line.items)) / 2)
            mark = Text(line, left, self.style.pitch_pt / 2, size, justified=False)
            self._row(mark, keep=keep, outline=None if number else outline)

    def _line(self, block: b.Line) -> None:
        face, size = (self.style.title, self.style.title_pt) if block.titled else (self.style.body, self.style.body_pt)
        for line in break_lines(self.items(block.spans, face, size, self.measure), self.measure):
            slack = max(0.0, self.measure - natural_width(line.items))
            left = {"left": 0.0, "centre": slack / 2, "right": slack}[block.place]
            self._row(
                Text(line, left, self.style.pitch_pt / 2, size, justified=block.place == "left"), keep=block.titled
            )

    def _title(self, title: b.Title) -> None:
        self._title_lines(title.text)
        if title.byline:
            self.centred(title.byline, self.style.byline, self.style.body_pt)
        self._blank(keep=True)

    def _title_lines(self, text: str) -> None:
        for line in title_lines(text, self.measure / self.style.title_pt):
            self.centred(line, self.style.title, self.style.title_pt)

    def _heading(self, heading: b.Heading) -> None:
        self._text(
            heading.spans,
            self.style.heading(heading.level),
            self.style.indent,
            keep=True,
            bold=heading.level in self.style.bold_levels,
            outline=(b.plain_text(heading.spans), heading.level - 1),
        )

    def _attachment_note(self, note: b.AttachmentNote) -> None:
        style, cell, middle = self.style, self.style.cell_pt, self.style.pitch_pt / 2
        self._blank(keep=True)
        label_left = style.indent * cell
        number_left = label_left + 3 * cell
        name_left = number_left + number_width(note.names) * cell
        room = self.measure - name_left

        def loose(text: str, left: float) -> Text:
            line = Line(tuple(self.items((b.Words(text),), style.body, style.body_pt, room)), room, True)
            return Text(line, left, middle, style.body_pt)

        for index, (number, name) in enumerate(attachment_lines(note.names)):
            lines = break_lines(self.items((b.Words(name),), style.body, style.body_pt, room), room)
            for row, line in enumerate(lines):
                texts = [Text(line, name_left, middle, style.body_pt)]
                if row == 0:
                    texts = (
                        ([loose("附件：", label_left)] if index == 0 else [])
                        + ([loose(number, number_left)] if number else [])
                        + texts
                    )
                self._row(*texts, keep=row + 1 < len(lines))

    def _keep_body(self) -> None:
        """Ties the last line of body text, and what came after it, to what follows."""
        for index in range(max(0, self._body_end - 1), len(self.parts)):
            part = self.parts[index]
            if isinstance(part, Strip):
                self.parts[index] = replace(part, keep=True)

    def _signature(self, signature: b.Signature) -> None:
        self._keep_body()
        style = self.style
        organisation, day = (
            self.items((b.Words(text),), style.body, style.body_pt, self.measure)
            for text in (signature.organisation, chinese_date(signature.day))
        )
        widths = [natural_width(items) for items in (organisation, day)]
        rights = signature_rights(widths[0] / style.cell_pt, widths[1] / style.cell_pt, signature.sealed, style)
        for _ in range(style.sealed_rows if signature.sealed else 1):
            self._blank(keep=True)
        for items, width, right, keep in zip((organisation, day), widths, rights, (True, False)):
            left = max(0.0, self.measure - right * style.cell_pt - width)
            line = Line(tuple(items), self.measure, True)
            self._row(Text(line, left, style.pitch_pt / 2, style.body_pt), keep=keep)
        self.signed.append((range(self._body_start, self._body_end), len(self.parts) - 1))

    def _attachment(self, attachment: b.Attachment) -> None:
        first = attachment.blocks[0] if attachment.blocks else None
        self._turn(isinstance(first, b.Table) and first.landscape)
        label = attachment_label(attachment.number)
        self._text(
            (b.Words(label),), self.style.attachment_label, keep=True, outline=(f"{label} {attachment.title}", 0)
        )
        self._blank(keep=True)
        self._title_lines(attachment.title)
        self._blank(keep=True)
        for block in attachment.blocks:
            self._add(block)

    def _table(self, table: b.Table) -> None:
        self._orient(table.landscape)
        if table.caption:
            self.centred(table.caption, self.style.caption, self.style.caption_pt)
        else:
            self.parts.append(Strip(HAIRLINE_PT, keep=True, on_grid=False))
        self.parts += table_strips(table, self, self._free())
        self._body_end = len(self.parts)
