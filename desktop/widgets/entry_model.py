"""The rows of a sheet of new records: what was typed, what it means, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from db.errors import Refusal
from db.fields import Day, Field, Flag, Link, Moment, Number, Term
from db.journal import encode
from db.late import REASON
from db.ledger import Ledger
from db.records import initial
from desktop.exchange.finder import Finder
from desktop.operations.entry import problems_of
from desktop.widgets.lookup import Lookup, offers
from desktop.widgets.table_look import one_line

LEAST, MOST = 20, 1000  # rows shown at least, taken at most
_KEPT = 60  # steps that can be taken back
_TIP_FROM = 10  # characters
_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TYPED = _SHOWN | Qt.ItemFlag.ItemIsEditable
_LEFT, _RIGHT = (side | Qt.AlignmentFlag.AlignVCenter for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight))

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """One cell: the words shown, the value they mean, and the sentence when they mean none."""

    text: str = ""
    value: Any = None
    problem: str = ""


EMPTY = Cell()


class Row:
    """The filled cells by field name, and what the record's rules say (``found``: field name or "" → sentence)."""

    def __init__(self, cells: dict[str, Cell] | None = None):
        self.cells: dict[str, Cell] = cells or {}
        self.found: dict[str, str] = {}

    def problem(self, name: str) -> str:
        return self.cells.get(name, EMPTY).problem or self.found.get(name, "")

    @property
    def wrong(self) -> list[str]:
        """Every sentence about this row."""
        return [cell.problem for cell in self.cells.values() if cell.problem] + [
            sentence for name, sentence in self.found.items() if not self.cells.get(name, EMPTY).problem]

    @property
    def readable(self) -> bool:
        return not any(cell.problem for cell in self.cells.values())


def sheet_fields(ledger: Ledger, given: Iterable[str] = ()) -> list[Field]:
    """The columns of a ledger's sheet: the record it belongs to first, what a person types in the form, why it is late."""
    fields = [field for field in ledger.form_fields() if not field.readonly]
    if ledger.parent is not None and ledger.field(ledger.parent) not in fields:
        fields.insert(0, ledger.field(ledger.parent))
    if ledger.event is not None:
        fields.append(REASON)
    return [field for field in fields if field.name not in given]


