"""Which sheet or Word table of a file is which ledger, and in which order they are taken over."""

from __future__ import annotations

from dataclasses import dataclass

from db.errors import Refusal
from db.ledger import Ledger
from db.ledgers import LEDGERS
from desktop.exchange.book import INDEX, INSTRUCTIONS
from desktop.exchange.headings import Heading, find_heading
from desktop.exchange.rows import headings_of, importable, typed_fields
from desktop.exchange.sheets import Sheet

_NO_TABLES = (INSTRUCTIONS, INDEX)


@dataclass(frozen=True)
class Table:
    """One table that is taken over into one ledger. ``made``: the program itself makes such records."""

    ledger: Ledger
    sheet: Sheet
    heading: Heading
    made: bool = False


def tables_of(
    sheets: list[Sheet], file: str, only: str | None, chosen: dict[str, str]
) -> tuple[list[Table], list[str]]:
    """The tables, and sentences about sheets that are none. A sheet's ledger is the one ``chosen`` ("" = left out) or
    ``only`` asked for, else the one it was exported from, of its name, or the only one it fits. Raises Refusal."""
    tables, notes, strange = [], [], []
    for sheet in sheets:
        wanted = chosen.get(sheet.title, only)
        if sheet.title in _NO_TABLES or wanted == "" or not any(cell is not None for row in sheet.rows for cell in row):
            continue
        if not wanted and sheet.key and _exported(sheet) is None:
            strange += [sheet.title] * (len(sheet.rows) > 1)
            continue
        ledger = LEDGERS[wanted] if wanted else _exported(sheet) or _guess(sheet)
        made = ledger is not None and not importable(ledger)
        heading = _complete(sheet, ledger) if ledger is not None else None
        if made and not sheet.key:
            notes.append(f"“{sheet.title}”没有导入：“{ledger.title}”由程序自动生成。")
        elif ledger is None or heading is None:
            notes.append(f"“{sheet.title}”没有导入：没有找到表头，认不出是哪本台账。")
        else:
            tables.append(Table(ledger, sheet, heading, made))
    if strange:
        notes.insert(0, f"“{'”“'.join(strange)}”没有导入：这是原来的文件里自己定义的台账，这个文件里还没有；"
                        "请先在“工作记录”里新建同名、栏目相同的台账，再导入一次。")
    if not tables and not chosen:
        raise Refusal(
            f"“{file}”里没有可以导入的表：{'；'.join(notes).rstrip('。') or '文件是空的'}。"
            "表头请用台账的栏目名称，可先导出模板对照。"
        )
    return tables, notes


def in_order(tables: list[Table]) -> list[Table]:
    """Ledgers before those whose records name theirs: problems before measures, rounds before risks."""
    order = list(LEDGERS)
    return sorted(tables, key=lambda table: (_depth(table.ledger), order.index(table.ledger.key)))


def _depth(ledger: Ledger) -> int:
    """How many ledgers stand one behind the other before this one."""
    return 1 + max((_depth(LEDGERS[link.target]) for link in ledger.links if link.target != ledger.key), default=0)


def _exported(sheet: Sheet) -> Ledger | None:
    """The ledger that the program wrote to the sheet; one that the clerk defined in both files goes by its name."""
    known = LEDGERS.get(sheet.key)
    return known or next((ledger for ledger in LEDGERS.values() if sheet.key and ledger.title == sheet.title), None)


def _guess(sheet: Sheet) -> Ledger | None:
    for ledger in LEDGERS.values():
        if sheet.title == ledger.title:
            return ledger
    headings = {ledger.key: _complete(sheet, ledger) for ledger in LEDGERS.values() if importable(ledger)}
    fitting = {key: heading for key, heading in headings.items() if heading is not None and len(heading.fields) > 1}
    ranked = sorted(fitting, key=lambda key: len(fitting[key].fields), reverse=True)
    if len(ranked) > 1 and len(fitting[ranked[0]].fields) == len(fitting[ranked[1]].fields):
        return None
    return LEDGERS[ranked[0]] if ranked else None


def _complete(sheet: Sheet, ledger: Ledger) -> Heading | None:
    """The heading when it names all that must be filled in (what has a default may be missing)."""
    heading = find_heading(sheet, headings_of(ledger))
    if heading is None:
        return None
    named = {field.name for field in heading.fields.values()}
    needed = {field.name for field in typed_fields(ledger) if field.required and field.initial() is None}
    return heading if needed <= named or "number" in named else None
