"""版面实测 of a Word file: its XML held against the same rules as the PDF, as far as a file without pages can be.

Where lines break is Word's own doing; what is checked is everything it is told: page, spacing, faces, numbers, levels.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from desktop.reports.docx_parts import line_twips, twips
from desktop.reports.inspection import Finding
from desktop.reports.letterhead import BASE
from desktop.reports.linebreak import NO_END, NO_START
from desktop.reports.style import Style

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SLACK = 30  # twips, half a millimetre
_SHOWN = 12


def inspect_docx(source: Path, style: Style, numbered: bool = True) -> list[Finding]:
    """What a Word file written in a style tells Word otherwise than the standard wants. Raises ValueError when the file
    is none.
    """
    try:
        with zipfile.ZipFile(source) as package:
            parts = {
                name: ElementTree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")
            }
    except (zipfile.BadZipFile, ElementTree.ParseError, OSError) as error:
        raise ValueError("not a Word file") from error
    document, styles, settings = (
        next(part for path, part in parts.items() if path.startswith("word/") and path.endswith(f"/{name}.xml"))
        for name in ("document", "styles", "settings")
    )
    found = [Finding(0, 0, text) for text in _settings(settings)]
    found += [Finding(0, 0, text) for text in _styles(styles, style)]
    for number, section in enumerate(document.iter(f"{_W}sectPr"), 1):
        found += [Finding(0, 0, f"第{number}节{text}") for text in _section(section, style)]
    if numbered:
        found += [Finding(0, 0, text) for text in _numbers(document, parts)]
    found += [Finding(0, 0, text) for text in _tables(document)]
    found += [Finding(0, 0, text) for text in _runs(document)]
    return found


def _value(element: ElementTree.Element | None, name: str = "val") -> str:
    return "" if element is None else element.get(f"{_W}{name}", "")


def _settings(settings: ElementTree.Element) -> Iterator[str]:
    if settings.find(f"{_W}evenAndOddHeaders") is None:
        yield "单双页的页码没有分开设置。"
    for name, marks in (("noLineBreaksBefore", NO_START), ("noLineBreaksAfter", NO_END)):
        if set(_value(settings.find(f"{_W}{name}"))) != set(marks):
            yield "避头尾字符没有写全。"


def _styles(styles: ElementTree.Element, style: Style) -> Iterator[str]:
    by_name = {_value(each, "styleId"): each for each in styles.iter(f"{_W}style")}
    for identity, level in [(f"Heading{number}", number - 1) for number in (1, 2, 3, 4)]:
        properties = by_name[identity].find(f"{_W}pPr") if identity in by_name else None
        if properties is None or _value(properties.find(f"{_W}outlineLvl")) != str(level):
            yield f"{level + 1}级标题没有大纲级别，导航窗格里看不到。"
        elif properties.find(f"{_W}keepNext") is None:
            yield f"{level + 1}级标题没有“与下段同页”。"
    for identity in ("Normal", "BodyText"):
        spacing = by_name[identity].find(f"{_W}pPr/{_W}spacing") if identity in by_name else None
        if _value(spacing, "line") != str(line_twips(style)) or _value(spacing, "lineRule") != "exact":
            yield f"正文行距不是固定值{line_twips(style) / 20:g}磅，每页排不满{style.rows}行。"
            break
    ours = [each for identity, each in by_name.items() if not identity.startswith(BASE)]
    faces = [fonts for each in ours for fonts in each.iter(f"{_W}rFonts")]
    named = {_value(fonts, kind) for fonts in faces for kind in ("eastAsia", "ascii")}
    if any(fonts.get(f"{_W}asciiTheme") or fonts.get(f"{_W}eastAsiaTheme") for fonts in faces):
        yield "样式用了主题字体，换一台电脑会变。"
    for face in (style.body, style.body.latin):
        if face is not None and face.word not in named:
            yield f"样式里没有正文字体“{face.word}”。"


def _section(section: ElementTree.Element, style: Style) -> Iterator[str]:
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    landscape = _value(size, "orient") == "landscape"
    right = style.page_width_mm - style.left_mm - style.area_width_mm
    foot = style.page_height_mm - style.top_mm - style.area_height_mm
    wanted = {"top": style.top_mm, "bottom": foot, "left": style.left_mm, "right": right}
    if landscape:
        wanted = {"top": style.left_mm, "bottom": right, "left": foot, "right": style.top_mm}
    paper = (style.page_height_mm, style.page_width_mm) if landscape else (style.page_width_mm, style.page_height_mm)
    if [_value(size, side) for side in "wh"] != [str(twips(edge)) for edge in paper]:
        yield "纸张不是A4。"
    for side, name in (("top", "上"), ("bottom", "下"), ("left", "左"), ("right", "右")):
        if abs(int(_value(margins, side) or 0) - twips(wanted[side])) > _SLACK:
            yield f"{name}边距不是{wanted[side]:g}毫米。"


def _numbers(document: ElementTree.Element, parts: dict[str, ElementTree.Element]) -> Iterator[str]:
    kinds = {_value(each, "type") for each in document.iter(f"{_W}footerReference")}
    if not {"default", "even"} <= kinds:
        yield "单页、双页没有各自的页脚。"
    told = ["".join(each.itertext()) for name, each in parts.items() if "/footer" in name]
    if sum("PAGE" in text and text.count("—") == 2 for text in told) < 2:
        yield "页脚里没有自动页码。"


def _tables(document: ElementTree.Element) -> Iterator[str]:
    for number, table in enumerate(document.iter(f"{_W}tbl"), 1):
        rows = table.findall(f"{_W}tr")
        heads = [row for row in rows if row.find(f"{_W}trPr/{_W}tblHeader") is not None]
        if len(rows) > 30 and not heads:
            yield f"第{number}个表格很长，却没有重复的表头。"
        if any(row.find(f"{_W}trPr/{_W}cantSplit") is None for row in heads):
            yield f"第{number}个表格的表头可能被拆到两页。"


def _runs(document: ElementTree.Element) -> Iterator[str]:
    paragraphs = [
        each
        for each in document.iter(f"{_W}p")
        if not _value(each.find(f"{_W}pPr/{_W}pStyle")).startswith(BASE)  # the letterhead's own
    ]
    for run in (run for each in paragraphs for run in each.iter(f"{_W}r")):
        text = "".join(part.text or "" for part in run.iter(f"{_W}t"))
        if any(mark in text for mark in "“”‘’—…") and _value(run.find(f"{_W}rPr/{_W}rFonts"), "hint") != "eastAsia":
            yield f"引号、破折号可能变成西文字体：“{text[:_SHOWN]}”。"
            return