class EntryModel(QAbstractTableModel):
    """``edited`` follows every change. ``given`` are values every row has and no column shows.

    There is always an empty row at the end; rows in which nothing was typed count for nothing. After every change each row
    is looked at as saving would; the one being typed (``leave`` ends that) is not marked for what it still lacks.
    """

    edited = Signal()

    def __init__(self, ledger: Ledger, lookup: Lookup, given: dict[str, Any] | None = None, parent: Any = None):
        super().__init__(parent)
        self.ledger, self._lookup, self._given = ledger, lookup, given or {}
        self.fields = sheet_fields(ledger, self._given)
        self._rows: list[Row] = []
        self._undo: list[list[dict[str, Cell]]] = []
        self._redo: list[list[dict[str, Cell]]] = []
        self._typed: int | None = None  # the new row in which the clerk is typing cell after cell
        usual = {name: value for name, value in initial(ledger, today=lookup.today()).items() if value and name not in self._given}
        self._defaults = {field.name: Cell(lookup.display(field, usual[field.name]), usual[field.name])
                          for field in self.fields if field.name in usual}
        self._grow(LEAST)

    # -- what stands in the sheet ------------------------------------------------------------------------------------

    def cell(self, row: int, column: int) -> Cell:
        return self._rows[row].cells.get(self.fields[column].name, EMPTY)

    def problem_at(self, row: int, column: int) -> str:
        """What is wrong in a cell; for a row as a whole it stands in the first cell."""
        name = self.fields[column].name
        if row == self._typed:
            return self._rows[row].cells.get(name, EMPTY).problem
        return self._rows[row].problem(name) or (self._rows[row].found.get("", "") if column == 0 else "")

    def is_blank(self, row: int) -> bool:
        return all(not cell.text or cell == self._defaults.get(name) for name, cell in self._rows[row].cells.items())

    def filled(self) -> list[int]:
        """The rows in which something was typed."""
        return [row for row in range(len(self._rows)) if not self.is_blank(row)]

    def wrong(self) -> list[int]:
        """The filled rows that saving would not take."""
        return [row for row in self.filled() if self._rows[row].wrong]

    @property
    def unfinished(self) -> bool:
        """Whether the row being typed still lacks something; what it has is right."""
        return self._typed is not None and bool(self._rows[self._typed].wrong) and self.readable(self._typed)

    def readable(self, row: int) -> bool:
        """Whether every cell of a row means something."""
        return self._rows[row].readable

    def first_wrong(self, row: int) -> int:
        """The column of a row's first fault, else 0."""
        return next((column for column in range(len(self.fields)) if self.problem_at(row, column)), 0)

    def values(self, row: int) -> dict[str, Any]:
        """The values of a row, with what every row has; what a new record has by default and the clerk has emptied is None."""
        cells = self._rows[row].cells
        emptied = {name: None for name in self._defaults if not cells.get(name, EMPTY).text}
        return self._given | emptied | {name: cell.value for name, cell in cells.items() if cell.text and cell.value is not None}

    # -- changes -----------------------------------------------------------------------------------------------------

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Puts what an editor gave into a cell."""
        if cell != self.cell(row, column):
            self._note()
            if self.is_blank(row):
                self._typed = row
            self._set(row, {self.fields[column].name: cell})
            self._changed()

    def type_block(self, row: int, column: int, block: list[list[str]]) -> int:
        """Reads a block of texts into the cells from (row, column) on; gives how many lines did not fit any more.

        A first line of headings is not data: it says which column each text belongs to.
        """
        targets = self._headings(block[0]) if len(block) > 1 else None
        lines = block[1:] if targets else block
        columns = targets or {place: column + place for place in range(len(self.fields) - column)}
        self._note()
        self._typed = None
        with self._lookup.workspace.read() as session:
            finder = Finder(session, today=self._lookup.today())
            if self.ledger.parent is not None:
                finder.begin_row(self.ledger.key)
                finder.within = self._given.get(self.ledger.parent.key)
            read: dict[tuple[str, str], Cell] = {}  # the same few names and terms come again and again
            for place, texts in enumerate(lines[:max(0, MOST - row)]):
                named = [(self.fields[columns[source]], text) for source, text in enumerate(texts) if source in columns]
                for field, text in named:
                    if (field.name, text) not in read:
                        read[field.name, text] = self._read(field, text, finder)
                self._set(row + place, {field.name: read[field.name, text] for field, text in named})
        self._changed()
        return max(0, len(lines) - max(0, MOST - row))

    def clear(self, cells: Iterable[tuple[int, int]]) -> None:
        self._apply((row, column, EMPTY) for row, column in cells)

    def fill_down(self, first: int, last: int, columns: Iterable[int]) -> None:
        """Copies the cells of row ``first`` into the rows below up to ``last``."""
        self._apply([(row, column, self.cell(first, column)) for column in columns for row in range(first + 1, last + 1)])

    def copy_row(self, source: int, goal: int) -> None:
        self._apply([(goal, column, self.cell(source, column)) for column in range(len(self.fields))])

    def remove(self, rows: Iterable[int], keep: bool = True) -> None:
        """Takes rows out of the sheet; ``keep`` False: for good, because they are saved."""
        gone = set(rows)
        if keep:
            self._note()
        else:
            self._undo.clear()
            self._redo.clear()
        self._replace([row for place, row in enumerate(self._rows) if place not in gone])

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    def undo(self) -> None:
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        self._swap(self._redo, self._undo)

    # -- checks ------------------------------------------------------------------------------------------------------

    def leave(self, row: int) -> None:
        """The clerk goes on to another row: what this one lacks is shown."""
        if row == self._typed:
            self._typed = None
            self._show(row, row)

    def tell(self, row: int, found: dict[str, str]) -> None:
        """Shows what is wrong with a row as a whole or in its fields."""
        self._typed = None
        self._find(row, found)
        self._show(row, row)

    def _check(self) -> None:
        """Looks at every row as saving would: those that cannot be read come last, for they take nothing from the others."""
        rows = {row: self.values(row) for row in sorted(self.filled(), key=lambda row: not self.readable(row))}
        found = problems_of(self._lookup.workspace, self.ledger, rows, self._lookup.today()) if rows else {}
        for row in range(len(self._rows)):
            self._find(row, found.get(row, {}))

    def _find(self, row: int, found: dict[str, str]) -> None:
        known = {field.name for field in self.fields}
        loose = "".join(sentence for name, sentence in found.items() if name not in known)
        self._rows[row].found = {name: sentence for name, sentence in found.items() if name in known} | (
            {"": loose} if loose else {})

    def _show(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.fields) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, first, last)

    # -- drafts ------------------------------------------------------------------------------------------------------

    def typed(self) -> list[dict[str, Any]]:
        """The filled rows as JSON can hold them."""
        return [{name: [cell.text, encode(cell.value), cell.problem] for name, cell in self._rows[row].cells.items()}
                for row in self.filled()]

    def resume(self, rows: list[dict[str, Any]]) -> None:
        """Puts back what ``typed`` gave."""
        known = {field.name: field for field in self.fields}
        self._replace([Row({name: Cell(text, _decoded(known[name], value), problem)
                            for name, (text, value, problem) in cells.items() if name in known}) for cells in rows])

    # -- Qt's questions ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and defaults
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _SHOWN if self.is_flag(index.column()) else _TYPED

    def is_flag(self, column: int) -> bool:
        """Whether a column is answered by one key instead of an editor."""
        return isinstance(self.fields[column], Flag)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        field, cell = self.fields[index.column()], self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(cell.text)
        if role == Qt.ItemDataRole.EditRole:
            return cell.text
        problem = self.problem_at(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return problem or (cell.text if len(cell.text) > _TIP_FROM else None)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{field.label}：{cell.text}" + (f"，{problem}" if problem else "")
        return None

    def look(self, row: int, column: int) -> tuple[str, bool, Qt.AlignmentFlag]:
        """All that is drawn of a cell: its words, whether they are wrong, the side on which they stand."""
        wrong = bool(self.problem_at(row, column))
        return one_line(self.cell(row, column).text), wrong, _RIGHT if isinstance(self.fields[column], Number) else _LEFT

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole and section < len(self._rows):
                marked = self._rows[section].wrong and not (section == self._typed and self.unfinished)
                return f"{section + 1} ！" if marked and not self.is_blank(section) else str(section + 1)
            return None
        field = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{field.label} *" if field.required else field.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return "必填。" * field.required + field.help or field.label
        return None

    # -- inside ------------------------------------------------------------------------------------------------------

    def _read(self, field: Field, text: str, finder: Finder) -> Cell:
        if not text.strip():
            return EMPTY
        try:
            value = field.parse(text, finder)
        except Refusal as refusal:
            value = self._likely(field, text)
            if value is None:
                return Cell(text, None, str(refusal))
        return Cell(field.display(value, finder), value, field.check(value, self._lookup.today()) or "")

    def _likely(self, field: Field, text: str) -> Any:
        """What is meant by a part of a name or its initials, when it can only be one."""
        if isinstance(field, Link):
            found = self._lookup.choices(field.target, text)
        elif isinstance(field, Term):
            found = [term for term in self._lookup.terms(field.vocabulary) if offers(term[1], text)]
        else:
            return None
        return found[0][0] if len(found) == 1 else None

    def _headings(self, texts: list[str]) -> dict[int, int] | None:
        """Place in the line → column, when every text of a line is the heading of a column."""
        known = {word: column for column, field in enumerate(self.fields) for word in (*field.also, field.label)}
        named = [text.rstrip(" *＊") for text in texts]
        if not any(named) or not all(text in known for text in named if text):
            return None
        return {place: known[text] for place, text in enumerate(named) if text}

    def _apply(self, changes: Iterable[tuple[int, int, Cell]]) -> None:
        changes = [(row, column, cell) for row, column, cell in changes if cell != self.cell(row, column)]
        if changes:
            self._note()
            for row, column, cell in changes:
                self._set(row, {self.fields[column].name: cell})
            self._changed()

    def _set(self, row: int, cells: dict[str, Cell]) -> None:
        """Puts cells into a row. What a new row has by default gives way to them, also where they are empty."""
        self._grow(row + 1)
        line = self._rows[row]
        if not line.cells and any(cell.text for cell in cells.values()):
            line.cells = dict(self._defaults)
        line.cells.update(cells)
        if self.is_blank(row):
            self._rows[row] = Row()

    def _note(self) -> None:
        self._undo = [*self._undo[1 - _KEPT:], self._cells()]
        self._redo.clear()

    def _swap(self, source: list[list[dict[str, Cell]]], goal: list[list[dict[str, Cell]]]) -> None:
        if source:
            goal.append(self._cells())
            self._replace([Row(dict(cells)) for cells in source.pop()])

    def _replace(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._rows, self._typed = rows, None
        self.endResetModel()
        self._changed()

    def _cells(self) -> list[dict[str, Cell]]:
        return [dict(row.cells) for row in self._rows]

    def _grow(self, count: int) -> None:
        if count > len(self._rows):
            self.beginInsertRows(QModelIndex(), len(self._rows), count - 1)
            self._rows += [Row() for _ in range(count - len(self._rows))]
            self.endInsertRows()

    def _changed(self) -> None:
        """One empty row stands at the end, and as many as fill the sheet; then everybody is told."""
        if self._typed is not None and self.is_blank(self._typed):
            self._typed = None
        needed = max((row + 2 for row in self.filled()), default=0)
        needed = min(MOST, max(LEAST, needed))
        self._grow(needed)
        if needed < len(self._rows):
            self.beginRemoveRows(QModelIndex(), needed, len(self._rows) - 1)
            del self._rows[needed:]
            self.endRemoveRows()
        self._check()
        self._show(0, len(self._rows) - 1)
        self.edited.emit()


def _decoded(field: Field, value: Any) -> Any:
    kinds: dict[type[Field], Callable[[str], Any]] = {Day: date.fromisoformat, Moment: datetime.fromisoformat}
    return kinds[type(field)](value) if value is not None and type(field) in kinds else value
