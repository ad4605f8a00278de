"""Taking the tables of one file over, one after the other, on an open session.

A row that names a record of its own ledger which is not there yet waits until the rows before and behind it are in:
measures before their sub-measures, however the sheet is sorted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from db.fields import Link
from db.ledgers.talk import TALKS
from db.talk_lock import TEXTS
from desktop.exchange import provenance
from desktop.exchange.finder import Finder
from desktop.exchange.layout import originals
from desktop.exchange.rows import TableReader, TableRow, not_imported
from desktop.exchange.taker import PlannedRow, Taker
from desktop.exchange.which_ledger import Table

Progress = Callable[[int, int, str], None]
_STEP = 50  # rows between two reports of progress


@dataclass(frozen=True)
class Way:
    """How rows are taken: on which day, what becomes of those that look like a record, the file that records keep as
    where they come from, whether a person has set the columns (``fixed``)."""

    today: date | None
    twins: str
    file: str | None
    fixed: bool


class Intake:
    """The tables of one file. ``total`` rows are to be read in all; ``progress`` may raise to stop."""

    def __init__(self, session: Session, way: Way, total: int, progress: Progress | None):
        self._session, self._way, self._total, self._progress = session, way, total, progress
        self._here = provenance.file_of(session)
        self._finders: dict[bool, Finder] = {}
        self._fresh: set[tuple[str, int]] = set()  # (ledger key, id) of the records that have come in
        self._seen = 0

    def take(self, table: Table) -> tuple[tuple[PlannedRow, ...], tuple[str, ...]]:
        """What became of each row, and what a person should know about how they were read."""
        ledger, sheet, heading = table.ledger, table.sheet, table.heading
        whole = bool(sheet.file)
        foreign = whole and sheet.file != self._here
        finder = self._finders.setdefault(foreign, Finder(self._session, foreign, self._way.today))
        told = originals(sheet, heading) if self._way.file is not None and not ledger.sensitive else None
        taker = Taker(
            self._session, ledger, heading, self._way.today, self._way.twins, self._way.file, told, whole, foreign
        )
        reader = TableReader(sheet, heading, ledger, finder, self._way.fixed)
        taken: dict[int, PlannedRow] = {}

        def one(row: TableRow) -> None:
            if table.made and not self._belongs_to_fresh(table, row):
                return
            taken[row.row] = planned = taker.bring(row) if table.made else taker.take(row)
            if taker.record_id is not None:
                finder.took(ledger, taker.record_id, row.number, row.values | row.filled)
            if planned.verdict == "new":
                self._fresh.add((ledger.key, taker.record_id))

        waiting: list[TableRow] = []
        for count, row in enumerate(reader):
            if self._progress is not None and count % _STEP == 0:
                self._progress(self._seen + row.row, self._total, f"正在读“{sheet.title}”第 {row.row} 行…")
            waiting.append(row) if row.waits else one(row)
        while waiting:
            before, waiting = waiting, []
            for row in map(reader.again, before):
                waiting.append(row) if row.waits else one(row)
            if len(waiting) == len(before):
                for row in waiting:
                    one(row)
                break
        self._seen += len(sheet.rows)
        finder.forget(ledger.key)
        left = [*heading.ignored, *_without_texts(table)] if whole else not_imported(heading, ledger)
        return tuple(taken[row] for row in sorted(taken)), (*sheet.notes, *reader.notes(), *left)

    def _belongs_to_fresh(self, table: Table, row: TableRow) -> bool:
        """Whether the row's parent has come in with this file; what belongs to others the program has made itself."""
        parent = table.ledger.field(table.ledger.parent)
        assert isinstance(parent, Link)
        return (parent.target, (row.values | row.filled).get(parent.name)) in self._fresh


def _without_texts(table: Table) -> list[str]:
    """A sentence about a workbook of all ledgers that was written without what was said in talks."""
    named = {field.name for field in table.heading.fields.values()}
    if table.ledger is not TALKS or named.issuperset(TEXTS[TALKS.key]):
        return []
    return ["导出时没有包括谈话的内容，文件里还没有的谈话不能只凭这份表格建立；要完整搬过来，请在导出时勾选谈话内容。"]
