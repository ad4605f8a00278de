"""The cells of an .xlsx workbook as Excel and WPS save it, with what a person would see there and what hides."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from db.errors import Refusal
from db.giving_way import give_way, in_turns
from desktop import zips
from desktop.exchange import provenance
from desktop.exchange.cells import Unread
from desktop.exchange.sheets import Area, Sheet, plain, some

if TYPE_CHECKING:
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.worksheet.worksheet import Worksheet

WIDEST = 256  # columns; a stray mark far to the right is no table
_OLD = b"\xd0\xcf\x11\xe0"  # what .xls files and workbooks with a password begin with
_FORMULA = re.compile(
    rb"<(?:\w+:)?c ([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>([^<]*)<)?"
)
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')


def read_workbook(path: Path) -> list[Sheet]:
    """The visible sheets. Raises Refusal for what is no workbook or cannot be opened, OSError like a file."""
    from openpyxl.reader.excel import ExcelReader

    data = path.read_bytes()
    _refuse(path.name, data)
    try:
        reader = ExcelReader(_Bytes(data), data_only=True)
        reader.read()
        book, unknown = reader.wb, _not_computed(reader, data)
        file, keys = provenance.read(book)
    except Exception as error:  # openpyxl raises whatever its XML and zip readers meet in a damaged file
        raise Refusal(
            f"“{path.name}”已经损坏，读不出来，请在 Excel 或 WPS 里打开看看，另存一份 .xlsx 再导入。"
        ) from error
    hidden = tuple(
        f"“{sheet.title}”是隐藏的工作表，没有读。"
        for sheet in book.worksheets
        if sheet.sheet_state != "visible" and sheet.title != provenance.MARK
    )
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [
        replace(
            _sheet(sheet, unknown.get(sheet.title, set()), path.stem, hidden if place == 0 else ()),
            file=file,
            key=keys.get(sheet.title, ""),
        )
        for place, sheet in enumerate(seen)
    ]


class _Bytes(BytesIO):
    """A file in memory, of which a piece is read at a time: between two of them there is time for the window."""

    def read(self, size: int | None = -1) -> bytes:
        give_way()
        return super().read(size)


def _refuse(name: str, data: bytes) -> None:
    """Says what a file is that only looks like a workbook."""
    if data.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refusal(
                f"“{name}”设有打开密码，请在 Excel 里打开，在“文件—信息—保护工作簿”里取消密码，保存后再导入。"
            )
        kind = "WPS 表格（.et）" if name.lower().endswith(".et") else "旧格式（.xls）"
        raise Refusal(f"“{name}”是{kind}的内容，请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。")
    if data.lstrip()[:1] == b"<":
        raise Refusal(f"“{name}”其实是网页格式，请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。")
    try:
        with ZipFile(BytesIO(data)) as parts:
            if "word/document.xml" in parts.namelist():
                raise Refusal(f"“{name}”是 Word 文件，请把扩展名改成 .docx 再导入。")
            if b"purl.oclc.org/ooxml" in parts.read("xl/workbook.xml"):
                raise Refusal(
                    f"“{name}”存成了“严格 Open XML”格式，请在 Excel 里另存为普通的“Excel 工作簿 (.xlsx)”再导入。"
                )
    except zips.DAMAGED as error:
        if name.lower().endswith((".xls", ".et")):
            raise Refusal(f"“{name}”是旧格式，请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。") from error
        raise Refusal(f"“{name}”已经损坏或设有打开密码，请在 Excel 里另存一份没有密码的 .xlsx 再导入。") from error


def _sheet(sheet: Worksheet, unknown: set[tuple[int, int]], book: str, notes: tuple[str, ...]) -> Sheet:
    # The cells by place: a sheet may claim a million rows because somebody coloured a whole column.
    found: dict[int, dict[int, Any]] = {}
    cut = False
    for (row, column), cell in in_turns(sheet._cells.items()):
        value: Any = plain(cell.value)
        if cell.data_type == "e":
            value = Unread(str(value), f"这一格在 Excel 里显示为错误“{value}”，请改正后再导入。")
        elif value is None and (row, column) in unknown:
            value = Unread("（公式）", "这一格是公式，文件里没有存下它的结果，请在 Excel 里打开、保存一次再导入。")
        if value is not None and column > WIDEST:
            cut = True
        elif value is not None:
            found.setdefault(row - 1, {})[column - 1] = value
    height = max(found, default=-1) + 1
    width = max((max(row) for row in found.values()), default=-1) + 1
    merged = []
    for area in sheet.merged_cells.ranges:
        top, left, bottom, right = (
            area.min_row - 1,
            area.min_col - 1,
            min(area.max_row, height) - 1,
            min(area.max_col, width) - 1,
        )
        value = found.get(top, {}).get(left)
        if value is not None:
            merged.append(Area(top, left, bottom, right))
            for row in range(top, bottom + 1):
                found.setdefault(row, {}).update({column: value for column in range(left, right + 1)})
    rows = tuple(
        tuple(line.get(column) for column in range(max(line) + 1)) if (line := found.get(row)) else ()
        for row in range(height)
    )
    if cut:
        notes += (f"“{sheet.title}”第 {WIDEST} 列以后还有内容，没有读。",)
    return Sheet(sheet.title, rows, tuple(merged), book, notes + _hidden(sheet, height, width))


def _hidden(sheet: Worksheet, height: int, width: int) -> tuple[str, ...]:
    """Hidden rows and columns are read like the others, but the clerk has not seen them."""
    from openpyxl.utils import column_index_from_string

    rows = [row for row, shape in sheet.row_dimensions.items() if shape.hidden and row <= height]
    columns = [
        name
        for name, shape in sheet.column_dimensions.items()
        if shape.hidden and column_index_from_string(name) <= width
    ]
    found = []
    if rows:
        found.append(f"“{sheet.title}”第 {some(rows)} 行在 Excel 里是隐藏的，也读了进来；不要的请先删去。")
    if columns:
        found.append(f"“{sheet.title}”{'、'.join(sorted(columns))} 列在 Excel 里是隐藏的，也读了进来。")
    return tuple(found)


def _not_computed(reader: ExcelReader, data: bytes) -> dict[str, set[tuple[int, int]]]:
    """Sheet → (row, column) of formulas whose result was never stored. An empty text is a result."""
    from openpyxl.utils import column_index_from_string

    unknown: dict[str, set[tuple[int, int]]] = {}
    with ZipFile(BytesIO(data)) as parts:
        for sheet, part in reader.parser.find_sheets():
            xml = parts.read(part.target) if part.target in parts.namelist() else b""
            for attributes, result in _FORMULA.findall(xml):
                place = _PLACE.search(attributes)
                if place is not None and not result and b't="str"' not in attributes:
                    unknown.setdefault(sheet.name, set()).add(
                        (int(place[2]), column_index_from_string(place[1].decode()))
                    )
    return unknown
