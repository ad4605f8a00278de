"""An .xlsx file being written: sheets with a heading that stays in sight, drop-downs, a page of instructions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from db.fields import Day, Field, Moment, Number
from db.giving_way import in_turns

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FORM_ROWS = 200  # rows of a form that can be filled in
_OFFERED_ROWS = 1000  # rows of a template that have drop-downs
_WORDS = "词汇"
INSTRUCTIONS = "填写说明"
INDEX = "目录"


class Book:
    """Writes row after row without holding a sheet in memory. For a ``with`` block; raises OSError like a file."""

    def __init__(self, path: Path):
        from xlsxwriter import Workbook

        path.open("wb").close()  # a place that cannot be written is refused now, not after all rows were collected
        # rows wait beside the target, where they are wanted anyway, and not in a temporary folder nobody thinks of
        self._book = Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        self._head = self._book.add_format(base | {"bold": True, "bg_color": "#E8EDF3", "border": 1, "text_wrap": True})
        self._text = self._book.add_format(base | {"text_wrap": True})
        self._day = self._book.add_format(base | {"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format(base | {"num_format": "yyyy-mm-dd hh:mm"})
        self._sheets: dict[str, Any] = {}
        self._lists = 0
        self._open: dict[tuple[str, int], Any] = {}

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        from xlsxwriter.exceptions import FileCreateError

        if _WORDS in self._sheets:
            self._sheets[_WORDS].hide()
        try:
            self._book.close()
        except FileCreateError as error:
            self._book.fileclosed = True  # or the library tries once more, and complains, when it is thrown away
            if kind is None:
                raise error.args[0] if error.args and isinstance(error.args[0],
                    OSError) else OSError(str(error)) from error

    def sheet(self, title: str, fields: Sequence[Field], rows: Iterable[Sequence[Any]] = (),
        mark_required: bool = False) -> int:
        """One sheet of cells as the fields' ``to_cell`` gives them, dates as dates; returns how many rows it has."""
        sheet = self._sheets[title] = self._book.add_worksheet(self._name(title))
        sheet.freeze_panes(1, 1)
        for place, field in enumerate(fields):
            sheet.set_column(place, place, min(max(field.width, len(field.label) + 1) * 2 + 2, 60), self._format(field))
            sheet.write_string(0, place, field.label + ("*" if mark_required and field.required else ""), self._head)
        count = 0
        for count, row in enumerate(in_turns(rows), start=1):
            for place, (field, value) in enumerate(zip(fields, row)):
                _write(sheet, count, place, value, self._format(field))
        sheet.autofilter(0, 0, max(count, 1), max(len(fields) - 1, 0))
        return count

    def name_of(self, title: str) -> str:
        """What the sheet written under this title is called in the workbook."""
        return self._sheets[title].get_name()

    def begin_index(self, head: str) -> None:
        """Puts the index before all sheets that follow; ``fill_index`` says what stands in them.

        The head is written at once: of a sheet without a line the library leaves its own file behind.
        """
        self._index = self._book.add_worksheet(INDEX)
        self._index.write_string(0, 0, head, self._book.add_format({"font_name": "宋体", "font_size": 16, "bold": True}))

    def fill_index(self, told: str, lines: Iterable[tuple[str, int, str]]) -> None:
        """A line of what this is, then (sheet, rows, remark) with a link to each sheet."""
        sheet, link = (
            self._index,
            self._book.add_format({"font_name": "宋体", "font_size": 11, "font_color": "#1F4E8C", "underline": 1}),
        )
        for place, width in enumerate((6, 30, 10, 40)):
            sheet.set_column(place, place, width, self._text)
        sheet.write_string(1, 0, told, self._book.add_format({"font_name": "宋体", "font_size": 11}))
        for place, words in enumerate(("序号", "台账", "条数", "说明")):
            sheet.write_string(3, place, words, self._head)
        for number, (title, rows, remark) in enumerate(lines, start=1):
            name = self.name_of(title).replace("'", "''")
            sheet.write_number(3 + number, 0, number, self._text)
            sheet.write_url(3 + number, 1, f"internal:'{name}'!A1", link, title)
            sheet.write_number(3 + number, 2, rows, self._text)
            sheet.write_string(3 + number, 3, remark, self._text)
        sheet.freeze_panes(4, 0)

    def form(self, title: str, lines: Sequence[str], question: str, answer: str, fields: Sequence[Field],
             choices: dict[str, list[str]]) -> None:
        """A sheet to fill in: lines above, a cell that asks for ``answer`` when there is nothing to tell, a locked
        heading and open rows below it with drop-downs. Locked without a password: against slips, not against intent."""
        sheet = self._sheets[title] = self._book.add_worksheet(self._name(title))
        head, last = len(lines) + 1, max(len(fields) - 1, 2)
        open_cell = self._book.add_format(
            {"locked": False, "border": 1, "bg_color": "#FFF8E1", "align": "center", "font_name": "宋体"}
        )
        for row, line in enumerate(lines):
            style = self._book.add_format(
                {
                    "font_name": "宋体",
                    "font_size": 16 if row == 0 else 11,
                    "bold": row == 0,
                    "align": "center" if row == 0 else "left",
                }
            )
            sheet.merge_range(row, 0, row, last, line, style)
        sheet.merge_range(head - 1, 0, head - 1, 1, question, self._text)
        sheet.write_blank(head - 1, 2, None, open_cell)
        sheet.data_validation(head - 1, 2, head - 1, 2, {"validate": "list", "source": [answer]})
        for place, field in enumerate(fields):
            below = self._unlocked(field, border=0)  # rows below the ruled ones can be filled in as well
            sheet.set_column(place, place, min(max(field.width, len(field.label) + 2, 5) * 2 + 2, 50), below)
            sheet.write_string(head, place, field.label + ("*" if field.required else ""), self._head)
            self._form_cells(sheet, head, place, field, choices.get(field.name))
        for row in range(head + 1, head + 1 + _FORM_ROWS):
            for place, field in enumerate(fields):
                sheet.write_blank(row, place, None, self._unlocked(field))
        sheet.freeze_panes(head + 1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})

    def _form_cells(self, sheet: Any, head: int, place: int, field: Field, choices: Sequence[str] | None) -> None:
        area = (head + 1, place, head + _FORM_ROWS, place)
        if choices:
            sheet.data_validation(*area, {"validate": "list", "source": self.words(choices), "error_type": "warning",
                "error_title": "请从下拉列表中选择", "error_message": "列表里没有的内容，交回时会提示。"})
        elif isinstance(field, Day):
            sheet.data_validation(
                *area,
                {
                    "validate": "date",
                    "criteria": ">",
                    "value": date(1949, 1, 1),
                    "error_type": "warning",
                    "error_title": "请填日期",
                    "error_message": "请写成 2025-03-05 这样。",
                },
            )
        elif isinstance(field, Number):
            sheet.data_validation(
                *area,
                {
                    "validate": "integer",
                    "criteria": ">=",
                    "value": field.least,
                    "error_type": "warning",
                    "error_title": "请填数字",
                    "error_message": "请只填整数，不写单位。",
                },
            )

    def hidden(self, title: str, values: Sequence[str]) -> None:
        """A sheet that nobody sees, one value below the other."""
        sheet = self._book.add_worksheet(title)
        for row, value in enumerate(values):
            sheet.write_string(row, 0, value)
        sheet.very_hidden()

    def _unlocked(self, field: Field, border: int = 1) -> Any:
        kind = (
            "yyyy-mm-dd" if isinstance(field, Day) else "yyyy-mm-dd hh:mm" if isinstance(field, Moment) else "General"
        )
        if (kind, border) not in self._open:
            self._open[kind, border] = self._book.add_format(
                {
                    "font_name": "宋体",
                    "font_size": 11,
                    "valign": "vcenter",
                    "text_wrap": True,
                    "border": border,
                    "border_color": "#C8CED6",
                    "locked": False,
                    "num_format": kind,
                }
            )
        return self._open[kind, border]

    def words(self, choices: Sequence[str]) -> str:
        """Puts a drop-down's choices on a hidden sheet (Excel allows 255 characters in place); returns their range."""
        from xlsxwriter.utility import xl_col_to_name

        if _WORDS not in self._sheets:
            self._sheets[_WORDS] = self._book.add_worksheet(_WORDS)
        for place, choice in enumerate(choices):
            self._sheets[_WORDS].write_string(self._lists, place, choice)
        self._lists += 1
        return f"={_WORDS}!$A${self._lists}:${xl_col_to_name(len(choices) - 1)}${self._lists}"

    def offer(self, title: str, place: int, source: str) -> None:
        """A drop-down in one column; other entries are warned about, not refused."""
        self._sheets[title].data_validation(1, place, _OFFERED_ROWS, place, {
            "validate": "list", "source": source, "error_type": "warning", "error_title": "请从下拉列表中选择",
            "error_message": "列表里没有的内容，导入时会提示。"})

    def explain(self, lines: Iterable[tuple[str, str, str, str]]) -> None:
        """The page of instructions: heading, whether it must be filled in, how, what may stand there."""
        sheet = self._book.add_worksheet(INSTRUCTIONS)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for place, (heading, width) in enumerate((("栏目", 24), ("是否必填", 10), ("怎样填", 60), ("可填内容", 60))):
            sheet.set_column(place, place, width, self._text)
            sheet.write_string(0, place, heading, self._head)
        for row, line in enumerate(lines, start=1):
            for place, text in enumerate(line):
                sheet.write_string(row, place, text, self._text)

    def _format(self, field: Field) -> Any:
        return self._day if isinstance(field, Day) else self._moment if isinstance(field, Moment) else self._text

    def _name(self, title: str) -> str:
        name = _FORBIDDEN.sub("", title)[:31]
        taken = {sheet.get_name() for sheet in self._book.worksheets()}
        return name if name not in taken else f"{name[:26]}（{len(taken)}）"


def _write(sheet: Any, row: int, place: int, value: Any, style: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, (date, datetime)):
        sheet.write_datetime(row, place, value, style)
    elif isinstance(value, int):
        sheet.write_number(row, place, value, style)
    else:
        sheet.write_string(row, place, str(value), style)
