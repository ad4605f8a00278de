"""The hospital's own layout as a small JSON object in its settings, and back to a Style.

Known keys: `preset` (standard or edges), lengths and sizes by their names in `Style` (and `bottom_mm`, `right_mm`),
`faces` (the name of the typeface of a part of the document), `latin` (a key of LATIN), `bold_levels`, `letterhead` (name and content of a .docx).
What is not there is the preset's.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor
from typing import Any

from db.errors import Refusal
from desktop.reports.letterhead import Letterhead
from desktop.reports.style import EDGES, FANGSONG, HEI, KAI, MM, SONG, STANDARD, TIMES, TITLE_SONG, Face, Style

PRESETS: dict[str, tuple[str, Style]] = {
    "standard": ("国家标准常用读法：上37毫米、下35毫米", STANDARD),
    "edges": ("按字边计算：上34.58毫米、下32.58毫米，行距29.45磅", EDGES),
}


@dataclass(frozen=True)
class Measure:
    """A number the hospital may set: its name for people, its limits, its unit."""

    label: str
    least: float
    most: float
    unit: str


MEASURES: dict[str, Measure] = {
    "top_mm": Measure("天头（上边距）", 20, 50, "毫米"),
    "bottom_mm": Measure("下边距", 20, 50, "毫米"),
    "left_mm": Measure("订口（左边距）", 20, 40, "毫米"),
    "right_mm": Measure("右边距", 15, 40, "毫米"),
    "body_pt": Measure("正文字号", 14, 18, "磅"),
    "title_pt": Measure("标题字号", 18, 26, "磅"),
    "line_pt": Measure("行距", 24, 32, "磅"),
    "table_pt": Measure("表格字号", 9, 14, "磅"),
    "wide_table_pt": Measure("横排表格字号", 7.5, 12, "磅"),
    "page_number_pt": Measure("页码字号", 9, 16, "磅"),
}
FACES: dict[str, str] = {
    "title": "标题",
    "body": "正文",
    "byline": "题下署名",
    "heading1": "一级标题",
    "heading2": "二级标题",
    "heading3": "三级标题",
    "heading4": "四级标题",
    "table": "表格",
    "table_head": "表头",
    "page_number": "页码",
}
DESIGNS: tuple[tuple[Face, tuple[str, ...]], ...] = (
    (TITLE_SONG, ("方正小标宋_GBK", "华文中宋")),
    (FANGSONG, ("仿宋", "方正仿宋_GBK", "华文仿宋")),
    (KAI, ("楷体", "方正楷体_GBK", "华文楷体")),
    (HEI, ("方正黑体_GBK", "微软雅黑")),
    (SONG, ("新宋体", "方正书宋_GBK")),
)
"""The faces offered, by design; those of one design have the same shipped files stand for them in the PDF."""
OFFERED: dict[str, Face] = {
    name: replace(face, word=name) for face, others in DESIGNS for name in (face.word, *others)
}
LATIN: dict[str, tuple[str, Face | None]] = {"chinese": ("随中文字体", None), "times": (TIMES.word, TIMES)}
"""What letters and digits are set in beside 仿宋, 楷体 and 宋体; 黑体, titles and page numbers (G23) keep their own."""
_LATIN_PARTS = ("body", "byline", "table", "table_head")
_HEAVY = (HEI.files[0], TITLE_SONG.files[0])
_DEMANDED = {"title": "标题", "body": "正文", "heading1": "一级标题", "heading2": "二级标题", "page_number": "页码"}
_WHERE = "，请到“设置—版式”里改正。"
_TOLERANCE_MM = 1.0  # G02, G03
_SQUEEZE = 0.2
"""Of a character: characters stand a little closer rather than one fewer in a line, as within those tolerances."""


def style_of(stored: Mapping[str, Any] | None) -> Style:
    """The style that stored settings mean. Raises Refusal, naming the setting and its limits, for what cannot be."""
    stored = stored or {}
    preset = stored.get("preset", "standard")
    if preset not in PRESETS:
        raise Refusal("版式里的“版面方案”不认识，请到“设置—版式”里重新选择。")
    style = PRESETS[preset][1]
    numbers = {key: _number(key, stored[key]) for key in MEASURES if stored.get(key) is not None}
    style = _with_margins(style, numbers)
    style = replace(style, **{key: value for key, value in numbers.items() if not key.endswith("_mm")})
    style = replace(style, bold_levels=tuple(level for level in (2, 3, 4) if level in stored.get("bold_levels", ())))
    style = _fitted(_with_faces(style, stored.get("faces") or {}))
    style = _with_latin(style, stored.get("latin", "chinese"))
    if style.title_pt > style.pitch_pt:
        raise Refusal(f"标题字号{style.title_pt:g}磅比行距{style.pitch_pt:.4g}磅还大，字会叠在一起{_WHERE}")
    letterhead = stored.get("letterhead")
    return replace(style, letterhead=b64decode(letterhead["content"])) if letterhead else style


def with_letterhead(stored: Mapping[str, Any] | None, content: bytes, name: str) -> dict[str, Any]:
    """The stored layout with a letterhead in it; without content, with none. Raises Refusal when it cannot serve."""
    kept = {key: value for key, value in (stored or {}).items() if key != "letterhead"}
    if not content:
        return kept
    Letterhead(content, name)
    return kept | {"letterhead": {"name": name, "content": b64encode(content).decode("ascii")}}


def _number(key: str, value: Any) -> float:
    measure = MEASURES[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not measure.least <= value <= measure.most:
        raise Refusal(f"“{measure.label}”应在{measure.least:g}到{measure.most:g}{measure.unit}之间{_WHERE}")
    return float(value)


def _with_margins(style: Style, numbers: Mapping[str, float]) -> Style:
    right = style.page_width_mm - style.left_mm - style.area_width_mm
    bottom = style.page_height_mm - style.top_mm - style.area_height_mm
    top, left = numbers.get("top_mm", style.top_mm), numbers.get("left_mm", style.left_mm)
    right, low = numbers.get("right_mm", right), numbers.get("bottom_mm", bottom)
    gap = style.page_number_gap_mm if low == bottom else min(style.page_number_gap_mm, low / 2)
    return replace(
        style,
        top_mm=top,
        left_mm=left,
        area_width_mm=style.page_width_mm - left - right,
        area_height_mm=style.page_height_mm - top - low,
        page_number_gap_mm=gap,
    )


def _fitted(style: Style) -> Style:
    """As many whole rows and columns as the type area takes when its measures are not the preset's."""
    if style in (STANDARD, EDGES):
        return style
    wide, high = style.area_width_mm * MM, style.area_height_mm * MM
    columns = int(wide / (style.body_pt * (STANDARD.cell_pt / STANDARD.body_pt)) + _SQUEEZE)
    rows = int(high / style.line_pt + 1e-6) if style.line_pt else round(high / STANDARD.pitch_pt)
    return replace(style, columns=columns, rows=rows)


