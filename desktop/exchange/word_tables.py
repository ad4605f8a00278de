"""The tables of a Word document as sheets, so that old ledgers kept in Word come in the same way as those in Excel."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from db.errors import Refusal
from desktop import zips
from desktop.exchange.sheets import Area, Sheet, plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"purl.oclc.org/ooxml"
_OLD = b"\xd0\xcf\x11\xe0"  # what .doc files and documents with a password begin with
_TITLE = 30  # characters of the line above a table that name it
_LARGEST = 200 * 1024 * 1024  # bytes of text once unpacked
_CELLS = 500_000  # in one document; more is no ledger
_PASSED = {
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "txbxContent", "tbl")
}  # not what a person reads in the cell


def read_tables(path: Path) -> list[Sheet]:
    """One sheet for each table, named by its place and the line above it. Raises Refusal, or OSError like a file."""
    data = path.read_bytes()
    body = _body(path.name, data)
    sheets: list[Sheet] = []
    above = ""
    for part in _parts(body):
        if part.tag == f"{_W}p":
            above = _text(part) or above
        else:
            rows, merged = _grid(part)
            title = f"表{len(sheets) + 1}{f' {above[:_TITLE]}' if above else ''}"
            sheets.append(Sheet(title, rows, merged, path.stem))
            above = ""
    if not sheets:
        raise Refusal(f"“{path.name}”里没有表格，没有可以导入的内容。")
    return sheets


def _body(name: str, data: bytes) -> Element:
    from xml.etree.ElementTree import ParseError, fromstring

    if data.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refusal(f"“{name}”设有打开密码，请在 Word 或 WPS 里取消密码，保存后再导入。")
        raise Refusal(f"“{name}”是旧格式（.doc）的内容，请在 Word 或 WPS 里打开，另存为 .docx 再导入。")
    try:
        with ZipFile(BytesIO(data)) as parts:
            if parts.getinfo("word/document.xml").file_size > _LARGEST:
                raise Refusal(f"“{name}”展开后太大了，请分成几个文件再导入。")
            xml = parts.read("word/document.xml")
        if _STRICT in xml[:4000]:
            raise Refusal(f"“{name}”存成了“严格 Open XML”格式，请在 Word 里另存为普通的“Word 文档 (.docx)”再导入。")
        if b"<!DOCTYPE" in xml[:4000]:
            raise KeyError("document type")
        body = fromstring(xml).find(f"{_W}body")
    except (*zips.DAMAGED, ParseError) as error:
        if name.lower().endswith((".doc", ".wps")):
            raise Refusal(f"“{name}”是旧格式，请在 Word 或 WPS 里打开，另存为 .docx 再导入。") from error
        raise Refusal(f"“{name}”已经损坏，读不出来，请在 Word 或 WPS 里打开看看，另存一份 .docx 再导入。") from error
    if body is None:
        raise Refusal(f"“{name}”里没有内容。")
    return body


def _parts(body: Element) -> list[Element]:
    """Paragraphs and tables in their order, those inside content controls and text marked as inserted included."""
    found: list[Element] = []
    for child in body:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            found.append(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            found += _parts(child)
    return found


def _text(element: Element) -> str:
    """The words as read: deleted text, field codes and nested tables left out."""
    pieces: list[str] = []

    def walk(node: Element) -> None:
        for child in node:
            if child.tag in _PASSED:
                continue
            if child.tag == f"{_W}t":
                pieces.append(child.text or "")
            elif child.tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif child.tag == f"{_W}tab":
                pieces.append(" ")
            else:
                walk(child)
                if child.tag == f"{_W}p":
                    pieces.append("\n")

    walk(element)
    return re.sub(r"\n+", "\n", "".join(pieces)).strip()


def _rows(table: Element, tag: str) -> list[Element]:
    """Rows of a table or cells of a row, also inside content controls; rows marked as deleted are gone."""
    found: list[Element] = []
    for child in table:
        if child.tag == f"{_W}{tag}":
            if child.find(f"{_W}trPr/{_W}del") is None:
                found.append(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            found += _rows(child, tag)
    return found


def _grid(table: Element) -> tuple[tuple[tuple[Any, ...], ...], tuple[Area, ...]]:
    """Cells by row and column; a merged range holds its text in all its cells, as in ``Sheet``."""
    lines: list[list[Any]] = []
    merged: list[Area] = []
    running: dict[int, tuple[int, int]] = {}  # first column of a cell merged downwards → (top row, width)
    seen = 0
    for place, row in enumerate(_rows(table, "tr")):
        line: list[Any] = [None] * _number(row, "trPr/gridBefore")
        still: dict[int, tuple[int, int]] = {}
        for cell in _rows(row, "tc"):
            left, width = len(line), max(1, min(_number(cell, "tcPr/gridSpan") or 1, 60))
            seen += width
            if seen > _CELLS:
                raise Refusal("Word 文件里的表格太大了，请分成几个文件，或先转成 Excel 再导入。")
            down = cell.find(f"{_W}tcPr/{_W}vMerge")
            if down is not None and down.get(f"{_W}val") != "restart" and left in running:
                top, width = running[left]
                value = lines[top][left]
                still[left] = running[left]
            else:
                top, value = place, plain(_text(cell))
                if down is not None:
                    still[left] = (place, width)
            line += [value] * width
            if value is not None and (width > 1 or top < place):
                merged = [area for area in merged if (area.top, area.left) != (top, left)]
                merged.append(Area(top, left, place, left + width - 1))
        running = still
        lines.append(line)
    return tuple(map(tuple, lines)), tuple(merged)


def _number(element: Element, path: str) -> int:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    value = found.get(f"{_W}val", "") if found is not None else ""
    return int(value) if value.isdigit() else 0
