"""The hospital's own layout as a small JSON object in its settings, and back to a Style.

Known keys: `preset` (standard or edges), lengths and sizes by their names in `Style`, `faces` (which typeface Word is
told to use for a part of the document), `letterhead` (name and content of a .docx). What is not there is the preset's.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from db.errors import Refusal
from desktop.reports.letterhead import Letterhead
from desktop.reports.style import EDGES, MM, STANDARD, Face, Style

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
    "top_mm": Measure("上边距", 20, 50, "毫米"),
    "bottom_mm": Measure("下边距", 20, 50, "毫米"),
    "left_mm": Measure("左边距", 20, 40, "毫米"),
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
    style = _fitted(_with_faces(style, stored.get("faces") or {}), "line_pt" in numbers)
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
        raise Refusal(
            f"“{measure.label}”应在{measure.least:g}到{measure.most:g}{measure.unit}之间，请到“设置—版式”里改正。"
        )
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


def _fitted(style: Style, own_line: bool) -> Style:
    """As many whole rows and columns as the type area takes when its measures are not the preset's."""
    if style in (STANDARD, EDGES):
        return style
    wide, high = style.area_width_mm * MM, style.area_height_mm * MM
    columns = int(wide / (style.body_pt * (STANDARD.cell_pt / STANDARD.body_pt)) + 0.01)
    rows = int(high / style.pitch_pt + 1e-6) if own_line else round(high / STANDARD.pitch_pt)
    return replace(style, columns=columns, rows=rows)


def _with_faces(style: Style, faces: Mapping[str, str]) -> Style:
    headings = list(style.headings)
    changed: dict[str, Face] = {}
    for part, name in faces.items():
        if part not in FACES or not isinstance(name, str) or not name.strip() or len(name) > 40:
            raise Refusal(f"“{FACES.get(part, part)}”的字体名称不对，请到“设置—版式”里重新选择。")
        if part.startswith("heading"):
            level = int(part[-1]) - 1
            headings[level] = replace(headings[level], word=name.strip())
        else:
            changed[part] = replace(getattr(style, part), word=name.strip())
    return replace(style, headings=tuple(headings), **changed)
