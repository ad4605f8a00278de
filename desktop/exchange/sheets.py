"""Reading the raw cells of a workbook, a text file or the tables of a Word document, as people really save them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db.errors import Refusal

LARGEST = 100 * 1024 * 1024
_HEADS_IN = 30  # rows from the top
_BOOKS = (".xlsx", ".xlsm", ".xltx", ".xls", ".et")  # the last two are often new workbooks under an old ending
_DOCUMENTS = (".docx", ".docm", ".doc", ".wps")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # Excel's “Unicode 文本”


@dataclass(frozen=True)
class Area:
    """A merged range, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows[0]`` is the sheet's first row; cells of a merged range all hold its value.

    ``book`` is the file's name without its ending; ``notes`` are sentences about what the sheet hides. ``file`` and
    ``key`` say of a workbook of all ledgers of which file and which ledger it is (``provenance``).
    """

    title: str
    rows: tuple[tuple[Any, ...], ...]
    merged: tuple[Area, ...] = ()
    book: str = ""
    notes: tuple[str, ...] = ()
    file: str = ""
    key: str = ""


def read_sheets(path: Path) -> list[Sheet]:
    """The visible sheets of a workbook, the tables of a Word document, or a text file as one sheet; tables that stand
    side by side on a sheet are a sheet each. Raises Refusal."""
    return [part for sheet in _sheets_of(Path(path)) for part in side_by_side(sheet)]


def _sheets_of(path: Path) -> list[Sheet]:
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(f"“{path.name}”超过 {LARGEST // 1048576} MB，请拆成几个文件再导入。")
        if path.suffix.lower() in (".csv", ".txt"):
            return [Sheet(path.stem, _csv(path), book=path.stem)]
        if path.suffix.lower() in _BOOKS:
            from desktop.exchange.workbook_cells import read_workbook

            return read_workbook(path)
        if path.suffix.lower() in _DOCUMENTS:
            from desktop.exchange.word_tables import read_tables

            return read_tables(path)
    except FileNotFoundError as error:
        raise Refusal(f"找不到文件“{path}”，请检查位置和文件名。") from error
    except OSError as error:
        raise Refusal(f"打不开“{path.name}”，可能正在 Excel、WPS 里打开或没有读取权限，请关闭后再试。") from error
    raise Refusal(f"“{path.name}”不是 Excel 或 CSV 文件，也不是 Word 文件，请选择 .xlsx、.csv 或 .docx 文件。")


def side_by_side(sheet: Sheet) -> list[Sheet]:
    """The sheet itself, or each of the tables on it whose headings are the same row once more.

    The others keep their places, so that rows and columns are called what Excel calls them.
    """
    starts = _starts(sheet)
    if len(starts) == 1:
        return [sheet]
    found = []
    for start, end in zip(starts, [*starts[1:], None]):
        rows = tuple((None,) * min(start, len(row)) + row[start:end] for row in sheet.rows)
        merged = tuple(area for area in sheet.merged if area.left >= start and (end is None or area.right < end))
        title = sheet.title if not start else f"{sheet.title}（{letter(start)}列起）"
        found.append(replace(sheet, title=title, rows=rows, merged=merged, notes=sheet.notes if not start else ()))
    return found


def _starts(sheet: Sheet) -> list[int]:
    """The first columns of the tables: a heading is the first row with several different words in it."""
    heads = next((row for row in sheet.rows[:_HEADS_IN] if len({cell for cell in row if cell is not None}) > 1), ())
    places = [place for place, cell in enumerate(heads) if cell is not None]
    words = [heads[place] for place in places]
    for size in range(2, len(words) // 2 + 1):
        first = words[:size]
        if words == first * (len(words) // size) and len(set(first)) == size and all(isinstance(word, str) for word in first):
            return [0, *(places[place] for place in range(size, len(words), size))]
    return [0]


def letter(column: int) -> str:
    """What Excel calls a column, counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def pasted_sheet(text: str) -> Sheet:
    """What the clipboard holds after copying cells in Excel or WPS, or lines of text, as one sheet. Raises Refusal."""
    if not text.strip():
        raise Refusal("剪贴板里没有文字，请先在 Excel 里选中要粘贴的单元格并复制。")
    rows = _table(text, "\t" if "\t" in text else _delimiter(text))
    return Sheet("粘贴的内容", tuple(row for row in rows if row))


def some(numbers: list[int], most: int = 12) -> str:
    """``3、5、8``, of many only the first."""
    listed = "、".join(map(str, numbers[:most]))
    return listed if len(numbers) <= most else f"{listed} 等 {len(numbers)} "


def _csv(path: Path) -> tuple[tuple[Any, ...], ...]:
    text = _decoded(path)
    try:
        return _table(text, _delimiter(text))
    except csv.Error as error:
        raise Refusal(f"“{path.name}”不是完好的 CSV 文件，读不出来，请在 Excel 里另存为 .xlsx 再导入。") from error


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    marked = next((code for mark, code in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(f"“{path.name}”的文字编码认不出来，请在 Excel 里另存为 .xlsx 再导入。")


def _delimiter(text: str) -> str:
    """The one met most in the first lines; a title above the heading has none."""
    first = "\n".join(text.split("\n", 20)[:20])
    return max("\t,;", key=first.count)


def _table(text: str, delimiter: str) -> tuple[tuple[Any, ...], ...]:
    return tuple(
        tuple(plain(cell) for cell in row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    )


def plain(value: Any) -> Any:
    """Blank text counts as an empty cell; the full-width blanks people align with are taken off."""
    if isinstance(value, str):
        value = value.replace("\u3000", " ").replace("\xa0", " ").strip(" \t\r\n\ufeff\u200b")
        return value or None
    return value
