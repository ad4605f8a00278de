"""版面实测: the finished PDF measured like any stranger's, and what is not as the standard wants it said page by line.

The rules are those of domain.md section 4 (G02-G06, G14, G23) and the breaking rules of `linebreak`; the writer is not
asked, only the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.reports.linebreak import NO_END, NO_START, is_latin
from desktop.reports.pdf_reading import SetFile, SetLine, SetPage, read_pdf
from desktop.reports.style import MM, Style

EDGE_MM = 0.5
"""How far ink may leave the type area; the standard allows 1 mm."""
_STEP_PT = 0.35
"""How far a line may be from its row of the grid."""
_BIGGER = 0.6
_NUMBER_MM = 1.5
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_SIGNED_WITHIN = 9


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: page and line counted from 1 (line 0 is the whole page, page 0 the whole file)."""

    page: int
    line: int
    text: str

    def __str__(self) -> str:
        where = f"第{self.page}页" if self.page else ""
        where += f"第{self.line}行" if self.line else ""
        return f"{where}：{self.text}" if where else self.text


def inspect_pdf(
    source: Path | bytes,
    style: Style,
    missing: tuple[str, ...] = (),
    numbered: bool = True,
    most: int | None = None,
) -> list[Finding]:
    """Measure a PDF this program wrote in a style, or its first pages up to `most`. `missing` are the characters its
    writer could not draw.
    """
    file = read_pdf(source, most)
    found = [
        Finding(0, 0, f"字体“{name}”没有嵌入，换一台电脑可能走样。")
        for name, embedded in file.faces.items()
        if not embedded
    ]
    if missing:
        found.append(Finding(0, 0, f"有{len(missing)}个字没有可用的字形，印出来是□：{'、'.join(missing[:20])}。"))
    for number, page in enumerate(file.pages, 1):
        found += _page(page, number, style, numbered)
    found += _breaks(file, style)
    return found


def body_lines(page: SetPage, style: Style) -> list[SetLine]:
    """The lines inside the type area of an upright page: all but the page number."""
    foot = (style.top_mm + style.area_height_mm) * MM
    return [line for line in page.lines if line.baseline < foot + 3]


def is_text(line: SetLine, style: Style) -> bool:
    """Whether a line is set in the size of the body (headings of all levels included)."""
    return abs(line.size - style.body_pt) < _BIGGER


def row_of(line: SetLine, style: Style) -> float:
    """The row of the grid whose middle a line's characters stand about, counted from 0; a whole number on the grid."""
    square = [glyph for glyph in line.glyphs if not is_latin(glyph.text) and glyph.text not in NO_START | NO_END]
    glyphs = square or line.glyphs
    middle = sum((glyph.top + glyph.bottom) / 2 for glyph in glyphs) / len(glyphs)
    return (middle - style.top_mm * MM) / style.pitch_pt - 0.5


def _page(page: SetPage, number: int, style: Style, numbered: bool) -> Iterator[Finding]:
    if (
        abs(max(page.width, page.height) - style.page_height_mm * MM) > 1
        or abs(min(page.width, page.height) - style.page_width_mm * MM) > 1
    ):
        yield Finding(number, 0, "纸张不是A4。")
    if page.landscape:
        yield from _inside(page, number, page.lines, _landscape_area(style))
        return
    lines = body_lines(page, style)
    left, top = style.left_mm * MM, style.top_mm * MM
    yield from _inside(
        page, number, lines, (left, top, left + style.area_width_mm * MM, top + style.area_height_mm * MM)
    )
    # 发文字号 stands by its distance from 发文机关标志, not by the grid.
    numbered_head = 2 if lines and lines[0].size > style.title_pt + 1 else 0
    for place, line in enumerate(lines, 1):
        if is_text(line, style) and not page.rules and place > numbered_head:
            row = row_of(line, style)
            if abs(row - round(row)) * style.pitch_pt > style.pitch_pt * 0.2:
                yield Finding(number, place, "不在行格上。")
        if round(row_of(line, style)) >= style.rows:
            yield Finding(number, place, f"超出每页{style.rows}行。")
    if numbered:
        yield from _page_number(page, number, style)


def _landscape_area(style: Style) -> tuple[float, float, float, float]:
    foot = style.page_height_mm - style.top_mm - style.area_height_mm
    return foot * MM, style.left_mm * MM, (foot + style.area_height_mm) * MM, (style.left_mm + style.area_width_mm) * MM


def _inside(
    page: SetPage, number: int, lines: list[SetLine] | tuple[SetLine, ...], area: tuple[float, float, float, float]
) -> Iterator[Finding]:
    edge = EDGE_MM * MM
    for place, line in enumerate(lines, 1):
        if page.landscape and line.left < area[0] - 12:
            continue  # the page number, turned, at the foot of the upright sheet
        if line.left < area[0] - edge or line.right > area[2] + edge:
            yield Finding(number, place, f"超出版心左右边线：“{line.text[:12]}”。")
        if (
            min(glyph.top for glyph in line.glyphs) < area[1] - edge
            or max(glyph.bottom for glyph in line.glyphs) > area[3] + edge
        ):
            yield Finding(number, place, f"超出版心上下边线：“{line.text[:12]}”。")
        if len(line.glyphs) > 1 and line.text[0] in NO_START:
            yield Finding(number, place, f"行首不应是“{line.text[0]}”。")
        if len(line.glyphs) > 1 and line.text[-1] in NO_END:
            yield Finding(number, place, f"行末不应是“{line.text[-1]}”。")