def _with_faces(style: Style, faces: Mapping[str, str]) -> Style:
    headings = list(style.headings)
    changed: dict[str, Face] = {}
    for part, name in faces.items():
        if part not in FACES or not isinstance(name, str) or not name.strip() or len(name) > 40:
            raise Refusal(f"“{FACES.get(part, part)}”的字体名称不对，请到“设置—版式”里重新选择。")
        face = OFFERED.get(name.strip()) or replace(face_of(style, part), word=name.strip())
        if part.startswith("heading"):
            headings[int(part[-1]) - 1] = face
        else:
            changed[part] = face
    return replace(style, headings=tuple(headings), **changed)


def _with_latin(style: Style, chosen: str) -> Style:
    if chosen not in LATIN:
        raise Refusal("“数字和字母”的字体不认识，请到“设置—版式”里重新选择。")
    latin = LATIN[chosen][1]

    def face(given: Face) -> Face:
        return given if given.files[0] in _HEAVY else replace(given, latin=latin)

    changed = {part: face(getattr(style, part)) for part in _LATIN_PARTS}
    return replace(style, headings=tuple(face(each) for each in style.headings), **changed)


def face_of(style: Style, part: str) -> Face:
    """The face of a part of the document, by its key in FACES."""
    return style.heading(int(part[-1])) if part.startswith("heading") else getattr(style, part)


