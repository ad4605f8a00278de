"""The style sheet of a Word file and the faces it names. Elements stand in the order the schema demands."""

from __future__ import annotations

from desktop.reports import grids, heads, tables
from desktop.reports.docx_parts import DECLARATION, FOOTER_LINE, NAMESPACES, characters, fonts, line_twips
from desktop.reports.style import Face, Style

_CHINESE_RULES = (
    '<w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    '<w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'
)


def _run_properties(face: Face, size: float, bold: bool = False, tracking: int = 0, colour: str = "000000") -> str:
    heavy = "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    points = round(size * 2)
    return (
        f'<w:rPr>{fonts(face)}{heavy}<w:color w:val="{colour}"/><w:spacing w:val="{tracking}"/><w:kern w:val="0"/>'
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
    tracking = round(style.tracking_pt * 20)
    body = _run_properties(style.body, style.body_pt, tracking=tracking)
    indent = _indent(style)
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
            "Footer", "footer", _run_properties(style.page_number, style.page_number_pt), FOOTER_LINE, align="left"
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
    sheet += _table_styles(style) + _form_styles(style) + _head_styles(style, body, title, line)
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


def _table_styles(style: Style) -> list[str]:
    sheet = []
    small = min(style.wide_table_pt, style.small_table_pt)
    sizes = ("Table", "表格", style.table_pt), ("WideTable", "宽表", style.wide_table_pt), ("SmallTable", "密表", small)
    for prefix, name, size in sizes:
        leading = round(size * tables.LEADING * 20)
        text, head = _run_properties(style.table, size), _run_properties(style.table_head, size)
        sheet += [
            _paragraph_style(f"{prefix}Text", f"{name}文字", text, leading, align="left"),
            _paragraph_style(f"{prefix}Head", f"{name}表头", head, leading, align="center", keep=True),
        ]
    return sheet


def _form_styles(style: Style) -> list[str]:
    sheet = []
    for prefix, name, size in (("Form", "表单", style.table_pt), ("WideForm", "宽表单", style.wide_table_pt)):
        leading = round(size * grids.LEADING * 20)
        text, label = _run_properties(style.table, size), _run_properties(style.table_head, size)
        sheet += [
            _paragraph_style(f"{prefix}Text", f"{name}文字", text, leading),
            _paragraph_style(f"{prefix}Label", f"{name}栏目", label, leading, align="center"),
        ]
    note, beside = _run_properties(style.table, grids.NOTE_PT), _run_properties(style.table, heads.HEAD_LINE_PT)
    note_line, head_line = round(grids.NOTE_PT * grids.NOTE_LEADING * 20), round(heads.HEAD_LINE_HEIGHT_PT * 20)
    return [
        *sheet,
        _paragraph_style("FormNote", "表单注", note, note_line),
        _paragraph_style("FormHeadLine", "表单题下行", beside, head_line, align="left", keep=True),
    ]


def _head_styles(style: Style, body: str, title: str, line: int) -> list[str]:
    issuer = _run_properties(style.title, style.title_pt, colour=heads.RED)
    imprint_line = round(heads.IMPRINT_ROW_PT * 20)
    return [
        _paragraph_style("PlainLine", "无缩进文字", body, line),
        _paragraph_style("TitledLine", "标题行", title, line, align="center", keep=True),
        _paragraph_style("Remark", "附注", body, line, indent=_indent(style)),
        _paragraph_style("Urgency", "紧急程度", _run_properties(style.headings[0], style.body_pt), line, keep=True),
        _paragraph_style("Issuer", "发文机关标志", issuer, line, align="center", keep=True),
        _paragraph_style("IssueNumber", "发文字号", body, line, keep=True),
        _paragraph_style("Imprint", "版记", _run_properties(style.body, heads.IMPRINT_PT), imprint_line, align="left"),
        '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Picture"><w:name w:val="图"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="BodyText"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:line="240" w:lineRule="auto"/>'
        '<w:jc w:val="center"/></w:pPr></w:style>',
        '<w:style w:type="character" w:customStyle="1" w:styleId="SignerName"><w:name w:val="签发人姓名"/><w:qFormat/>'
        f"<w:rPr>{fonts(style.byline)}</w:rPr></w:style>",
    ]


def _indent(style: Style) -> str:
    return f'<w:ind w:firstLineChars="{style.indent * 100}" w:firstLine="{characters(style.indent, style)}"/>'


def font_table(style: Style) -> str:
    """The faces used, each with the one to take where it is not installed."""
    faces = (*style.parts.values(), *style.headings)
    chinese = {face.word: (face.word_instead, "86", "auto") for face in faces}
    latin = {face.latin.word: (face.latin.word_instead, "00", "roman") for face in faces if face.latin}
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="{charset}"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="default"/></w:font>'
        for name, (instead, charset, family) in (chinese | latin).items()
    )
    return f"{DECLARATION}<w:fonts {NAMESPACES}>{entries}</w:fonts>"
