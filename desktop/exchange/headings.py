"""Finding the heading row of a sheet and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from db.fields import Day, Field, Moment
from desktop.exchange.cells import Unread
from desktop.exchange.sheets import Sheet

SEARCHED = 30  # rows from the top in which a heading may stand
PERSONAL = re.compile(r"身份证|证件号|手机|电话|联系方式|住址|地址|银行卡|微信号|邮箱")
_COUNTERS = {"序号", "行号", "#", "no", "序"}
_TOTALS = re.compile(r"(本?[页月季年]度?|全[年院]|[一二三四]季度|上半年|下半年|各科室)?(合计|总计|小计|共计|累计)(数|人数|次数)?")
_NOTE = re.compile(r"(注|备注|说明|填[表报](说明|人|单位|日期|时间)|制表(人|日期|时间)?|审[核批]人?|复核人?|单位负责人|负责人|日期|时间"
                   r"|联系人|签[字章名]|盖章|单位)[（(]?(签[字章名])?[)）]?[:：]")


@dataclass(frozen=True)
class Heading:
    """A heading row: its index in ``Sheet.rows``, the field of each column, the columns left out with the reason, and
    (field name, value) of what every row has without a column for it."""

    row: int
    fields: dict[int, Field]
    ignored: tuple[str, ...] = ()
    given: tuple[tuple[str, Any], ...] = ()

    def label(self, column: int) -> str:
        return self.fields[column].label


def find_heading(sheet: Sheet, fields: Iterable[Field], first: int = 0, last: int | None = None) -> Heading | None:
    """The row whose cells name the most of ``fields`` by label or by another known name; None when no row names any."""
    known = Names(fields)
    best: Heading | None = None
    for place in range(first, min(len(sheet.rows), SEARCHED if last is None else last)):
        found = _match(heads_of(sheet, place), place, known)
        if found is not None and (best is None or len(found.fields) > len(best.fields)):
            best = found
    return best


def heads_anew(sheet: Sheet, place: int, heading: Heading, known: Names) -> Heading | None:
    """The heading when another table begins in this row (two tables below each other, or a repeated heading)."""
    found = _match(sheet.rows[place], place, known)
    return found if found is not None and len(found.fields) >= max(2, len(heading.fields) // 2) else None


class Names:
    """Heading → field. A field's own label beats another's further name, except where the label's field is not typed:
    "日期" above a sheet of talks is the day of the talk, unless the sheet has a column of that name as well."""

    def __init__(self, fields: Iterable[Field]):
        fields = list(fields)
        self._labels = {bare(field.label): field for field in fields}
        self._further = {bare(name): field for field in fields for name in (*field.also, *_date_names(field))}

    def get(self, heading: str, row: set[str]) -> Field | None:
        field, other = self._labels.get(heading), self._further.get(heading)
        typed = other is not None and not other.readonly and bare(other.label) not in row
        return other if field is None or (field.readonly and typed) else field


def _date_names(field: Field) -> tuple[str, ...]:
    """People write 会议时间 where the ledger says 会议日期, and the other way round."""
    if not isinstance(field, (Day, Moment)) or field.readonly or len(field.label) <= 2:
        return ()
    return (field.label.replace("日期", "时间"), field.label.replace("时间", "日期"))


def bare(heading: object) -> str:
    """A heading without what people add to it: blanks, line breaks, marks, a note in brackets."""
    text = re.sub(r"\s+", "", str(heading))
    shorter = re.sub(r"[（(][^（）()]*[）)]$", "", text)
    return (shorter or text).strip("*＊:：")


def left_out(heading: str) -> str:
    """The sentence about a column that has no field."""
    reason = "涉及个人信息，本程序不登记" if PERSONAL.search(heading) else "没有对应的栏目"
    return f"“{bare(heading)}”没有导入：{reason}。"


def no_record(cells: tuple[object, ...], columns: Iterable[int]) -> str | None:
    """Why a line of a table is no record: "" for an empty one, 合计, 说明 or 小标题; None when it is one."""
    filled = [str(cell) for cell in cells if cell is not None and not isinstance(cell, Unread)]
    if not filled:
        return ""
    mapped = list(columns)
    if _TOTALS.fullmatch(bare(filled[0])):
        return "合计"
    if all(column >= len(cells) or cells[column] is None for column in mapped) and all(
        cell.isdigit() for cell in filled
    ):
        return ""  # a line that was numbered beforehand and never filled in
    if len(mapped) <= 2:
        return None
    if all(_NOTE.match(text) for text in filled):
        return "说明"
    return "小标题" if len(filled) >= 3 and len(set(filled)) == 1 and not filled[0].isdigit() else None


def heads_of(sheet: Sheet, place: int) -> tuple[object, ...]:
    """The cells of a heading row; of a heading in two rows the name from above where the lower cell is empty, and
    both names where the lower one alone stands twice (主持人·姓名, 记录人·姓名)."""
    row, above = sheet.rows[place], sheet.rows[place - 1] if place else ()
    uppers = {bare(cell) for cell in above if isinstance(cell, str)}
    titled = any(isinstance(cell, str) and re.search("[:：]", cell) for cell in above)
    if len(uppers) < 2 or titled or not all(cell is None or isinstance(cell, str) for cell in (*row, *above)):
        return row
    pairs = [(row[column] if column < len(row) else None, above[column] if column < len(above) else None)
             for column in range(max(len(row), len(above)))]
    lower = [bare(cell) for cell, _ in pairs if cell is not None]
    return tuple(top if cell is None else f"{bare(top)}{bare(cell)}" if top is not None and bare(top) != bare(
        cell) and lower.count(bare(cell)) > 1 else cell for cell, top in pairs)


def _match(cells: tuple[object, ...], place: int, known: Names) -> Heading | None:
    row = {bare(cell) for cell in cells if isinstance(cell, str)}
    fields: dict[int, Field] = {}
    ignored: list[str] = []
    for column, cell in enumerate(cells):
        if not isinstance(cell, str) or bare(cell).lower() in _COUNTERS:
            continue
        field = known.get(bare(cell), row)
        if field is None:
            ignored.append(left_out(cell))
        elif field in fields.values():
            ignored.append(f"“{bare(cell)}”没有导入：前面已有同一栏目。")
        else:
            fields[column] = field
    return Heading(place, fields, tuple(dict.fromkeys(ignored))) if fields else None
