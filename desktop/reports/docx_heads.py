"""版头, 版记, a form's head and pictures as WordprocessingML."""

from __future__ import annotations

from math import ceil
from xml.sax.saxutils import quoteattr

from desktop.reports.blocks import FormHead, Imprint, RedHead
from desktop.reports.docx_parts import characters, line_twips, twips
from desktop.reports.docx_text import HINT, run, words
from desktop.reports.heads import (
    BLANK_ROWS,
    IMPRINT_PT,
    IMPRINT_ROW_PT,
    ISSUER_TOP_MM,
    RED,
    RED_LINE_MM,
    RED_LINE_PT,
    THICK_MM,
    THIN_MM,
    copies,
    issuer_size,
    printed,
    red_line_at,
)
from desktop.reports.linebreak import ems
from desktop.reports.style import MM, Style

_EMU = 12700  # in a point
_SPARE_ROWS = 2.5
_BLANK = '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr></w:p>'
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"


def red_head(head: RedHead, style: Style) -> str:
    """The paragraphs from the page's top to the last blank line before the title, over a whole number of rows."""
    size, row = issuer_size(head, style), line_twips(style)
    above = twips(ISSUER_TOP_MM)
    found = ""
    if head.urgency:
        found += f'<w:p><w:pPr><w:pStyle w:val="Urgency"/></w:pPr>{words(head.urgency)}</w:p>'
        above -= row
    leading = round(size * 24)
    before = above - (leading - round(size * 20)) // 2
    sized = f'{HINT}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    found += (
        '<w:p><w:pPr><w:pStyle w:val="Issuer"/>'
        f'<w:spacing w:before="{before}" w:line="{leading}" w:lineRule="exact"/></w:pPr>'
        f"{run(head.issuer, sized)}</w:p>{_BLANK * BLANK_ROWS}"
    )
    gap = max(1, round(RED_LINE_MM * MM - (style.pitch_pt - style.body_pt) / 2))
    rows = -(-round((red_line_at(head, style) + RED_LINE_PT) * 20) // row)
    used = (row if head.urgency else 0) + before + leading + (BLANK_ROWS + 1) * row + round((gap + RED_LINE_PT) * 20)
    after = max(0, rows * row - used)
    edge = (
        f'<w:pBdr><w:bottom w:val="single" w:sz="{round(RED_LINE_PT * 8)}" w:space="{gap}" w:color="{RED}"/></w:pBdr>'
    )
    spacing = f'<w:spacing w:after="{after}" w:line="{row}" w:lineRule="exact"/>'
    return found + number_line(head, style, edge, spacing)


def number_line(head: RedHead, style: Style, edge: str, spacing: str = "") -> str:
    """发文字号, with 签发人 at the right if there is one, over the line `edge`, and two blank rows."""
    if head.signer:
        side = characters(1, style)
        tabs = (
            f'<w:tabs><w:tab w:val="left" w:pos="{side}"/>'
            f'<w:tab w:val="right" w:pos="{twips(style.area_width_mm) - side}"/></w:tabs>'
        )
        name = run(head.signer, f'<w:rStyle w:val="SignerName"/>{HINT}')
        layout, said = '<w:jc w:val="left"/>', words(f"\t{head.number}\t签发人：") + name
    else:
        tabs, layout, said = "", '<w:jc w:val="center"/>', words(head.number)
    line = f'<w:p><w:pPr><w:pStyle w:val="IssueNumber"/>{edge}{tabs}{spacing}{layout}</w:pPr>{said}</w:p>'
    return line + _BLANK * BLANK_ROWS


def imprint(block: Imprint, style: Style, free: float) -> str:
    """版记 as a table fixed to the foot of the type area of the page it comes to stand on. For programs that let such a
    table run with the text it comes after the `free` points that are left above it.
    """
    wide, inset, row = twips(style.area_width_mm), round(IMPRINT_PT * 20), round(IMPRINT_ROW_PT * 20)
    thick, thin = (round(line * MM * 8) for line in (THICK_MM, THIN_MM))
    copied = 0
    if block.copies:
        copied = ceil((ems(copies(block)) - 3) * IMPRINT_PT / (style.area_width_mm * MM - 5 * IMPRINT_PT))

    def line(said: str, layout: str, lines: int, top: int, bottom: int) -> str:
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
            for side, size in (("top", top), ("bottom", bottom))
        )
        return (
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{row * lines}" w:hRule="exact"/></w:trPr>'
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:tcBorders>{borders}</w:tcBorders>'
            f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Imprint"/>{layout}</w:pPr>{said}</w:p></w:tc></w:tr>'
        )

    rows = ""
    if copied:
        hanging = f'<w:ind w:left="{inset * 4}" w:right="{inset}" w:hanging="{inset * 3}"/>'
        rows += line(words(copies(block)), hanging, copied, thick, thin)
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{wide - inset}"/></w:tabs><w:ind w:left="{inset}"/>'
    rows += line(words(f"{block.organisation}\t{printed(block)}"), tabs, 1, thin if rows else thick, thick)
    top = twips(style.top_mm + style.area_height_mm) - (copied + 1) * row
    space = max(20, round((free - _SPARE_ROWS * style.pitch_pt) * 20))
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Normal"/><w:spacing w:line="{space}" w:lineRule="exact"/></w:pPr></w:p>'
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="margin" '
        f'w:tblpXSpec="left" w:tblpY="{top}"/><w:tblOverlap w:val="never"/>'
        f'<w:tblW w:w="{wide}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{wide}"/></w:tblGrid>{rows}</w:tbl>'
    )


def form_head_line(head: FormHead, style: Style) -> str:
    """The line below a form's name, with words at its left and right ends."""
    wide = twips(style.area_height_mm if head.landscape else style.area_width_mm)
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{wide}"/></w:tabs>'
    said = words(head.left + (f"\t{head.right}" if head.right else ""))
    spacing = "" if said else '<w:spacing w:line="220" w:lineRule="exact"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="FormHeadLine"/>{tabs}{spacing}</w:pPr>{said}</w:p>'


def picture(relation: str, number: int, told: str, width: float, height: float) -> str:
    """A picture of a size in points as a paragraph of its own; `told` is what a screen reader says."""
    wide, high = round(width * _EMU), round(height * _EMU)
    return (
        '<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="图{number}" descr={quoteattr(told)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_MAIN}"><a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="图{number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )
