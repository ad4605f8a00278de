"""The unchanging parts of a Word file: styles, settings, fonts, footers, properties. All numbers come from the Style.

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
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FOOTERS = ("footer1", "footer2", "footer3", "footer4")
"""Footers of upright odd and even pages, then of landscape odd and even pages."""

_FOOTER_LINE = 360
_CELL_LEADING = 1.3
_CHINESE_RULES = (
    '<w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    '<w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'
)


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
    """The run property that names a face for Chinese and Latin characters alike."""
    return '<w:rFonts w:hint="eastAsia" {}/>'.format(
        " ".join(f'w:{kind}="{face.word}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    )


def _run_properties(face: Face, size: float, bold: bool = False, tracking: int = 0) -> str:
    heavy = "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    points = round(size * 2)
    return (
        f'<w:rPr>{fonts(face)}{heavy}<w:color w:val="000000"/><w:spacing w:val="{tracking}"/><w:kern w:val="0"/>'
        f'<w:sz w:val="{points}"/><w:szCs w:val="{points}"/></w:rPr>'
    )


def _paragraph_style(
    identity: str,
    name: str,
    run: str,
    line: int,
    *,
    based_on: str = "Normal",
    after: str = "",
    align: str = "both",
    indent: str = "",
    keep: bool = False,
    outline: int | None = None,
) -> str:
    custom = "" if name.isascii() else ' w:customStyle="1"'
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identity}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:next w:val="{after or identity}"/><w:qFormat/>'
        f'<w:pPr>{"<w:keepNext/>" if keep else ""}<w:spacing w:line="{line}" w:lineRule="exact"/>{indent}<w:jc '
        f'w:val="{align}"/>'
        f"{level}</w:pPr>{run}</w:style>"
    )


def styles(style: Style) -> str:
    """The style sheet: built-in names where Word has one, so that its navigation pane and style list know them."""
    line = line_twips(style)
    tracking = floor((style.cell_pt - style.body_pt) * 20)
    body = _run_properties(style.body, style.body_pt, tracking=tracking)
    indent = f'<w:ind w:firstLineChars="{style.indent * 100}" w:firstLine="{characters(style.indent, style)}"/>'
    title = _run_properties(style.title, style.title_pt)
    sheet = [
        _paragraph_style("BodyText", "Body Text", body, line, indent=indent),
        _paragraph_style("Title", "Title", title, line, align="center", keep=True, after="BodyText"),
        _paragraph_style(
            "Byline", "题下署名", _run_properties(style.byline, style.body_pt), line, align="center", keep=True
        ),
        _paragraph_style("Addressee", "主送机关", body, line, after="BodyText"),
        _paragraph_style("AttachmentNote", "附件说明", body, line),
        _paragraph_style("Organisation", "发文机关署名", body, line, align="right", keep=True),
        _paragraph_style("DayOfIssue", "成文日期", body, line, align="right"),
        _paragraph_style(
            "AttachmentLabel",
            "附件序号",
            _run_properties(style.attachment_label, style.body_pt, tracking=tracking),
            line,
            keep=True,
            outline=0,
        ),
        _paragraph_style("AttachmentTitle", "附件标题", title, line, align="center", keep=True, after="BodyText"),
        _paragraph_style(
            "Caption", "caption", _run_properties(style.caption, style.caption_pt), line, align="center", keep=True
        ),
        _paragraph_style(
            "Footer", "footer", _run_properties(style.page_number, style.page_number_pt), _FOOTER_LINE, align="left"
        ),
    ]
    for level in (1, 2, 3, 4):
        run = _run_properties(style.heading(level), style.body_pt, level in style.bold_levels, tracking)
        sheet.append(
            _paragraph_style(
                f"Heading{level}",
                f"heading {level}",
                run,
                line,
                after="BodyText",
                indent=indent,
                keep=True,
                outline=level - 1,
            )
        )
    for prefix, name, size in (("Table", "表格", style.table_pt), ("WideTable", "宽表", style.wide_table_pt)):
        leading = round(size * _CELL_LEADING * 20)
        sheet += [
            _paragraph_style(f"{prefix}Text", f"{name}文字", _run_properties(style.table, size), leading),
            _paragraph_style(
                f"{prefix}Head",
                f"{name}表头",
                _run_properties(style.table_head, size),
                leading,
                align="center",
                keep=True,
            ),
        ]
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"{DECLARATION}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(style.body)}"
        f'<w:sz w:val="{round(style.body_pt * 2)}"/><w:szCs w:val="{round(style.body_pt * 2)}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl w:val="0"/>{_CHINESE_RULES}<w:spacing w:before="0" w:after="0" w:line="{line}" '
        'w:lineRule="exact"/>'
        f'<w:jc w:val="both"/></w:pPr>{body}</w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name '
        'w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style>{''.join(sheet)}</w:styles>"
    )


def settings() -> str:
    """Document settings: odd and even pages differ, punctuation is compressed, lines ended by hand are not spread;
    the marks that may not begin or end a line are those of the PDF (Word's own list lets a line begin with a dash)."""
    return (
        f'{DECLARATION}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        "<w:evenAndOddHeaders/>"
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:noLineBreaksAfter w:lang="zh-CN" w:val={quoteattr("".join(sorted(NO_END)))}/>'
        f'<w:noLineBreaksBefore w:lang="zh-CN" w:val={quoteattr("".join(sorted(NO_START)))}/>'
        "<w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def font_table(style: Style) -> str:
    """The faces used, each with the one to take where it is not installed."""
    faces = dict.fromkeys(
        (
            style.body,
            style.title,
            style.byline,
            *style.headings,
            style.caption,
            style.table,
            style.table_head,
            style.attachment_label,
            style.page_number,
        )
    )
    entries = "".join(
        f'<w:font w:name="{face.word}"><w:altName w:val="{face.word_instead}"/><w:charset w:val="86"/><w:family '
        'w:val="auto"/>'
        '<w:pitch w:val="default"/></w:font>'
        for face in faces
    )
    return f"{DECLARATION}<w:fonts {NAMESPACES}>{entries}</w:fonts>"


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
    """The four footers by name, see FOOTERS.

    A landscape page is bound like the others, so its number stands at the foot of the upright sheet: on screen at the
    left edge, turned, in a narrow table fixed to the page (G26).
    """
    foot = style.page_height_mm - style.top_mm - style.area_height_mm
    left = twips(foot - style.page_number_gap_mm) - _FOOTER_LINE // 2
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
                f'w:w="{_FOOTER_LINE}" w:type="dxa"/>'
                '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" '
                'w:type="dxa"/></w:tblCellMar></w:tblPr>'
                f'<w:tblGrid><w:gridCol w:w="{_FOOTER_LINE}"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/>'
                f'<w:trHeight w:val="{twips(style.area_width_mm)}" w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:tcW '
                f'w:w="{_FOOTER_LINE}" w:type="dxa"/>'
                f'<w:textDirection w:val="tbRl"/><w:vAlign w:val="center"/></w:tcPr>{number}</w:tc></w:tr></w:tbl>'
                '<w:p><w:pPr><w:pStyle w:val="Footer"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
            )
        )
        parts[name] = f"{DECLARATION}<w:ftr {NAMESPACES}>{content}</w:ftr>"
    return parts


