"""Reading the raw cells of a workbook or a CSV file, as people really save them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.errors import Refusal

LARGEST = 100 * 1024 * 1024


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows[0]`` is the sheet's first row; cells of a merged range all hold its value."""

    title: str
    rows: tuple[tuple[Any, ...], ...]


def read_sheets(path: Path) -> list[Sheet]:
    """The visible sheets of an .xlsx/.xlsm workbook, or a CSV file (UTF-8 or GBK) as one sheet. Raises Refusal."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(f"“{path.name}”超过 {LARGEST // 1048576} MB，请拆成几个文件再导入。")
        if path.suffix.lower() in (".csv", ".txt"):
            return [Sheet(path.stem, _csv(path))]
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            return _workbook(path)
    except FileNotFoundError as error:
        raise Refusal(f"找不到文件“{path}”，请检查位置和文件名。") from error
    except OSError as error:
        raise Refusal(f"打不开“{path.name}”，可能正在 Excel、WPS 里打开或没有读取权限，请关闭后再试。") from error
    if path.suffix.lower() in (".xls", ".et"):
        raise Refusal(f"“{path.name}”是旧格式，请在 Excel 或 WPS 里另存为 .xlsx 再导入。")
    raise Refusal(f"“{path.name}”不是 Excel 或 CSV 文件，请选择 .xlsx 或 .csv 文件。")


def pasted_sheet(text: str) -> Sheet:
    """What the clipboard holds after copying cells in Excel or WPS, or lines of text, as one sheet. Raises Refusal."""
    if not text.strip():
        raise Refusal("剪贴板里没有文字，请先在 Excel 里选中要粘贴的单元格并复制。")
    rows = _table(text, "\t" if "\t" in text else _delimiter(text))
    return Sheet("粘贴的内容", tuple(row for row in rows if row))


def _workbook(path: Path) -> list[Sheet]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, data_only=True)
    except OSError:
        raise
    except Exception as error:  # openpyxl raises whatever its XML and zip readers meet in a damaged file
        raise Refusal(f"“{path.name}”已经损坏或设有打开密码，请在 Excel 里另存一份没有密码的 .xlsx 再导入。") from error
    sheets = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        for area in sheet.merged_cells.ranges:
            value = rows[area.min_row - 1][area.min_col - 1]
            for row in range(area.min_row - 1, min(area.max_row, len(rows))):
                for column in range(area.min_col - 1, min(area.max_col, len(rows[row]))):
                    rows[row][column] = value
        sheets.append(Sheet(sheet.title, tuple(tuple(_plain(value) for value in row) for row in rows)))
    return sheets


def _csv(path: Path) -> tuple[tuple[Any, ...], ...]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise Refusal(f"“{path.name}”的文字编码认不出来，请在 Excel 里另存为 .xlsx 再导入。") from error
    return _table(text, _delimiter(text))


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max("\t,;", key=first.count)


def _table(text: str, delimiter: str) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(_plain(cell) for cell in row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _plain(value: Any) -> Any:
    """Blank text counts as an empty cell; the full-width blanks people align with are taken off."""
    if isinstance(value, str):
        value = value.replace("\u3000", " ").replace("\xa0", " ").strip()
        return value or None
    return value