def _page_number(page: SetPage, number: int, style: Style) -> Iterator[Finding]:
    foot = (style.top_mm + style.area_height_mm) * MM
    below = [line for line in page.lines if line.baseline >= foot + 3]
    if not page.lines or (not below and _closes(page, style)):
        return  # a blank page before 版记, and 版记 after one
    if [line.text for line in below] != [f"—{number}—"]:
        yield Finding(number, 0, "页码不对或者没有页码。")
        return
    line, char = below[0], style.page_number_pt
    left, right = style.left_mm * MM + char, (style.left_mm + style.area_width_mm) * MM - char
    off = line.right - right if number % 2 else line.left - left
    if abs(off) > _NUMBER_MM * MM:
        yield Finding(number, 0, "页码应单页居右、双页居左，各空一字。")
    dash = line.glyphs[0]
    if abs((dash.top + dash.bottom) / 2 - foot - style.page_number_gap_mm * MM) > _NUMBER_MM * MM:
        yield Finding(number, 0, "页码一字线应在版心下边缘之下7毫米。")


def _closes(page: SetPage, style: Style) -> bool:
    return any("印发" in line.text for line in body_lines(page, style)[-2:])


def _breaks(file: SetFile, style: Style) -> Iterator[Finding]:
    """What can only be seen from page to page: lone characters, headings left behind, pages broken off early."""
    upright = [(number, page) for number, page in enumerate(file.pages, 1)]
    for number, page in upright:
        if page.landscape:
            continue
        lines = body_lines(page, style)
        for place, (above, line) in enumerate(zip(lines, lines[1:]), 2):
            after = lines[place] if place < len(lines) else None
            if _lone(above, line, after, style):
                yield Finding(number, place, f"段末只剩一个字“{line.text}”。")
    for (number, page), (_, following) in zip(upright, upright[1:]):
        lines = [] if page.landscape else body_lines(page, style)
        after = [] if following.landscape else body_lines(following, style)
        if not lines or not after:
            continue
        last = lines[-1]
        if is_heading(last, style):
            yield Finding(number, len(lines), "标题排在了页末，下面没有正文。")
        early = round(row_of(last, style)) != style.rows - 1 and not _signed(after)
        if early and continues(last, after[0], style):
            yield Finding(number, len(lines), f"没有排满{style.rows}行就换了页。")


def full_pages(file: SetFile, style: Style) -> dict[int, int]:
    """The pages of nothing but text that are broken inside a paragraph for want of room, with their lines; all of them
    should have as many as the style has rows.
    """
    found = {}
    for number, (page, following) in enumerate(zip(file.pages, file.pages[1:]), 1):
        lines, after = body_lines(page, style), body_lines(following, style)
        plain = lines and all(is_text(line, style) for line in lines) and not (page.rules or page.landscape)
        if plain and after and not following.landscape and continues(lines[-1], after[0], style) and not _signed(after):
            found[number] = len(lines)
    return found


def _signed(lines: list[SetLine]) -> bool:
    """Whether a page holds a date of signature or a place to sign near its top, with which the last line before it had
    to stay.
    """
    return any(_DATE.fullmatch(line.text) or "签字：" in line.text for line in lines[:_SIGNED_WITHIN])


def is_heading(line: SetLine, style: Style) -> bool:
    """Whether a line is a heading of the first or second level, told by its face."""
    faces = ("Hei", "Kai")
    return is_text(line, style) and all(
        any(face in glyph.face for face in faces) for glyph in line.glyphs if not is_latin(glyph.text)
    )


def continues(last: SetLine, first: SetLine, style: Style) -> bool:
    """Whether a paragraph of the body goes on from a page's last line to the next page's first."""
    left, right = style.left_mm * MM, (style.left_mm + style.area_width_mm) * MM
    full = last.right > right - style.cell_pt
    flush = first.glyphs[0].x < left + style.cell_pt * 0.6
    return (
        is_text(last, style)
        and is_text(first, style)
        and full
        and flush
        and last.text[-1] not in "。：！？"
        and not is_heading(first, style)
    )


def _lone(above: SetLine, line: SetLine, after: SetLine | None, style: Style) -> bool:
    if not is_text(line, style) or not is_text(above, style):
        return False
    left, right = style.left_mm * MM, (style.left_mm + style.area_width_mm) * MM
    counted = [glyph for glyph in line.glyphs if glyph.text not in NO_START | NO_END]
    ended = after is None or after.glyphs[0].x > left + style.cell_pt or not is_text(after, style)
    flush = line.glyphs[0].x < left + style.cell_pt * 0.6
    return (
        len(counted) == 1
        and flush
        and ended
        and above.right > right - 2 * style.cell_pt
        and above.glyphs[0].x < left + 2.5 * style.cell_pt
    )