def section(style: Style, landscape: bool) -> str:
    """The properties of a section of upright or landscape pages."""
    right = style.page_width_mm - style.left_mm - style.area_width_mm
    bottom = style.page_height_mm - style.top_mm - style.area_height_mm
    size = (twips(style.page_width_mm), twips(style.page_height_mm))
    margins = {"top": style.top_mm, "right": right, "bottom": bottom, "left": style.left_mm}
    if landscape:
        size = (size[1], size[0])
        margins = {"top": style.left_mm, "right": style.top_mm, "bottom": right, "left": bottom}
    odd, even = FOOTERS[2:] if landscape else FOOTERS[:2]
    footer = 851 if landscape else twips(bottom - style.page_number_gap_mm) - _FOOTER_LINE // 2
    orientation = ' w:orient="landscape"' if landscape else ""
    edges = " ".join(f'w:{side}="{twips(value)}"' for side, value in margins.items())
    return (
        f'<w:sectPr><w:footerReference w:type="even" r:id="{even}"/><w:footerReference w:type="default" r:id="{odd}"/>'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{size[0]}" w:h="{size[1]}"{orientation}/>'
        f'<w:pgMar {edges} w:header="851" w:footer="{footer}" w:gutter="0"/><w:cols w:space="425"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{line_twips(style)}"/></w:sectPr>'
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