def measure_of(style: Style, key: str) -> float | None:
    """A measure of a style by its key in MEASURES; None for a line that fills the page."""
    match key:
        case "bottom_mm":
            return round(style.page_height_mm - style.top_mm - style.area_height_mm, 2)
        case "right_mm":
            return round(style.page_width_mm - style.left_mm - style.area_width_mm, 2)
        case _:
            return getattr(style, key)


def problem_of(stored: Mapping[str, Any] | None) -> str:
    """Why a layout cannot be, in a sentence for the page on which it is made; nothing when it can."""
    try:
        style_of(stored)
    except Refusal as refusal:
        return str(refusal).replace(_WHERE, "。")
    return ""


def departures(stored: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Where a layout is not what GB/T 9704 asks for (domain.md section 4), one sentence each. Raises Refusal."""
    style = style_of(stored)
    preset = PRESETS[(stored or {}).get("preset", "standard")][1]
    found = []
    for key in ("top_mm", "left_mm"):  # G02, G03
        given, wanted = getattr(style, key), getattr(preset, key)
        if abs(given - wanted) > _TOLERANCE_MM + 1e-6:
            found.append(f"{MEASURES[key].label}{given:g}毫米，标准是{wanted:g}毫米，可差1毫米。")
    area = (style.area_width_mm, style.area_height_mm), (preset.area_width_mm, preset.area_height_mm)
    if any(abs(given - wanted) > _TOLERANCE_MM for given, wanted in zip(*area)):
        found.append("版心{:.4g}×{:.4g}毫米，标准是{:.4g}×{:.4g}毫米。".format(*area[0], *area[1]))  # G04
    if (style.rows, style.columns) != (STANDARD.rows, STANDARD.columns):
        found.append(_grid(style))
    for key, name in (("body_pt", "正文"), ("title_pt", "标题"), ("page_number_pt", "页码")):  # G08, G09, G23
        if getattr(style, key) != getattr(STANDARD, key):
            found.append(f"{name}{size_name(getattr(style, key))}，标准是{size_name(getattr(STANDARD, key))}。")
    for part, name in _DEMANDED.items():  # G08, G09, G13, G14, G23
        given, wanted = face_of(style, part), face_of(STANDARD, part)
        if given.files != wanted.files or given.word not in OFFERED:
            found.append(f"{name}用{given.word}，标准是{wanted.word}。")
    return tuple(found)


def _grid(style: Style) -> str:
    """What is said of a page that has not 22 lines of 28 characters (G06)."""
    said = f"每页{style.rows}行、每行{style.columns}字，标准是{STANDARD.rows}行、{STANDARD.columns}字"
    most = floor(style.area_height_mm * MM / STANDARD.rows * 100) / 100
    if style.rows < STANDARD.rows and style.line_pt and most >= MEASURES["line_pt"].least:
        return f"{said}；行距不超过{most:g}磅才排得下{STANDARD.rows}行。"
    return f"{said}。"


SIZES: dict[float, str] = {
    26: "一号", 24: "小一", 22: "二号", 18: "小二", 16: "三号", 15: "小三", 14: "四号", 12: "小四", 10.5: "五号", 9: "小五",
    7.5: "六号",
}
"""Sizes of type as Word's list names them (G29)."""


def size_name(points: float) -> str:
    """A size of type as people know it: 三号（16磅）."""
    return f"{SIZES[points]}（{points:g}磅）" if points in SIZES else f"{points:g}磅"
