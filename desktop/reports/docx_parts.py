"""The unchanging parts of a Word file: settings, footers, sections, properties. All numbers come from the Style.

Word measures in twips (1/20 pt). The page is kept by exact line spacing and by tightening each character a little, not
by Word's character grid: the grid is read differently by every program, this is not. Elements stand in the order the
schema demands.
"""

from __future__ import annotations

from datetime import date
from math import floor
from xml.sax.saxutils import escape, quoteattr

from desktop.reports.linebreak import NO_END, NO_START
from desktop.reports.style import MM, Face, Style

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FOOTERS = ("footer1", "footer2", "footer3", "footer4", "footer5")
"""Footers of upright odd and even pages, of landscape odd and even pages, and one without a number."""

FOOTER_LINE = 360


def twips(millimetres: float) -> int:
    """Millimetres as twips."""
    return round(millimetres * MM * 20)


def characters(count: float, style: Style) -> int:
    """The width of so many body characters, in twips."""
    return round(count * style.cell_pt * 20)


def line_twips(style: Style) -> int:
    """The exact line spacing with which the page holds its rows; rounded down, or the last row would not fit."""
    return floor(style.pitch_pt * 20)


def fonts(face: Face) -> str:
    """The run property that names a face for Chinese characters and its own for Latin ones. By the hint, quotation marks
    and dashes count as Chinese.
    """
    latin = face.latin.word if face.latin else face.word
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{face.word}" w:cs="{latin}"/>'
    )


def settings() -> str:
    """Document settings: odd and even pages differ, marks keep their whole cells, lines ended by hand are not spread;
    the marks that may not begin or end a line are those of the PDF (Word's own list lets a line begin with a dash)."""
    return (
        f'{DECLARATION}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        "<w:evenAndOddHeaders/>"
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:noLineBreaksAfter w:lang="zh-CN" w:val={quoteattr("".join(sorted(NO_END)))}/>'
        f'<w:noLineBreaksBefore w:lang="zh-CN" w:val={quoteattr("".join(sorted(NO_START)))}/>'
        "<w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _page_number(style: Style, right: bool) -> str:
    """The paragraph — 1 —, one character free on the outer side (G23)."""
    run = f"<w:r><w:rPr>{fonts(style.page_number)}</w:rPr>"
    field = "".join(
        f"{run}{inner}</w:r>"
        for inner in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    side = "right" if right else "left"
    indent = f'<w:ind w:{side}="{round(style.page_number_pt * 20)}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{indent}<w:jc w:val="{side}"/></w:pPr>{field}</w:p>'


def footers(style: Style) -> dict[str, str]:
    """The footers by name, see FOOTERS.

    A landscape page is bound like the others, so its number stands at the foot of the upright sheet: on screen at the
    left edge, turned, in a narrow table fixed to the page (G26).
    """
    foot = style.page_height_mm - style.top_mm - style.area_height_mm
    left = twips(foot - style.page_number_gap_mm) - FOOTER_LINE // 2
    parts = {}
    for name, right, landscape in zip(FOOTERS, (True, False, True, False), (False, False, True, True)):
        number = _page_number(style, right)
        content = (
            number
            if not landscape
            else (
                '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" '
                'w:horzAnchor="page" '
                f'w:tblpX="{left}" w:tblpY="{twips(style.left_mm)}"/><w:tblOverlap w:val="never"/><w:tblW '
                f'w:w="{FOOTER_LINE}" w:type="dxa"/>'
                '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" '
                'w:type="dxa"/></w:tblCellMar></w:tblPr>'
                f'<w:tblGrid><w:gridCol w:w="{FOOTER_LINE}"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/>'
                f'<w:trHeight w:val="{twips(style.area_width_mm)}" w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:tcW '
                f'w:w="{FOOTER_LINE}" w:type="dxa"/>'
                f'<w:textDirection w:val="tbRl"/><w:vAlign w:val="center"/></w:tcPr>{number}</w:tc></w:tr></w:tbl>'
                '<w:p><w:pPr><w:pStyle w:val="Footer"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
            )
        )
        parts[name] = f"{DECLARATION}<w:ftr {NAMESPACES}>{content}</w:ftr>"
    parts[FOOTERS[-1]] = (
        f'{DECLARATION}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr></w:p></w:ftr>'
    )
    return parts


def section(style: Style, landscape: bool, numbered: bool = True) -> str:
    """The properties of a section of upright or landscape pages, with or without page numbers."""
    right = style.page_width_mm - style.left_mm - style.area_width_mm
    bottom = style.page_height_mm - style.top_mm - style.area_height_mm
    size = (twips(style.page_width_mm), twips(style.page_height_mm))
    margins = {"top": style.top_mm, "right": right, "bottom": bottom, "left": style.left_mm}
    if landscape:
        size = (size[1], size[0])
        margins = {"top": style.left_mm, "right": style.top_mm, "bottom": right, "left": bottom}
    odd, even = FOOTERS[2:4] if landscape else FOOTERS[:2]
    if not numbered:
        odd = even = FOOTERS[-1]
    footer = 851 if landscape else twips(bottom - style.page_number_gap_mm) - FOOTER_LINE // 2
    orientation = ' w:orient="landscape"' if landscape else ""
    edges = " ".join(f'w:{side}="{twips(value)}"' for side, value in margins.items())
    # Rows of tables stand on no grid, and some programs centre a grid that does not fill the page.
    grid = "" if landscape else 'w:type="lines" '
    return (
        f'<w:sectPr><w:footerReference w:type="even" r:id="{even}"/><w:footerReference w:type="default" r:id="{odd}"/>'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{size[0]}" w:h="{size[1]}"{orientation}/>'
        f'<w:pgMar {edges} w:header="851" w:footer="{footer}" w:gutter="0"/><w:cols w:space="425"/>'
        f'<w:docGrid {grid}w:linePitch="{line_twips(style)}"/></w:sectPr>'
    )


def core_properties(title: str, author: str, subject: str, day: date) -> str:
    """Title, author, subject and date of the file."""
    stamp = f"{day.isoformat()}T00:00:00Z"
    return (
        f"{DECLARATION}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:subject>{escape(subject)}</dc:subject>"
        f"<dc:creator>{escape(author)}</dc:creator>"
        f"<cp:lastModifiedBy>{escape(author)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified><dc:language>zh-CN</dc:language>'
        "</cp:coreProperties>"
    )
