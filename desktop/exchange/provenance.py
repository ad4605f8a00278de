"""The hidden sheet by which a workbook of all ledgers is known again: of which file it is, which sheet is which ledger.

Such a workbook can be taken over whole into another file: what the program filled in (states, dates of steps) comes along
with new records, and a number that is taken there means another record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.journal import Step

if TYPE_CHECKING:
    from desktop.exchange.book import Book

MARK = "台账来源"


def file_of(session: Session) -> str:
    """What tells this file from every other one: the hash its history begins with."""
    return session.scalar(select(Step.hash).order_by(Step.id).limit(1)) or ""


def write(book: Book, file: str, keys: dict[str, str]) -> None:
    """Notes the file and the sheets (title → ledger key) in a workbook being written."""
    book.hidden(MARK, [file, *(f"{key}\t{book.name_of(title)}" for title, key in keys.items())])


def read(book: Any) -> tuple[str, dict[str, str]]:
    """The file and sheet → ledger key, as noted in an open openpyxl workbook; nothing for any other workbook."""
    if MARK not in book.sheetnames:
        return "", {}
    file, *lines = [str(row[0] or "") for row in book[MARK].iter_rows(max_col=1, values_only=True)]
    return file, {title: key for key, _, title in (line.partition("\t") for line in lines)}
