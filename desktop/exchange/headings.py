"""Finding the heading row of a sheet and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from db.fields import Day, Field, Moment
from desktop.exchange.sheets import Sheet

SEARCHED = 30  # rows from the top in which a heading may stand
PERSONAL = re.compile(r"身份证|证件号|手机|电话|联系方式|住址|地址|银行卡|微信号|邮箱")
_COUNTERS = {"序号", "行号", "#", "no", "序"}
_TOTALS = {"合计", "总计", "小计", "共计"}
_NOTE = re.compile(r"(注|备注|说明|填表说明|填表人|制表人|审核人|单位负责人)[:：]")


@dataclass(frozen=True)
class Heading:
    """A heading row: its index in ``Sheet.rows``, the field of each column, the columns left out with the reason."""

    row: int
    fields: dict[int, Field]
    ignored: tuple[str, ...] = ()

    def label(self, column: int) -> str:
        return self.fields[column].label


def find_heading(sheet: Sheet, fields: Iterable[Field], first: int = 0, last: int | None = None) -> Heading | None:
    """The row whose cells name the most of ``fields`` by label or by another known name; None when no row names any."""
    known = _Names(fields)
    best: Heading | None = None
    for place in range(first, min(len(sheet.rows), SEARCHED if last is None else last)):
        found = _match(sheet, place, known)
        if found is not None and (best is None or len(found.fields) > len(best.fields)):
            best = found
    return best


def heads_anew(sheet: Sheet, place: int, heading: Heading, fields: Iterable[Field]) -> Heading | None:
    """The heading when another table begins in this row (two tables below each other, or a repeated heading)."""
    found = _match(sheet, place, _Names(fields))
    return found if found is not None and len(found.fields) >= max(2, len(heading.fields) // 2) else None


class _Names:
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


def skipped(cells: tuple[object, ...], width: int) -> bool:
    """True for lines below a table that are no records: totals, notes, signatures."""
    filled = [str(cell) for cell in cells if cell is not None]
    if not filled:
        return True
    return bare(filled[0]) in _TOTALS or (width > 2 and len(set(filled)) == 1 and bool(_NOTE.match(filled[0])))


def _match(sheet: Sheet, place: int, known: _Names) -> Heading | None:
    row = {bare(cell) for cell in sheet.rows[place] if isinstance(cell, str)}
    fields: dict[int, Field] = {}
    ignored: list[str] = []
    for column, cell in enumerate(sheet.rows[place]):
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
